/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "chunk_layout.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More headers than any sound file needs; a file made of empty chunks ends here. */
#define CHUNKS_MAX 65536

/* How one family of files writes the header of a chunk. */
typedef struct {
  int name_bytes, size_bytes;
  int size_counts_header;
  int alignment;           /* chunks start at multiples of this */
  int64_t first;           /* offset of the first chunk */
  const char *data, *peak; /* first four letters of the chunks' names */
} ChunkStyle;

typedef struct {
  int descriptor;
  ChunkLayout *layout;
  ChunkStyle style;
  int64_t long_data_bytes; /* from RF64's ds64 chunk; -1 when there is none */
  uint64_t outer_bytes;    /* size that the outermost header claims */
  int failed;
} Walk;

static int read_at(Walk *walk, int64_t offset, unsigned char *bytes, size_t count) {
  size_t done = 0;
  while (done < count) {
    ssize_t got = pread(walk->descriptor, bytes + done, count - done, offset + (int64_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) walk->failed = errno;
    if (got <= 0) return 0;
    done += (size_t)got;
  }
  return 1;
}

static uint64_t whole_number(const unsigned char *bytes, int count, int big_endian) {
  uint64_t value = 0;
  for (int i = 0; i < count; i++)
    value = value << 8 | bytes[big_endian ? i : count - 1 - i];
  return value;
}

/* Sizes by which programs that write to a pipe say that they do not know yet: all ones, or SoX's largest multiple of a
 * page; a recorder that was cut short leaves zeros. */
static int is_open_ended(const Walk *walk, uint64_t size, int64_t body) {
  const ChunkLayout *layout = walk->layout;
  if (layout->kind == LAYOUT_CAF) return size == UINT64_MAX;
  if (layout->kind == LAYOUT_AU) return size == 0xFFFFFFFFu;
  if (layout->kind != LAYOUT_RIFF) return 0;
  if (size == 0xFFFFFFFFu) return walk->outer_bytes == 0xFFFFFFFFu;
  if (size == 0x7FFFF000u) return walk->outer_bytes >= 0x7FFFF000u && layout->file_bytes < 0x7FFFF000;
  return size == 0 && layout->file_bytes > body && (int64_t)walk->outer_bytes + 8 <= body;
}

static void set_data(Walk *walk, int64_t body, uint64_t size) {
  ChunkLayout *layout = walk->layout;
  int64_t held = layout->file_bytes - body;
  layout->open_ended = is_open_ended(walk, size, body);
  if (layout->kind == LAYOUT_RF64 && size == 0xFFFFFFFFu && walk->long_data_bytes >= 0) {
    size = (uint64_t)walk->long_data_bytes;
  }
  int64_t skipped = 0;
  if (layout->kind == LAYOUT_CAF) skipped = 4; /* the edit count */
  if (layout->kind == LAYOUT_AIFF) {
    unsigned char offset[4];
    if (!read_at(walk, body, offset, 4)) return;
    skipped = 8 + (int64_t)whole_number(offset, 4, 1);
  }
  if (skipped > held || (!layout->open_ended && (uint64_t)skipped > size)) return;
  int64_t promised = size > INT64_MAX ? INT64_MAX : (int64_t)size;
  layout->data_offset = body + skipped;
  layout->data_promised = layout->open_ended ? held - skipped : promised - skipped;
  layout->data_bytes = layout->data_promised < held - skipped ? layout->data_promised : held - skipped;
}

static void note_chunk(Walk *walk, const unsigned char *name, int64_t body, uint64_t size) {
  ChunkLayout *layout = walk->layout;
  if (layout->data_offset == 0 && memcmp(name, walk->style.data, 4) == 0) {
    set_data(walk, body, size);
  } else if (memcmp(name, walk->style.peak, 4) == 0 && size <= (uint64_t)(layout->file_bytes - body)) {
    layout->peak_offset = body;
    layout->peak_bytes = (int64_t)size;
  } else if (layout->kind == LAYOUT_RF64 && memcmp(name, "ds64", 4) == 0) {
    unsigned char sizes[16];
    if (size >= 16 && read_at(walk, body, sizes, 16)) {
      uint64_t data = whole_number(sizes + 8, 8, 0);
      walk->long_data_bytes = data > INT64_MAX ? INT64_MAX : (int64_t)data;
    }
  }
}

static void walk_chunks(Walk *walk) {
  const ChunkStyle *style = &walk->style;
  ChunkLayout *layout = walk->layout;
  int header = style->name_bytes + style->size_bytes;
  int64_t position = style->first;
  for (int i = 0; i < CHUNKS_MAX && position <= layout->file_bytes - header; i++) {
    unsigned char bytes[24];
    if (!read_at(walk, position, bytes, (size_t)header)) return;
    uint64_t size = whole_number(bytes + style->name_bytes, style->size_bytes, layout->big_endian);
    if (style->size_counts_header) size = size > (uint64_t)header ? size - (uint64_t)header : 0;
    int64_t body = position + header;
    note_chunk(walk, bytes, body, size);
    int is_data = layout->data_offset > 0 && layout->data_offset >= body && memcmp(bytes, style->data, 4) == 0;
    if (is_data) size = (uint64_t)(layout->data_offset - body + layout->data_bytes);
    if (size > (uint64_t)(layout->file_bytes - body)) return;
    position = body + (int64_t)size;
    position += (style->alignment - position % style->alignment) % style->alignment;
  }
}

static void read_au(Walk *walk, const unsigned char *head) {
  ChunkLayout *layout = walk->layout;
  int64_t offset = (int64_t)whole_number(head + 4, 4, layout->big_endian);
  if (offset >= 24 && offset <= layout->file_bytes)
    set_data(walk, offset, whole_number(head + 8, 4, layout->big_endian));
}

/* The file's first bytes tell the family. */
static void recognise(Walk *walk, const unsigned char *head) {
  static const ChunkStyle riff = {4, 4, 0, 2, 12, "data", "PEAK"}, aiff = {4, 4, 0, 2, 12, "SSND", "PEAK"},
                          caf = {4, 8, 0, 1, 8, "data", "peak"}, w64 = {16, 8, 1, 8, 40, "data", "PEAK"};
  static const unsigned char w64_name[16] = {'r',  'i',  'f',  'f',  0x2E, 0x91, 0xCF, 0x11,
                                             0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00};
  ChunkLayout *layout = walk->layout;
  layout->big_endian = 1;
  if ((memcmp(head, "RIFF", 4) == 0 || memcmp(head, "RIFX", 4) == 0) && memcmp(head + 8, "WAVE", 4) == 0) {
    layout->kind = LAYOUT_RIFF, layout->big_endian = head[3] == 'X', walk->style = riff;
    walk->outer_bytes = whole_number(head + 4, 4, layout->big_endian);
  } else if (memcmp(head, "RF64", 4) == 0 && memcmp(head + 8, "WAVE", 4) == 0) {
    layout->kind = LAYOUT_RF64, layout->big_endian = 0, walk->style = riff;
  } else if (memcmp(head, w64_name, 16) == 0) {
    layout->kind = LAYOUT_W64, layout->big_endian = 0, walk->style = w64;
  } else if (memcmp(head, "FORM", 4) == 0 && memcmp(head + 8, "AIF", 3) == 0) {
    layout->kind = LAYOUT_AIFF, walk->style = aiff;
  } else if (memcmp(head, "caff", 4) == 0) {
    layout->kind = LAYOUT_CAF, walk->style = caf;
  } else if (memcmp(head, ".snd", 4) == 0 || memcmp(head, "dns.", 4) == 0) {
    layout->kind = LAYOUT_AU, layout->big_endian = head[0] == '.';
  }
}

int chunk_layout_read(int descriptor, ChunkLayout *layout, FileError *error) {
  memset(layout, 0, sizeof *layout);
  Walk walk = {.descriptor = descriptor, .layout = layout, .long_data_bytes = -1};
  unsigned char head[24];
  struct stat status;
  if (fstat(descriptor, &status) != 0) return file_error(error, "cannot read a file's length: %s", strerror(errno));
  layout->file_bytes = status.st_size;
  if (layout->file_bytes >= (int64_t)sizeof head && read_at(&walk, 0, head, sizeof head)) {
    recognise(&walk, head);
    if (layout->kind == LAYOUT_AU)
      read_au(&walk, head);
    else if (layout->kind != LAYOUT_NONE)
      walk_chunks(&walk);
  }
  if (walk.failed) return file_error(error, "cannot read a file's header: %s", strerror(walk.failed));
  if (layout->data_offset == 0) layout->kind = LAYOUT_NONE;
  return 1;
}
