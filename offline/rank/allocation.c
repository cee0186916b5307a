/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "allocation.h"

#include <math.h>

#define PRICE_STEPS 80

/* ---- Curves ---- */

static void sort_in(LossCurve *curve, double error, double loss) {
  size_t at = curve->count++;
  for (; at > 0 && curve->errors[at - 1] > error; at--) {
    curve->errors[at] = curve->errors[at - 1];
    curve->losses[at] = curve->losses[at - 1];
  }
  curve->errors[at] = error;
  curve->losses[at] = loss;
}

/* Neighbours that fall are replaced by their mean until none falls. */
static void pool(LossCurve *curve) {
  double sums[LOSS_CURVE_MAX];
  size_t sizes[LOSS_CURVE_MAX], blocks = 0;
  for (size_t i = 0; i < curve->count; i++) {
    sums[blocks] = curve->losses[i];
    sizes[blocks++] = 1;
    while (blocks > 1 && sums[blocks - 2] / (double)sizes[blocks - 2] > sums[blocks - 1] / (double)sizes[blocks - 1]) {
      sums[blocks - 2] += sums[blocks - 1];
      sizes[blocks - 2] += sizes[blocks - 1];
      blocks--;
    }
  }
  for (size_t block = 0, i = 0; block < blocks; block++)
    for (size_t k = 0; k < sizes[block]; k++)
      curve->losses[i++] = sums[block] / (double)sizes[block];
}

LossCurve loss_curve_fit(const double *errors, const double *losses, size_t count, double least) {
  LossCurve curve = {0};
  for (size_t i = 0; i < count && i < LOSS_CURVE_MAX; i++)
    sort_in(&curve, errors[i], losses[i]);
  pool(&curve);
  for (size_t i = 0; i < curve.count; i++)
    curve.losses[i] = fmax(curve.losses[i], least * curve.errors[i]);
  return curve;
}

double loss_curve_at(const LossCurve *curve, double error) {
  double before = 0, loss = 0;
  for (size_t i = 0; i < curve->count; i++) {
    if (error <= curve->errors[i])
      return loss + (curve->losses[i] - loss) * (error - before) / (curve->errors[i] - before);
    before = curve->errors[i];
    loss = curve->losses[i];
  }
  return before > 0 ? loss * error / before : 0;
}

/* ---- Allocation ---- */

double predicted_loss(const CandidateSet *set, const LossModel *model, size_t candidate, uint32_t rank) {
  return rank ? loss_curve_at(&model->curves[candidate], factor_basis_error(&set->items[candidate].basis, rank)) : 0;
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
