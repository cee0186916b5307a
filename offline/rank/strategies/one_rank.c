/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The paper's rivals with one rank for all: every matrix, input matrices only, and only matrices that the rank changes
 * little. A matrix for which the rank is beyond the point where factors save anything stays as it is. */
#include "../tuner.h"

#include <math.h>

typedef int (*Accept)(const Tuner *tuner, const Candidate *candidate, uint32_t rank);

static uint32_t next_rank(const Tuner *tuner, uint32_t rank) {
  /* Steps of about a tenth: the curve is as smooth as the ranks are large. */
  const uint32_t step = rank / 10 > 0 ? rank / 10 : 1, grid = tuner->options.grid;
  return rank + (step + grid - 1) / grid * grid;
}

static uint32_t largest_rank(const Tuner *tuner) {
  uint32_t largest = 0;
  for (size_t i = 0; i < tuner->candidates->count; i++)
    if (tuner->candidates->items[i].largest_rank > largest) largest = tuner->candidates->items[i].largest_rank;
  return largest < tuner->options.rank_most ? largest : tuner->options.rank_most;
}

static int sweep(Tuner *tuner, const char *name, Accept accept) {
  if (tuner->options.shards > 1) return 1; /* a few networks: not worth spreading */
  size_t before = SIZE_MAX, index;
  for (uint32_t rank = tuner->options.grid; rank <= largest_rank(tuner); rank = next_rank(tuner, rank)) {
    RankChoice choice = {0};
    for (size_t i = 0; i < tuner->candidates->count; i++) {
      const Candidate *candidate = &tuner->candidates->items[i];
      if (rank <= candidate->largest_rank && accept(tuner, candidate, rank)) choice.ranks[i] = rank;
    }
    const size_t parameters = choice_parameters(tuner->candidates, &choice);
    if (parameters == before) continue;
    before = parameters;
    if (!tuner_add_point(tuner, name, NAN, &choice, &index)) return 0;
  }
  return 1;
}

static int accept_all(const Tuner *tuner, const Candidate *candidate, uint32_t rank) {
  (void)tuner, (void)candidate, (void)rank;
  return 1;
}

static int accept_input(const Tuner *tuner, const Candidate *candidate, uint32_t rank) {
  (void)tuner, (void)rank;
  return !candidate->recurrent;
}

static int accept_small_error(const Tuner *tuner, const Candidate *candidate, uint32_t rank) {
  return sqrt(factor_basis_error(&candidate->basis, rank)) <= tuner->options.threshold;
}

int strategy_one_rank(Tuner *tuner) {
  return sweep(tuner, "one-rank", accept_all);
}

int strategy_one_rank_input(Tuner *tuner) {
  return sweep(tuner, "one-rank-input", accept_input);
}

int strategy_frobenius(Tuner *tuner) {
  return sweep(tuner, "frobenius", accept_small_error);
}
