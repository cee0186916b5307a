/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Training towards weight matrices of low rank, so that little is lost when they are factored afterwards.
 *
 * Nuclear norm: the loss gains weight * ramp * sum over matrices of |W|_*, the sum of the singular values (Xu et
 * al. 2020; Maison, du Mas des Bourboux, Courtat 2023). Its gradient U V^T takes a decomposition of each matrix: 40 ms
 * of processor time for 768 x 256, so that those of the default network would make an update 40 % longer. It is
 * computed anew every `nuclear_every` updates and used as it is in between.
 *
 * Hard cuts: every `cut_every` updates each matrix becomes the nearest one of rank `cut_rank`, in the weights and in
 * their running mean; the optimiser goes on with what it knows, and the rank grows again until the next cut. No cut
 * after update `cut_last`.
 *
 * Trace norm: for factor pairs W = A B the nuclear norm of W is the least of 1/2 (|A|^2 + |B|^2) over all pairs
 * (Frobenius norms), so the loss gains trace_weight / 2 * (|A|^2 + |B|^2) and no decomposition is needed (Kliegl et
 * al. 2017). Weight decay would be the same pull once more: factors are exempt from it while this term is on.
 *
 * The first two act on the dense matrices of recurrent layers, of input and state, or on those of all layers; the third
 * on all factor pairs. */
#ifndef QUELL_LOW_RANK_H
#define QUELL_LOW_RANK_H

#include "parameters.h"

typedef struct {
  double nuclear_weight;       /* 0: off */
  uint64_t ramp_from, ramp_to; /* updates from which the weight grows, and where it is whole */
  uint64_t nuclear_every;      /* updates, 1.. */
  uint32_t cut_rank;           /* 0: off */
  uint64_t cut_every, cut_last;
  double trace_weight; /* 0: off */
  int all_layers;
} LowRankOptions;

/* Everything off. `updates` is the length of the run: the ramp lies at a tenth and a half of it, cuts at each fifth as
 * far as nine tenths, where the paper has them. */
void low_rank_defaults(LowRankOptions *options, uint64_t updates);

/* Adds the gradient of nuclear and trace norm for update number `update`. `subgradient` [layout->count] and *norm, the
 * nuclear norm of all matrices, keep what is computed only now and then. Returns 0 without memory or when a weight is
 * not finite. */
int low_rank_add_gradient(const LowRankOptions *options, const ParameterLayout *layout, uint64_t update,
                          const float *parameters, unsigned threads, float *subgradient, double *norm, float *gradient);

/* Whether a cut is due after `updates` updates. */
int low_rank_cut_is_due(const LowRankOptions *options, uint64_t updates);
/* Cuts all matrices. Returns 0 likewise. */
int low_rank_cut(const LowRankOptions *options, const ParameterLayout *layout, unsigned threads, float *parameters);

#endif
