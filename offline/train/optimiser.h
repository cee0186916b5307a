/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Adam with decoupled weight decay (Kingma, Ba 2015; Loshchilov, Hutter 2019), a warm-up and a cosine for the learning
 * rate, and a running mean of the parameters, which is what is evaluated and saved. */
#ifndef QUELL_OPTIMISER_H
#define QUELL_OPTIMISER_H

#include "parameters.h"

typedef struct {
  double rate, rate_last;    /* highest and last learning rate */
  uint64_t warm_up, updates; /* updates of rising rate; of the whole run */
  double first_decay, second_decay;
  double weight_decay, factor_decay; /* of matrices, and of factor pairs; vectors never decay */
  double clip_norm;                  /* longest gradient */
  double averaging;                  /* share of the old mean kept in an update */
} OptimiserOptions;

typedef struct {
  float *parameters, *average, *first, *second; /* [layout->count], owned by the caller of optimiser_step() */
  uint64_t updates;                             /* done so far */
} OptimiserState;

void optimiser_defaults(OptimiserOptions *options);
double optimiser_rate(const OptimiserOptions *options, uint64_t update);
/* One update with `gradient`, which is scaled to the clip norm. Returns the gradient's norm before; when that or
 * the learning rate is not finite, it returns NaN and nothing is changed. */
double optimiser_step(const OptimiserOptions *options, const ParameterLayout *layout, OptimiserState *state,
                      float *gradient);

#endif
