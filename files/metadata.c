/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "metadata.h"

#include <stdlib.h>
#include <string.h>

#define CHUNKS_MAX 256
#define CHUNK_BYTES_MAX (64u << 20)
#define NOTES_BYTES 65536
#define CHANNELS_MAX 1024

/* libsndfile reads the bytes of a chunk when the file is closed, so they are kept until then. */
struct Metadata {
  void *bodies[CHUNKS_MAX];
  size_t count;
};

static void carry_texts(SNDFILE *from, SNDFILE *to) {
  for (int kind = SF_STR_FIRST; kind <= SF_STR_LAST; kind++) {
    const char *text = sf_get_string(from, kind);
    if (text && *text) sf_set_string(to, kind, text);
  }
}

/* A block that one command reads and another writes, of a size known beforehand. */
static void carry_block(SNDFILE *from, SNDFILE *to, int get, int set, size_t size) {
  void *block = calloc(1, size);
  if (block && sf_command(from, get, block, (int)size)) sf_command(to, set, block, (int)size);
  free(block);
}

static void carry_cues(SNDFILE *from, SNDFILE *to) {
  uint32_t count = 0;
  if (!sf_command(from, SFC_GET_CUE_COUNT, &count, sizeof count) || count == 0 || count > 65536) return;
  carry_block(from, to, SFC_GET_CUE, SFC_SET_CUE, sizeof(uint32_t) + count * sizeof(SF_CUE_POINT));
}

static void carry_channel_map(SNDFILE *from, SNDFILE *to) {
  SF_INFO info = {0};
  if (sf_command(from, SFC_GET_CURRENT_SF_INFO, &info, sizeof info) != 0) return;
  if (info.channels < 1 || info.channels > CHANNELS_MAX) return;
  size_t size = (size_t)info.channels * sizeof(int);
  carry_block(from, to, SFC_GET_CHANNEL_MAP_INFO, SFC_SET_CHANNEL_MAP_INFO, size);
}

/* Containers made of chunks with names of four letters. */
static int has_chunks(int format) {
  int container = format & SF_FORMAT_TYPEMASK;
  return container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX || container == SF_FORMAT_RF64 ||
         container == SF_FORMAT_AIFF || container == SF_FORMAT_CAF;
}

/* These describe the old file's layout, or have been carried in the new container's own form. */
static int is_carried_otherwise(const char *name) {
  static const char *const names[] = {"RIFF", "RIFX", "RF64", "ds64", "WAVE", "fmt ", "fact", "data", "PEAK", "LIST",
                                      "bext", "cart", "cue ", "smpl", "inst", "acid", "JUNK", "junk", "PAD ", "FLLR",
                                      "FORM", "AIFF", "AIFC", "FVER", "COMM", "SSND", "MARK", "INST", "NAME", "AUTH",
                                      "(c) ", "ANNO", "basc", "caff", "desc", "pakt", "kuki", "peak", "chan", "free",
                                      "info", "CHAN", "APPL", "strg", "mark", "COMT", "wavl", "slnt", "levl"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (memcmp(name, names[i], 4) == 0) return 1;
  }
  return 0;
}

static void carry_chunk(const SF_CHUNK_ITERATOR *place, SNDFILE *to, Metadata *metadata) {
  SF_CHUNK_INFO chunk = {0};
  if (sf_get_chunk_size(place, &chunk) != SF_ERR_NO_ERROR || chunk.id_size != 4) return;
  if (is_carried_otherwise(chunk.id) || chunk.datalen == 0 || chunk.datalen > CHUNK_BYTES_MAX) return;
  /* One byte more: libsndfile pads odd chunks. */
  chunk.data = calloc(1, (size_t)chunk.datalen + 4);
  if (!chunk.data) return;
  metadata->bodies[metadata->count++] = chunk.data;
  if (sf_get_chunk_data(place, &chunk) == SF_ERR_NO_ERROR) sf_set_chunk(to, &chunk);
}

static void carry_chunks(SNDFILE *from, SNDFILE *to, Metadata *metadata) {
  SF_CHUNK_ITERATOR *place = sf_get_chunk_iterator(from, NULL);
  while (place && metadata->count < CHUNKS_MAX) {
    carry_chunk(place, to, metadata);
    place = sf_next_chunk_iterator(place);
  }
}

Metadata *metadata_carry(SNDFILE *from, int from_format, SNDFILE *to, int to_format) {
  Metadata *metadata = calloc(1, sizeof *metadata);
  if (!metadata) return NULL;
  carry_texts(from, to);
  carry_block(from, to, SFC_GET_BROADCAST_INFO, SFC_SET_BROADCAST_INFO, sizeof(SF_BROADCAST_INFO) + NOTES_BYTES);
  carry_block(from, to, SFC_GET_CART_INFO, SFC_SET_CART_INFO, sizeof(SF_CART_INFO) + NOTES_BYTES);
  carry_block(from, to, SFC_GET_INSTRUMENT, SFC_SET_INSTRUMENT, sizeof(SF_INSTRUMENT));
  carry_cues(from, to);
  carry_channel_map(from, to);
  if (has_chunks(from_format) && has_chunks(to_format)) carry_chunks(from, to, metadata);
  return metadata;
}

void metadata_free(Metadata *metadata) {
  if (!metadata) return;
  for (size_t i = 0; i < metadata->count; i++)
    free(metadata->bodies[i]);
  free(metadata);
}
