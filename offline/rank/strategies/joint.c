/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Ranks chosen together. A few networks with one matrix truncated tell how much loss an error of the matrix costs
 * (allocation.h); then one price of a unit of cost decides all ranks, and is raised by bisection for as long as the
 * whole network, scored as a whole, keeps the target. What is left of the tolerance is then used up matrix by matrix,
 * by the step that promises to save most for its loss. */
#include "../tuner.h"

#include <math.h>
#include <string.h>

/* Shares of a matrix' error at which it is probed: from nearly nothing kept to nearly all. */
static const double probe_errors[] = {0.9, 0.6, 0.3, 0.1, 0.03, 0.01};
#define PROBES (sizeof probe_errors / sizeof *probe_errors)
#define BISECTIONS 10
/* No matrix counts as free of charge, however lucky its probes were. */
#define LEAST_SLOPE 1e-4

static uint32_t rank_of_error(const Tuner *tuner, size_t candidate, double error) {
  const Candidate *item = &tuner->candidates->items[candidate];
  const uint32_t grid = tuner->options.grid;
  uint32_t rank = grid;
  while (rank + grid <= item->largest_rank && factor_basis_error(&item->basis, rank) > error)
    rank += grid;
  return rank <= item->largest_rank ? rank : 0;
}

static int probe(Tuner *tuner, size_t candidate, LossCurve *curve) {
  double errors[PROBES], losses[PROBES];
  size_t count = 0;
  uint32_t last = 0;
  for (size_t i = 0; i < PROBES; i++) {
    const uint32_t rank = rank_of_error(tuner, candidate, probe_errors[i]);
    RelativeLoss loss;
    if (!rank || rank == last) continue;
    last = rank;
    if (!tuner_score_alone(tuner, candidate, rank, &loss)) return 0;
    errors[count] = factor_basis_error(&tuner->candidates->items[candidate].basis, rank);
    if (errors[count] > 0) losses[count++] = loss.loss;
  }
  *curve = loss_curve_fit(errors, losses, count, LEAST_SLOPE);
  return 1;
}

static int probe_all(Tuner *tuner, LossModel *model) {
  memset(model, 0, sizeof *model);
  for (size_t i = 0; i < tuner->candidates->count; i++)
    if (tuner_owns(tuner, i) && !probe(tuner, i, &model->curves[i])) return 0;
  return 1;
}

/* ---- For a target ---- */

static int keeps_target(Tuner *tuner, double target, const RankChoice *choice, int *keeps) {
  size_t index;
  if (!tuner_add_point(tuner, "joint", target, choice, &index)) return 0;
  *keeps = tuner_judged_loss(tuner, &tuner->points[index].loss) <= target;
  return 1;
}

/* Prices at which all of the cost of the dense network is worth a ten-thousandth of a per cent of loss, and too much.
 */
#define CHEAP 1e-6
#define DEAR 1e4

/* *choice becomes the cheapest network on the path of prices that keeps the target; the model itself when none does. */
static int bisect_price(Tuner *tuner, const LossModel *model, double target, RankChoice *choice) {
  const AllocationRules rules = tuner_rules(tuner);
  const double whole = cost_of_dense(rules.currency, rules.times, tuner->candidates);
  double low = CHEAP / whole, high = DEAR / whole; /* in relative loss for each unit of cost */
  memset(choice, 0, sizeof *choice);
  for (int step = 0; step < BISECTIONS; step++) {
    const double middle = sqrt(low * high);
    const RankChoice next = allocate_ranks(tuner->candidates, model, &rules, middle);
    int keeps;
    if (!keeps_target(tuner, target, &next, &keeps)) return 0;
    if (keeps) *choice = next;
    *(keeps ? &low : &high) = middle;
  }
  return 1;
}

/* The next smaller rank, all else being as it is; rank 0 when there is none. */
static CandidateForm step_down(const Tuner *tuner, const RankChoice *choice, size_t candidate) {
  CandidateForm form = choice_form(choice, candidate);
  const uint32_t grid = tuner->options.grid, largest = tuner->candidates->items[candidate].largest_rank;
  if (form.rank)
    form.rank = (form.rank - 1) / grid * grid;
  else
    form.rank = (tuner->candidates->nested ? largest - 1 : largest) / grid * grid;
  return form;
}

/* Predicted loss for each unit of cost that the next smaller rank saves; infinite when there is none. */
static double price_of_step(const Tuner *tuner, const LossModel *model, const RankChoice *choice, size_t candidate) {
  const CandidateSet *set = tuner->candidates;
  const AllocationRules rules = tuner_rules(tuner);
  const CandidateForm now = choice_form(choice, candidate), next = step_down(tuner, choice, candidate);
  if (!next.rank) return INFINITY;
  const double saved = cost_of_form(rules.currency, rules.times, &set->items[candidate], now) -
                       cost_of_form(rules.currency, rules.times, &set->items[candidate], next);
  const double lost = predicted_loss(set, model, candidate, next) - predicted_loss(set, model, candidate, now);
  return saved > 0 ? lost / saved : INFINITY;
}

/* A matrix whose step was refused is not asked again: the others have only used up more of the tolerance. */
static int use_up(Tuner *tuner, const LossModel *model, double target, RankChoice *choice) {
  int refused[CANDIDATES_MAX] = {0};
  for (size_t tries = 0; tries < 3 * tuner->candidates->count; tries++) {
    size_t best = 0;
    double least = INFINITY;
    for (size_t i = 0; i < tuner->candidates->count; i++) {
      const double price = refused[i] ? INFINITY : price_of_step(tuner, model, choice, i);
      if (price >= least) continue;
      least = price;
      best = i;
    }
    if (isinf(least)) return 1;
    RankChoice next = *choice;
    choice_set_form(&next, best, step_down(tuner, choice, best));
    int keeps;
    if (!keeps_target(tuner, target, &next, &keeps)) return 0;
    if (keeps)
      *choice = next;
    else
      refused[best] = 1;
  }
  return 1;
}

int strategy_joint(Tuner *tuner) {
  LossModel model;
  const TuneOptions *options = &tuner->options;
  size_t owned = 0;
  for (size_t i = 0; i < tuner->candidates->count; i++)
    owned += (size_t)tuner_owns(tuner, i);
  tuner->expected += owned * PROBES;
  if (options->shards == 1) tuner->expected += options->target_count * (BISECTIONS + 3 * tuner->candidates->count);
  if (!probe_all(tuner, &model)) return 0;
  if (options->shards > 1) return 1;
  if (options->budget > 0) {
    const AllocationRules rules = tuner_rules(tuner);
    const RankChoice choice = allocate_budget(tuner->candidates, &model, &rules, options->budget);
    size_t index;
    return tuner_add_point(tuner, "joint", NAN, &choice, &index);
  }
  for (size_t i = 0; i < options->target_count; i++) {
    RankChoice choice;
    if (!bisect_price(tuner, &model, options->targets[i], &choice) ||
        !use_up(tuner, &model, options->targets[i], &choice))
      return 0;
  }
  return 1;
}
