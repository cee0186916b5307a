/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Training examples, mixed on the fly. Mixture number `index` of a `seed` is a pure function of both and of the corpus,
 * so a run can be continued at any point without storing sound.
 */
#ifndef QUELL_MIXTURE_H
#define QUELL_MIXTURE_H

#include "corpus.h"
#include "recipe.h"

#define MIXTURE_RATE 48000
#define MIXTURE_SAMPLES_LEAST 4800

typedef struct {
  uint32_t samples;
  float *noisy, *clean; /* [samples] at MIXTURE_RATE; clean is the target: direct sound and early reflections */
  float loss_limit_hz;  /* nothing above is known to be speech: no loss there */
  float nyquist_hz; /* the example plays a stream of twice this rate: bands at or above it are absent; 24000 for none */
  uint32_t loss_from; /* first sample that counts */

  /* What was drawn, for reports and tests. */
  float snr_db; /* active speech against noise; +INFINITY without noise, -INFINITY without speech */
  float
      speech_db; /* level of the active target, dBFS, before rides; of the speech that is missing when there is none */
  int in_room, damaged;

  struct MixtureWorkspace *workspace; /* the mixture's own */
} Mixture;

/* Any thread; a Mixture starts as {0}. `samples` long, at least MIXTURE_SAMPLES_LEAST. Returns 0 and a sentence in
 * message when no source can be read or memory is short. The arrays belong to the mixture, which may be used again:
 * they are only ever enlarged. */
int mixture_make(Corpus *corpus, const MixtureRecipe *recipe, uint64_t seed, uint64_t index, uint32_t samples,
                 Mixture *mixture, char *message, size_t message_size);
void mixture_clear(Mixture *mixture);

#endif
