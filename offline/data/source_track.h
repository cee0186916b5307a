/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dry material of a mixture: speech of one or two talkers with pauses, and the sum of noises.
 */
#ifndef QUELL_SOURCE_TRACK_H
#define QUELL_SOURCE_TRACK_H

#include "corpus.h"
#include "random_generator.h"
#include "recipe.h"

typedef struct {
  Corpus *corpus;
  const MixtureRecipe *recipe;
  RandomGenerator generator;
  char *message;
  size_t message_size;
} TrackContext;

/* A source is read again this many times before the corpus counts as unreadable. */
#define TRACK_ATTEMPTS 32

/* Speech into out[0 .. samples), active level about 1, digital silence between its parts; spare is memory of at least
 * TRACK_SPARE(samples). *bandwidth_hz is the real bandwidth of the least of it. Returns 0 and a sentence on failure. */
#define TRACK_SPARE(samples) ((samples) + (samples) / 2 + 64)
int speech_track(TrackContext *context, float *out, uint32_t samples, float *spare, float *bandwidth_hz);

/* Noise into out[0 .. samples), root mean square about 1. spare as above, part as long as out, lap
 * TRACK_LAP long. */
#define TRACK_LAP (CORPUS_PIECE_SECONDS * CORPUS_RATE + 64)
int noise_track(TrackContext *context, float *out, uint32_t samples, float *spare, float *part, float *lap);

/* in[0 .. count) played so that it lasts `samples`. */
int track_resample(TrackContext *context, const float *in, uint32_t count, float *out, uint32_t samples);

#endif
