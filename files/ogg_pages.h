/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pages of an Ogg stream. A page is: "OggS"; version (0); flags (1: begins within a packet, 2: first, 4: last); 8 bytes
 * granule position; 4 bytes serial number; 4 bytes page number; 4 bytes checksum; number of segments; their lengths,
 * one byte each; their bytes. A packet is a run of segments that ends with one shorter than 255 bytes. Numbers are
 * little-endian.
 */
#ifndef QUELL_OGG_PAGES_H
#define QUELL_OGG_PAGES_H

#include "exact_read.h"

#define OGG_HEADER_BYTES 27
#define OGG_SEGMENTS_MAX 255
#define OGG_PAGE_BYTES_MAX (OGG_HEADER_BYTES + OGG_SEGMENTS_MAX + OGG_SEGMENTS_MAX * 255)

typedef struct {
  unsigned char bytes[OGG_PAGE_BYTES_MAX];
  size_t size, body; /* of the whole page; where its segments' bytes start */
} OggPage;

/* Returns 0 when no whole page stands at `offset`. */
int ogg_page_read(OggPage *page, ExactRead read, void *from, int64_t offset);
uint32_t ogg_page_number(const OggPage *page);
/* Sets the number and brings the checksum up to date. */
void ogg_page_renumber(OggPage *page, uint32_t number);

/* A growing list of bytes. */
typedef struct {
  unsigned char *bytes;
  size_t size, capacity;
} OggBytes;

int ogg_bytes_add(OggBytes *list, const void *bytes, size_t count); /* 0 without memory */

/* The packets of a stream's header pages, one after the other. */
typedef struct {
  OggBytes bytes;
  size_t lengths[3];
  uint32_t pages; /* that they fill */
  int64_t end;    /* offset of the page after them */
  unsigned char serial[4];
} OggHeader;

/* Collects the first `packets` (1..3) packets, which end together with a page. Returns 0 when the stream is made
 * otherwise or they exceed `bytes_max`. ogg_header_clear() is needed in any case. */
int ogg_header_read(OggHeader *header, int packets, size_t bytes_max, ExactRead read, void *from);
void ogg_header_clear(OggHeader *header);

/* Adds pages numbered from `number` on that hold the packets, which lie behind each other. Returns how many; 0 without
 * memory. */
uint32_t ogg_pages_make(OggBytes *pages, const unsigned char *packets, const size_t *lengths, int count,
                        const unsigned char serial[4], uint32_t number);

#endif
