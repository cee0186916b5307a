/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "allocation.h"

#include <math.h>

#define PRICE_STEPS 80

double predicted_loss(const CandidateSet *set, const LossModel *model, size_t candidate, uint32_t rank) {
  return rank ? model->slopes[candidate] * factor_basis_error(&set->items[candidate].basis, rank) : 0;
}

static double parameters_of(const Candidate *candidate, uint32_t rank) {
  const double rows = candidate->rows, columns = candidate->columns;
  if (rank) return rank * (rows + columns);
  return candidate->stored_rank ? candidate->stored_rank * (rows + columns) : rows * columns;
}

static uint32_t best_rank(const CandidateSet *set, const LossModel *model, size_t index, double price, uint32_t grid) {
  const Candidate *candidate = &set->items[index];
  uint32_t best = 0;
  double least = price * parameters_of(candidate, 0);
  for (uint32_t rank = grid; rank <= candidate->largest_rank; rank += grid) {
    const double cost = predicted_loss(set, model, index, rank) + price * parameters_of(candidate, rank);
    if (cost > least) continue;
    least = cost;
    best = rank;
  }
  return best;
}

RankChoice allocate_ranks(const CandidateSet *set, const LossModel *model, double price, uint32_t grid) {
  RankChoice choice = {{0}};
  for (size_t i = 0; i < set->count; i++)
    choice.ranks[i] = best_rank(set, model, i, price, grid);
  return choice;
}

RankChoice allocate_budget(const CandidateSet *set, const LossModel *model, size_t parameters, uint32_t grid) {
  double low = 1e-18, high = 1e3; /* too many parameters at low, few enough at high */
  for (int step = 0; step < PRICE_STEPS; step++) {
    const double middle = sqrt(low * high);
    const RankChoice choice = allocate_ranks(set, model, middle, grid);
    if (choice_parameters(set, &choice) > parameters)
      low = middle;
    else
      high = middle;
  }
  return allocate_ranks(set, model, high, grid);
}
