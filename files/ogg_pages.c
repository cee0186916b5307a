/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ogg_pages.h"

#include <stdlib.h>
#include <string.h>

enum { FLAGS = 5, GRANULE = 6, SERIAL = 14, NUMBER = 18, CHECKSUM = 22, SEGMENTS = 26 };

#define CONTINUED 1
#define CHECKSUM_POLYNOMIAL 0x04C11DB7u

static void put_little(unsigned char *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++)
    bytes[i] = (unsigned char)(value >> 8 * i);
}

/* Over the whole page with zeros in the checksum's place; most significant bit first, no final inversion. */
static uint32_t checksum(const OggPage *page) {
  uint32_t sum = 0;
  for (size_t i = 0; i < page->size; i++) {
    sum ^= (uint32_t)page->bytes[i] << 24;
    for (int bit = 0; bit < 8; bit++)
      sum = sum << 1 ^ (sum >> 31 ? CHECKSUM_POLYNOMIAL : 0);
  }
  return sum;
}

static void seal(OggPage *page) {
  put_little(page->bytes + CHECKSUM, 0);
  put_little(page->bytes + CHECKSUM, checksum(page));
}

int ogg_page_read(OggPage *page, ExactRead read, void *from, int64_t offset) {
  if (!read(from, offset, page->bytes, OGG_HEADER_BYTES) || memcmp(page->bytes, "OggS", 5) != 0) return 0;
  size_t segments = page->bytes[SEGMENTS];
  if (!read(from, offset + OGG_HEADER_BYTES, page->bytes + OGG_HEADER_BYTES, segments)) return 0;
  page->body = page->size = OGG_HEADER_BYTES + segments;
  for (size_t i = 0; i < segments; i++)
    page->size += page->bytes[OGG_HEADER_BYTES + i];
  return read(from, offset + (int64_t)page->body, page->bytes + page->body, page->size - page->body);
}

uint32_t ogg_page_number(const OggPage *page) {
  const unsigned char *bytes = page->bytes + NUMBER;
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void ogg_page_renumber(OggPage *page, uint32_t number) {
  put_little(page->bytes + NUMBER, number);
  seal(page);
}

int ogg_bytes_add(OggBytes *list, const void *bytes, size_t count) {
  if (count == 0) return 1;
  if (list->size + count > list->capacity) {
    size_t capacity = 2 * (list->size + count);
    unsigned char *larger = realloc(list->bytes, capacity);
    if (!larger) return 0;
    list->bytes = larger;
    list->capacity = capacity;
  }
  memcpy(list->bytes + list->size, bytes, count);
  list->size += count;
  return 1;
}

void ogg_header_clear(OggHeader *header) {
  free(header->bytes.bytes);
  memset(header, 0, sizeof *header);
}

/* Adds the page's segments to the packets. Returns the number of packets complete after it, -1 when one more begins or
 * the memory is short. */
static int take_segments(OggHeader *header, const OggPage *page, int done, int packets) {
  const unsigned char *body = page->bytes + page->body;
  for (size_t i = 0; i < page->bytes[SEGMENTS]; i++) {
    size_t length = page->bytes[OGG_HEADER_BYTES + i];
    if (done == packets || !ogg_bytes_add(&header->bytes, body, length)) return -1;
    header->lengths[done] += length;
    body += length;
    if (length < 255) done++;
  }
  return done;
}

int ogg_header_read(OggHeader *header, int packets, size_t bytes_max, ExactRead read, void *from) {
  memset(header, 0, sizeof *header);
  OggPage *page = malloc(sizeof *page);
  int done = 0;
  while (page && done >= 0 && done < packets && header->bytes.size <= bytes_max) {
    if (!ogg_page_read(page, read, from, header->end)) break;
    if (header->pages == 0) memcpy(header->serial, page->bytes + SERIAL, 4);
    if (memcmp(header->serial, page->bytes + SERIAL, 4) != 0) break; /* several streams in one file */
    header->end += (int64_t)page->size;
    header->pages++;
    done = take_segments(header, page, done, packets);
  }
  free(page);
  return done == packets && header->bytes.size <= bytes_max;
}

/* Lengths of all segments of the packets, in order, from malloc. */
static unsigned char *lace(const size_t *lengths, int count, size_t *segments) {
  *segments = 0;
  for (int i = 0; i < count; i++)
    *segments += lengths[i] / 255 + 1;
  unsigned char *lacing = malloc(*segments);
  size_t next = 0;
  for (int i = 0; lacing && i < count; i++) {
    for (size_t left = lengths[i]; left >= 255; left -= 255)
      lacing[next++] = 255;
    lacing[next++] = (unsigned char)(lengths[i] % 255);
  }
  return lacing;
}

static void make_page(OggPage *page, const unsigned char *lacing, size_t segments, const unsigned char *body,
                      const unsigned char serial[4]) {
  size_t body_bytes = 0, ends = 0;
  memset(page->bytes, 0, OGG_HEADER_BYTES);
  memcpy(page->bytes, "OggS", 4);
  memcpy(page->bytes + SERIAL, serial, 4);
  for (size_t i = 0; i < segments; i++) {
    body_bytes += lacing[i];
    ends += lacing[i] < 255;
  }
  if (ends == 0) memset(page->bytes + GRANULE, 0xFF, 8); /* no packet ends here */
  page->bytes[SEGMENTS] = (unsigned char)segments;
  page->body = OGG_HEADER_BYTES + segments;
  page->size = page->body + body_bytes;
  memcpy(page->bytes + OGG_HEADER_BYTES, lacing, segments);
  memcpy(page->bytes + page->body, body, body_bytes);
}

uint32_t ogg_pages_make(OggBytes *pages, const unsigned char *packets, const size_t *lengths, int count,
                        const unsigned char serial[4], uint32_t number) {
  size_t segments, done = 0;
  unsigned char *lacing = lace(lengths, count, &segments);
  OggPage *page = malloc(sizeof *page);
  uint32_t made = 0;
  int good = lacing && page;
  while (good && done < segments) {
    size_t taken = segments - done < OGG_SEGMENTS_MAX ? segments - done : OGG_SEGMENTS_MAX;
    make_page(page, lacing + done, taken, packets, serial);
    if (done > 0 && lacing[done - 1] == 255) page->bytes[FLAGS] = CONTINUED;
    ogg_page_renumber(page, number + made++);
    packets += page->size - page->body;
    done += taken;
    good = ogg_bytes_add(pages, page->bytes, page->size);
  }
  free(page);
  free(lacing);
  return good ? made : 0;
}
