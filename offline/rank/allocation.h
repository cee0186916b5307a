/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Ranks for all matrices at once under a price: the sum over matrices of the loss that truncation is predicted to cost
 * plus price times parameters is least. For each price this is the best network of its size, as far as losses add up
 * and the predictions hold (Lagrange relaxation; compare Kim et al. 2019, Idelbayev and Carreira-Perpinan 2020). */
#ifndef QUELL_ALLOCATION_H
#define QUELL_ALLOCATION_H

#include "candidate.h"

/* A matrix' predicted loss at rank r is slope * factor_basis_error(r). */
typedef struct {
  double slopes[CANDIDATES_MAX]; /* 0 or above */
} LossModel;

double predicted_loss(const CandidateSet *set, const LossModel *model, size_t candidate, uint32_t rank);

/* `price` in loss for each parameter, 0 or above; ranks are multiples of `grid`, never below it: no matrix vanishes. */
RankChoice allocate_ranks(const CandidateSet *set, const LossModel *model, double price, uint32_t grid);

/* The allocation of the lowest price that has at most that many parameters; the smallest there is when none has. */
RankChoice allocate_budget(const CandidateSet *set, const LossModel *model, size_t parameters, uint32_t grid);

#endif
