/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An MPEG stream has its ID3v2 tag in front, and behind it an APEv2 tag and the 128 bytes of an ID3v1 tag, each of them
 * optional. The stream itself starts anywhere.
 */
#include "id3_tags.h"
#include "exact_read.h"

#include <string.h>
#include <sys/stat.h>

#define ID3V1_BYTES 128
#define APE_FOOTER_BYTES 32

int64_t id3_length(int descriptor) {
  unsigned char head[10];
  if (!exact_read_descriptor(&descriptor, 0, head, sizeof head) || memcmp(head, "ID3", 3) != 0) return 0;
  int64_t length = sizeof head;
  if (head[5] & 0x10) length += sizeof head; /* a footer repeats the header */
  for (int i = 0; i < 4; i++) {
    if (head[6 + i] & 0x80) return 0;
    length += (int64_t)head[6 + i] << 7 * (3 - i);
  }
  struct stat status;
  return fstat(descriptor, &status) == 0 && length <= status.st_size ? length : 0;
}

static int64_t ape_length(int descriptor, int64_t end) {
  unsigned char footer[APE_FOOTER_BYTES];
  if (end < APE_FOOTER_BYTES || !exact_read_descriptor(&descriptor, end - APE_FOOTER_BYTES, footer, sizeof footer))
    return 0;
  if (memcmp(footer, "APETAGEX", 8) != 0) return 0;
  int64_t length = footer[12] | footer[13] << 8 | footer[14] << 16 | (int64_t)footer[15] << 24;
  if (footer[23] & 0x80) length += APE_FOOTER_BYTES; /* a header of the footer's size stands in front */
  return length <= end ? length : 0;
}

int64_t id3_tags_begin(int source, PendingFile *file) {
  int64_t length = id3_length(source);
  pending_file_copy(file, source, 0, 0, length);
  return length;
}

int id3_tags_end(int source, PendingFile *file) {
  struct stat status;
  char mark[3];
  if (fstat(source, &status) != 0) return 0;
  int64_t length = 0, end = status.st_size;
  if (end >= ID3V1_BYTES && exact_read_descriptor(&source, end - ID3V1_BYTES, mark, 3) && memcmp(mark, "TAG", 3) == 0) {
    length = ID3V1_BYTES;
  }
  length += ape_length(source, end - length);
  return pending_file_copy(file, source, end - length, pending_file_length(file), length);
}
