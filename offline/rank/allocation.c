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

double predicted_loss(const CandidateSet *set, const LossModel *model, size_t candidate, CandidateForm form) {
  return loss_curve_at(&model->curves[candidate], form_error(&set->items[candidate], form));
}

/* A search for the form with the least loss plus price times cost. */
typedef struct {
  const CandidateSet *set;
  const LossModel *model;
  const AllocationRules *rules;
  double price;
  size_t candidate;
  CandidateForm best;
  double least;
} Bargain;

static void offer(Bargain *bargain, uint32_t rank, StorageType storage, int diagonal) {
  const CandidateForm form = {rank, storage, diagonal};
  const Candidate *candidate = &bargain->set->items[bargain->candidate];
  const double cost = cost_of_form(bargain->rules->currency, bargain->rules->times, candidate, form);
  const double sum = predicted_loss(bargain->set, bargain->model, bargain->candidate, form) + bargain->price * cost;
  if (sum > bargain->least) return;
  bargain->least = sum;
  bargain->best = form;
}

static void offer_ranks(Bargain *bargain, StorageType storage) {
  const Candidate *candidate = &bargain->set->items[bargain->candidate];
  const uint32_t grid = bargain->rules->grid, largest = candidate->largest_rank;
  if (bargain->set->nested)
    offer(bargain, largest, storage, 0);
  else
    offer(bargain, 0, storage, 0);
  for (uint32_t rank = grid; rank <= largest; rank += grid) {
    offer(bargain, rank, storage, 0);
    if (bargain->rules->diagonals && candidate->diagonal) offer(bargain, rank, storage, 1);
  }
}

RankChoice allocate_ranks(const CandidateSet *set, const LossModel *model, const AllocationRules *rules, double price) {
  RankChoice choice = {0};
  for (size_t i = 0; i < set->count; i++) {
    Bargain bargain = {.set = set, .model = model, .rules = rules, .price = price, .candidate = i, .least = INFINITY};
    for (int storage = 0; storage < STORAGE_TYPES; storage++)
      if (rules->storages & 1u << storage) offer_ranks(&bargain, (StorageType)storage);
    choice_set_form(&choice, i, bargain.best);
  }
  choice.others = rules->storages & 1u << STORAGE_F32 ? STORAGE_F32 : STORAGE_F16;
  return choice;
}

/* The larger rank of a matrix that saves most loss for each unit of what it costs more, and fits into what is left;
 * rank 0 when none saves any. */
static CandidateForm best_rise(const CandidateSet *set, const LossModel *model, const AllocationRules *rules,
                               size_t candidate, CandidateForm now, double left, double *worth) {
  const Candidate *item = &set->items[candidate];
  const double cost = cost_of_form(rules->currency, rules->times, item, now);
  const double loss = predicted_loss(set, model, candidate, now);
  CandidateForm best = {0};
  *worth = 0;
  for (uint32_t rank = now.rank + rules->grid; now.rank && rank <= item->largest_rank; rank += rules->grid) {
    const CandidateForm form = {rank, now.storage, now.diagonal};
    const double more = cost_of_form(rules->currency, rules->times, item, form) - cost;
    const double saved = loss - predicted_loss(set, model, candidate, form);
    if (more > left || !(saved > *worth * more)) continue;
    *worth = more > 0 ? saved / more : INFINITY;
    best = form;
  }
  return best;
}

/* Where the loss falls in bends, the best price may leave a good deal of the budget. */
static void spend_rest(const CandidateSet *set, const LossModel *model, const AllocationRules *rules, double budget,
                       RankChoice *choice) {
  for (;;) {
    const double left = budget - cost_of_choice(rules->currency, rules->times, set, choice);
    CandidateForm best = {0};
    size_t place = 0;
    double most = 0;
    for (size_t i = 0; i < set->count; i++) {
      double worth;
      const CandidateForm form = best_rise(set, model, rules, i, choice_form(choice, i), left, &worth);
      if (!form.rank || worth <= most) continue;
      most = worth;
      best = form;
      place = i;
    }
    if (!best.rank) return;
    choice_set_form(choice, place, best);
  }
}

RankChoice allocate_budget(const CandidateSet *set, const LossModel *model, const AllocationRules *rules,
                           double budget) {
  double low = 1e-18, high = 1e3; /* too dear at low, cheap enough at high */
  for (int step = 0; step < PRICE_STEPS; step++) {
    const double middle = sqrt(low * high);
    const RankChoice choice = allocate_ranks(set, model, rules, middle);
    if (cost_of_choice(rules->currency, rules->times, set, &choice) > budget)
      low = middle;
    else
      high = middle;
  }
  RankChoice choice = allocate_ranks(set, model, rules, high);
  spend_rest(set, model, rules, budget, &choice);
  return choice;
}
