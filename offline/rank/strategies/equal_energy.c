/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Every matrix gets the smallest rank that keeps the same share of its energy, the sum of its squared singular values.
 */
#include "../tuner.h"

#include <math.h>

static uint32_t rank_for(const Tuner *tuner, const Candidate *candidate, double left_out) {
  const uint32_t grid = tuner->options.grid;
  for (uint32_t rank = grid; rank <= candidate->largest_rank; rank += grid)
    if (factor_basis_error(&candidate->basis, rank) <= left_out) return rank;
  return 0;
}

int strategy_equal_energy(Tuner *tuner) {
  size_t before = SIZE_MAX, index;
  if (tuner->options.shards > 1) return 1;
  /* From half of the energy to all but a ten-thousandth, in steps of a quarter of an octave. */
  for (int step = 0; step <= 49; step++) {
    const double left_out = 0.5 * pow(2, -step / 4.0);
    RankChoice choice = {0};
    for (size_t i = 0; i < tuner->candidates->count; i++)
      choice.ranks[i] = rank_for(tuner, &tuner->candidates->items[i], left_out);
    const size_t parameters = choice_parameters(tuner->candidates, &choice);
    if (parameters == before) continue;
    before = parameters;
    if (!tuner_add_point(tuner, "equal-energy", NAN, &choice, &index)) return 0;
  }
  return 1;
}
