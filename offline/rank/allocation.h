/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Ranks for all matrices at once under a price: the sum over matrices of the loss that truncation is predicted to cost
 * plus price times cost is least. For each price this is the best network of its size, as far as losses add up
 * and the predictions hold (Lagrange relaxation; compare Kim et al. 2019, Idelbayev and Carreira-Perpinan 2020). */
#ifndef QUELL_ALLOCATION_H
#define QUELL_ALLOCATION_H

#include "cost.h"

#define LOSS_CURVE_MAX 8

/* Loss of a network by the share of one matrix' error (factor_basis_error()): 0 at 0, straight between the places where
 * it was measured, never falling. Beyond the last the loss goes on in proportion to the error. */
typedef struct {
  size_t count;
  double errors[LOSS_CURVE_MAX], losses[LOSS_CURVE_MAX]; /* rising, not falling */
} LossCurve;

typedef struct {
  LossCurve curves[CANDIDATES_MAX];
} LossModel;

/* The curve nearest to measurements, by least squares, that does not fall (pool of adjacent violators, Ayer et al.
 * 1955). They may come in any order, errors above 0; at most LOSS_CURVE_MAX. No loss is taken to be below
 * `least` * error, however lucky the measurement was. */
LossCurve loss_curve_fit(const double *errors, const double *losses, size_t count, double least);
double loss_curve_at(const LossCurve *curve, double error);

/* Among what an allocation chooses. */
typedef struct {
  Currency currency;
  KernelCost *times; /* for nanoseconds */
  uint32_t grid;     /* ranks are multiples of it, never below it: no matrix vanishes */
  unsigned storages; /* a bit for each StorageType that matrices may have */
  int diagonals;     /* those that the candidates have may be used */
} AllocationRules;

double predicted_loss(const CandidateSet *set, const LossModel *model, size_t candidate, CandidateForm form);

/* `price` in loss for each unit of cost, 0 or above. In a nested set every matrix is a pair, else it may be dense. */
RankChoice allocate_ranks(const CandidateSet *set, const LossModel *model, const AllocationRules *rules, double price);

/* The allocation of the lowest price that costs at most `budget`, and what is left of it spent on the ranks that
 * promise most; the cheapest there is when none does. */
RankChoice allocate_budget(const CandidateSet *set, const LossModel *model, const AllocationRules *rules,
                           double budget);

#endif
