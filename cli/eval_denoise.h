/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_EVAL_DENOISE_H
#define QUELL_EVAL_DENOISE_H

#include "files/audio_load.h"
#include "quell.h"

typedef struct {
  float *samples; /* as many as the noisy sound has, and aligned with it */
  float *memory;  /* what `samples` lies in */
  uint32_t latency;
  float *voice;     /* the probability of a voice after each whole hop of the noisy sound */
  size_t hops, hop; /* hops in it, samples in a hop */
} EvalDenoised;

/* Denoises the first channel as a whole, from a fresh state, with the engine's delay cut off. Returns 0 after one
 * sentence that names `path`; *denoised may be freed in any case. */
int eval_denoise(QuellModel *model, uint32_t profile, float limit_db, const char *path, const Audio *noisy,
                 EvalDenoised *denoised);
void eval_denoised_free(EvalDenoised *denoised);

#endif
