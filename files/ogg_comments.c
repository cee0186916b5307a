/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The second packet of a Vorbis or Opus stream holds its comments, pictures among them. It takes the place of the one
 * that libsndfile wrote; the pages after it are numbered anew when their number changes.
 */
#include "ogg_comments.h"
#include "exact_read.h"
#include "ogg_pages.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES_MAX ((size_t)64 << 20)

/* Packets of the header: three for Vorbis, two for Opus, 0 for what is neither. */
static int header_packets(ExactRead read, void *from) {
  OggHeader first;
  int packets = 0;
  if (ogg_header_read(&first, 1, OGG_PAGE_BYTES_MAX, read, from)) {
    if (first.lengths[0] >= 7 && memcmp(first.bytes.bytes, "\1vorbis", 7) == 0) packets = 3;
    if (first.lengths[0] >= 8 && memcmp(first.bytes.bytes, "OpusHead", 8) == 0) packets = 2;
  }
  ogg_header_clear(&first);
  return packets;
}

int ogg_comments_present(int descriptor) {
  OggHeader header = {0};
  int packets = header_packets(exact_read_descriptor, &descriptor);
  int present = packets > 0 && ogg_header_read(&header, packets, HEADER_BYTES_MAX, exact_read_descriptor, &descriptor);
  ogg_header_clear(&header);
  return present;
}

static int renumber_pages(PendingFile *file, int64_t offset, uint32_t difference) {
  OggPage *page = malloc(sizeof *page);
  int good = page != NULL;
  while (good && difference != 0 && offset < pending_file_length(file)) {
    good = ogg_page_read(page, exact_read_pending, file, offset);
    if (!good) break;
    ogg_page_renumber(page, ogg_page_number(page) + difference);
    good = pending_file_write(file, offset, page->bytes, page->size);
    offset += (int64_t)page->size;
  }
  free(page);
  return good;
}

/* Pages with the new stream's packets but the old one's comments. The first page of either holds the first packet
 * alone. */
static uint32_t make_pages(OggBytes *pages, const OggHeader *old, const OggHeader *new, int packets) {
  OggBytes bodies = {0};
  size_t lengths[2] = {old->lengths[1], new->lengths[2]};
  const unsigned char *comments = old->bytes.bytes + old->lengths[0];
  const unsigned char *setup = new->bytes.bytes + new->lengths[0] + new->lengths[1];
  uint32_t made = 0;
  if (ogg_bytes_add(&bodies, comments, lengths[0]) && ogg_bytes_add(&bodies, setup, packets == 3 ? lengths[1] : 0)) {
    made = ogg_pages_make(pages, bodies.bytes, lengths, packets - 1, new->serial, 1);
  }
  free(bodies.bytes);
  return made;
}

static int replace_comments(PendingFile *file, const OggHeader *old, const OggHeader *new, int packets) {
  OggBytes pages = {0};
  OggPage *first = malloc(sizeof *first);
  int good = first && ogg_page_read(first, exact_read_pending, file, 0);
  uint32_t made = good ? make_pages(&pages, old, new, packets) : 0;
  good = made > 0;
  if (good) {
    int64_t start = (int64_t)first->size, end = start + (int64_t)pages.size;
    good = pending_file_shift(file, new->end, end - new->end) &&
           pending_file_write(file, start, pages.bytes, pages.size) &&
           renumber_pages(file, end, made - (new->pages - 1));
  }
  free(first);
  free(pages.bytes);
  return good;
}

int ogg_comments_keep(int source, PendingFile *file) {
  OggHeader old = {0}, new = {0};
  int packets = header_packets(exact_read_pending, file);
  int good = packets > 0 && packets == header_packets(exact_read_descriptor, &source) &&
             ogg_header_read(&old, packets, HEADER_BYTES_MAX, exact_read_descriptor, &source) &&
             ogg_header_read(&new, packets, HEADER_BYTES_MAX, exact_read_pending, file) &&
             replace_comments(file, &old, &new, packets);
  ogg_header_clear(&old);
  ogg_header_clear(&new);
  return good;
}
