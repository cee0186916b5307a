/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Training examples, mixed on the fly. Mixture number `index` of a `seed` is a pure function of both and of the corpus, so a
 * run can be continued at any point without storing sound.
 */
#ifndef QUELL_MIXTURE_H
#define QUELL_MIXTURE_H

#include "corpus.h"

#define MIXTURE_RATE 48000

/* Probabilities and ranges of the augmentation; mixture_recipe_defaults() argues each. */
typedef struct MixtureRecipe MixtureRecipe;

typedef struct {
  uint32_t samples;
  float *noisy, *clean; /* [samples] at MIXTURE_RATE; clean is the target: direct sound and early reflections */
  float loss_limit_hz;  /* nothing above is known to be speech: no loss there */
  float nyquist_hz;     /* the example plays a stream of twice this rate: bands at or above it are absent; 24000 for none */
  uint32_t loss_from;   /* first sample that counts (0, or after a lead-in) */
} Mixture;

void mixture_recipe_defaults(MixtureRecipe *recipe);

/* Any thread. `samples` long. Returns 0 and a sentence in message when no source can be read. The arrays belong to the mixture,
 * which may be used again: they are only ever enlarged. */
int mixture_make(Corpus *corpus, const MixtureRecipe *recipe, uint64_t seed, uint64_t index, uint32_t samples,
                 Mixture *mixture, char *message, size_t message_size);
void mixture_clear(Mixture *mixture);

#endif
