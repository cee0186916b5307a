/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WAV whose samples are coded in blocks (ADPCM, GSM ...) is written by libsndfile; here it gets the source's other
 * chunks, in the source's order and byte by byte. From libsndfile stay the three chunks that describe the samples: fmt,
 * fact and data. A chunk is a name of four letters, four bytes of length, least significant first, and its body, padded
 * to an even length.
 */
#include "riff_chunks.h"
#include "exact_read.h"

#include <stdlib.h>
#include <string.h>

#define RIFF_HEADER_BYTES 12
#define CHUNK_HEADER_BYTES 8
#define CHUNKS_MAX 4096
#define DESCRIPTION_BYTES_MAX 65536

typedef struct {
  char name[4];
  int64_t offset, bytes; /* of header and body with padding; what the file holds of it */
} RiffChunk;

typedef struct {
  RiffChunk *chunks;
  size_t count, data; /* index of the samples' chunk */
} RiffList;

/* Returns 0 when it is no WAV with samples, or the memory is short; riff_list_clear() is needed in any case. */
static int riff_list_read(RiffList *list, ExactRead read, void *from, int64_t file_bytes) {
  unsigned char head[RIFF_HEADER_BYTES];
  int64_t offset = RIFF_HEADER_BYTES;
  *list = (RiffList){.chunks = calloc(CHUNKS_MAX, sizeof *list->chunks), .data = SIZE_MAX};
  if (!list->chunks || !read(from, 0, head, sizeof head)) return 0;
  if (memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0) return 0;
  while (list->count < CHUNKS_MAX && read(from, offset, head, CHUNK_HEADER_BYTES)) {
    RiffChunk *chunk = &list->chunks[list->count];
    int64_t size = head[4] | head[5] << 8 | head[6] << 16 | (int64_t)head[7] << 24;
    memcpy(chunk->name, head, 4);
    chunk->offset = offset;
    chunk->bytes = CHUNK_HEADER_BYTES + size + (size & 1);
    if (chunk->bytes > file_bytes - offset) chunk->bytes = file_bytes - offset;
    if (list->data == SIZE_MAX && memcmp(head, "data", 4) == 0) list->data = list->count;
    offset += chunk->bytes;
    list->count++;
  }
  return list->data != SIZE_MAX;
}

static void riff_list_clear(RiffList *list) {
  free(list->chunks);
  *list = (RiffList){0};
}

static int describes_samples(const RiffChunk *chunk) {
  return memcmp(chunk->name, "fmt ", 4) == 0 || memcmp(chunk->name, "fact", 4) == 0 ||
         memcmp(chunk->name, "PEAK", 4) == 0;
}

/* Header and description of the new samples: the RIFF header, fmt and fact of the new file. */
static int64_t read_descriptions(PendingFile *file, const RiffList *made, unsigned char *bytes) {
  int64_t count = RIFF_HEADER_BYTES;
  if (!exact_read_pending(file, 0, bytes, RIFF_HEADER_BYTES)) return -1;
  for (size_t i = 0; i < made->data; i++) {
    const RiffChunk *chunk = &made->chunks[i];
    if (!describes_samples(chunk)) continue;
    if (count + chunk->bytes > DESCRIPTION_BYTES_MAX) return -1;
    if (!exact_read_pending(file, chunk->offset, bytes + count, (size_t)chunk->bytes)) return -1;
    count += chunk->bytes;
  }
  return count;
}

static int64_t bytes_of_others(const RiffList *old, size_t first, size_t end) {
  int64_t bytes = 0;
  for (size_t i = first; i < end; i++) {
    if (!describes_samples(&old->chunks[i])) bytes += old->chunks[i].bytes;
  }
  return bytes;
}

/* Copies the other chunks first..end of the source to `offset` and returns where they end. */
static int64_t copy_others(PendingFile *file, int source, const RiffList *old, size_t first, size_t end,
                           int64_t offset) {
  for (size_t i = first; i < end; i++) {
    const RiffChunk *chunk = &old->chunks[i];
    if (describes_samples(chunk)) continue;
    pending_file_copy(file, source, chunk->offset, offset, chunk->bytes);
    offset += chunk->bytes;
  }
  return offset;
}

/* Chunks of a production file stand in front of fmt as often as behind it; their order among themselves stays. */
static int merge(PendingFile *file, int source, const RiffList *old, const RiffList *made,
                 unsigned char *descriptions) {
  int64_t described = read_descriptions(file, made, descriptions);
  const RiffChunk *data = &made->chunks[made->data];
  if (described < 0) return 0;
  int64_t place = described + bytes_of_others(old, 0, old->data);
  int64_t end = place + data->bytes;
  if (!pending_file_shift(file, data->offset, place - data->offset)) return 0;
  pending_file_write(file, 0, descriptions, (size_t)described);
  copy_others(file, source, old, 0, old->data, described);
  if (data->bytes & 1) pending_file_write(file, end++, "", 1);
  end = copy_others(file, source, old, old->data + 1, old->count, end);
  unsigned char size[4];
  for (int i = 0; i < 4; i++)
    size[i] = (unsigned char)((end - 8) >> 8 * i);
  return end - 8 <= 0xFFFFFFFF && pending_file_write(file, 4, size, 4);
}

int riff_chunks_present(int descriptor, int64_t file_bytes) {
  RiffList list;
  int present = riff_list_read(&list, exact_read_descriptor, &descriptor, file_bytes);
  riff_list_clear(&list);
  return present;
}

int riff_chunks_keep(int source, int64_t source_bytes, PendingFile *file) {
  RiffList old, made;
  unsigned char *descriptions = malloc(DESCRIPTION_BYTES_MAX);
  int good = riff_list_read(&old, exact_read_descriptor, &source, source_bytes);
  good = riff_list_read(&made, exact_read_pending, file, pending_file_length(file)) && good && descriptions &&
         merge(file, source, &old, &made, descriptions);
  riff_list_clear(&old);
  riff_list_clear(&made);
  free(descriptions);
  return good;
}
