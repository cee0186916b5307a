/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A FLAC file is "fLaC", metadata blocks, frames. A block is one byte (the top bit marks the last block, the rest is
 * the type), three bytes of length, most significant first, and its body. The first block is STREAMINFO.
 */
#include "flac_blocks.h"
#include "exact_read.h"
#include "id3_tags.h"

#include <string.h>

#define BLOCKS_MAX 4096
#define BLOCK_HEADER_BYTES 4
#define LAST_BLOCK 0x80

enum { STREAMINFO = 0, SEEKTABLE = 3 };

typedef struct {
  int type;
  int64_t offset; /* of the header */
  int64_t bytes;  /* with the header */
} Block;

/* Returns the block at `offset`, with type -1 when there is none. */
static Block read_block(ExactRead read, void *from, int64_t offset, int *is_last) {
  unsigned char head[BLOCK_HEADER_BYTES];
  if (!read(from, offset, head, sizeof head)) return (Block){.type = -1};
  *is_last = head[0] >= LAST_BLOCK;
  return (Block){head[0] & ~LAST_BLOCK, offset, BLOCK_HEADER_BYTES + (head[1] << 16 | head[2] << 8 | head[3])};
}

/* Offset of the first block after "fLaC", which an ID3 tag may precede; -1 for no FLAC file. */
static int64_t first_block(int descriptor) {
  char mark[4];
  int64_t start = id3_length(descriptor);
  if (!exact_read_descriptor(&descriptor, start, mark, 4) || memcmp(mark, "fLaC", 4) != 0) return -1;
  return start + 4;
}

/* Blocks that describe the sound's content; the other two describe the old frames. */
static int is_kept(const Block *block) {
  return block->type != STREAMINFO && block->type != SEEKTABLE;
}

/* Calls `each` for every kept block of the source. Returns the number of kept blocks, -1 when the blocks are damaged.
 */
static int64_t for_kept_blocks(int source, void (*each)(void *user, const Block *block), void *user) {
  int is_last = 0;
  int64_t offset = first_block(source), kept = 0;
  for (int i = 0; offset >= 0 && !is_last && i < BLOCKS_MAX; i++) {
    Block block = read_block(exact_read_descriptor, &source, offset, &is_last);
    if (block.type < 0) return -1;
    if (is_kept(&block)) {
      each(user, &block);
      kept++;
    }
    offset += block.bytes;
  }
  return offset >= 0 && is_last ? kept : -1;
}

static void add_bytes(void *user, const Block *block) {
  *(int64_t *)user += block->bytes;
}

typedef struct {
  int source;
  PendingFile *file;
  int64_t offset, last_header;
} BlockCopy;

static void copy_block(void *user, const Block *block) {
  BlockCopy *copy = user;
  unsigned char type = (unsigned char)block->type;
  pending_file_copy(copy->file, copy->source, block->offset, copy->offset, block->bytes);
  pending_file_write(copy->file, copy->offset, &type, 1);
  copy->last_header = copy->offset;
  copy->offset += block->bytes;
}

int flac_blocks_present(int descriptor) {
  int64_t bytes = 0;
  return for_kept_blocks(descriptor, add_bytes, &bytes) >= 0;
}

int flac_blocks_keep(int source, PendingFile *file) {
  int is_last = 0;
  Block info = read_block(exact_read_pending, file, 4, &is_last);
  if (info.type != STREAMINFO) return 0;
  int64_t frames = info.offset + info.bytes, kept_bytes = 0;
  while (!is_last) {
    Block block = read_block(exact_read_pending, file, frames, &is_last);
    if (block.type < 0) return 0;
    frames += block.bytes;
  }
  BlockCopy copy = {source, file, info.offset + info.bytes, info.offset};
  if (for_kept_blocks(source, add_bytes, &kept_bytes) < 0) return 0;
  if (!pending_file_shift(file, frames, copy.offset + kept_bytes - frames)) return 0;
  pending_file_write(file, info.offset, "\0", 1); /* STREAMINFO, not the last */
  for_kept_blocks(source, copy_block, &copy);
  unsigned char type;
  if (pending_file_read(file, copy.last_header, &type, 1) != 1) return 0;
  type |= LAST_BLOCK;
  return pending_file_write(file, copy.last_header, &type, 1);
}
