/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples that simply follow each other in a chunked file, read past the header that stands before them: libsndfile
 * believes the size that a header claims, and so loses what lies behind it where a length was left open.
 */
#ifndef QUELL_PLAIN_SAMPLES_H
#define QUELL_PLAIN_SAMPLES_H

#include "chunk_layout.h"
#include "sound_handle.h"

typedef struct {
  int raw_format;      /* libsndfile's name of the bare samples */
  int64_t frame_bytes; /* of all channels */
  int64_t frames;      /* whole ones that the file holds */
} PlainSamples;

/* Returns 0 when the file keeps its samples otherwise. `format` and `channels` are libsndfile's. */
int plain_samples_describe(const ChunkLayout *layout, int format, int channels, PlainSamples *samples);

typedef struct {
  int descriptor;
  int64_t start, bytes, position; /* of the samples in the file; in them */
} PlainStream;

/* *stream and the descriptor must live until the result is closed. *info holds rate and channels. NULL after filling
 * *trouble. */
SNDFILE *plain_samples_open(PlainStream *stream, int descriptor, const ChunkLayout *layout, const PlainSamples *samples,
                            SF_INFO *info, SoundTrouble *trouble);

#endif
