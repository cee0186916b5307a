/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* How a gradient changes the parameters. Two methods, both with decoupled weight decay, a warm-up and a cosine for the
 * learning rate, and a running mean of the parameters, which is what is evaluated and saved:
 *
 * Adam (Kingma, Ba 2015; Loshchilov, Hutter 2019) scales the mean gradient of each parameter by its own spread.
 *
 * Muon (Jordan et al. 2024) makes the mean gradient of each matrix orthogonal (orthogonal_step.h), so that an update
 * moves it equally far along all its singular directions; vectors are left to Adam. Steps are as long as Adam's are at
 * the same rate (Liu et al. 2025), so that one rate serves both. */
#ifndef QUELL_OPTIMISER_H
#define QUELL_OPTIMISER_H

#include "parameters.h"

typedef enum { OPTIMISER_MUON, OPTIMISER_ADAM } OptimiserMethod;

typedef struct {
  OptimiserMethod method;
  double rate, rate_last;            /* highest and last learning rate */
  uint64_t warm_up, updates;         /* updates of rising rate; of the whole run */
  double first_decay, second_decay;  /* of Adam's means of the gradient and of its square */
  double momentum;                   /* of Muon's mean of the gradient */
  double weight_decay, factor_decay; /* of matrices, and of factor pairs; vectors never decay */
  double clip_norm;                  /* longest gradient */
  double averaging;                  /* share of the old mean kept in an update */
} OptimiserOptions;

typedef struct {
  float *parameters, *average, *first, *second; /* [layout->count], owned by the caller of optimiser_step() */
  float *scratch;                               /* [optimiser_scratch_size()], likewise; its content is not kept */
  uint64_t updates;                             /* done so far */
} OptimiserState;

void optimiser_defaults(OptimiserOptions *options);
double optimiser_rate(const OptimiserOptions *options, uint64_t update);
/* "muon", "adam"; NULL past the last. */
const char *optimiser_method_name(int method);
/* Floats. */
size_t optimiser_scratch_size(const OptimiserOptions *options, const ParameterLayout *layout);
/* One update with `gradient`, which is scaled to the clip norm, on up to `threads` threads; the result does not depend
 * on their number. Returns the gradient's norm before; when that or the learning rate is not finite, it returns NaN and
 * nothing is changed. */
double optimiser_step(const OptimiserOptions *options, const ParameterLayout *layout, unsigned threads,
                      OptimiserState *state, const float *gradient);

#endif
