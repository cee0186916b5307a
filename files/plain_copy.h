/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where samples simply follow each other in a chunked file, only they are written anew: every byte before and after
 * them is copied, so that no chunk, known or unknown, can change. Three things are brought up to date: the peak chunk,
 * sizes that the source had left open, and the header of a WAV that becomes RF64.
 */
#ifndef QUELL_PLAIN_COPY_H
#define QUELL_PLAIN_COPY_H

#include "audio_reader.h"
#include "pending_file.h"
#include "sample_output.h"

typedef struct {
  const ChunkLayout *layout; /* of the source */
  int64_t payload_bytes;     /* of whole frames */
  int64_t shift;             /* by how much the header grows */
  int raw_format;            /* libsndfile's name of the bare samples */
  int to_rf64;
} PlainCopy;

/* Fills in *copy and returns 1 when this way serves for writing the source as `format`. */
int plain_copy_applies(PlainCopy *copy, const AudioReader *source, int format);
/* Writes the header; the samples start at the returned offset. */
int64_t plain_copy_begin(const PlainCopy *copy, const AudioReader *source, PendingFile *file);
/* Writes what follows the samples and the updates. `output` has written them all. */
void plain_copy_end(const PlainCopy *copy, const AudioReader *source, PendingFile *file, const SampleOutput *output);

#endif
