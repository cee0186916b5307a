/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Rank-Tuning as published (Maison, du Mas des Bourboux, Courtat 2023): each matrix alone, all others as they are,
 * ranks ascending; the first rank that keeps a target is the matrix' rank for it, and the sweep of a matrix ends when
 * the strictest target is kept. A matrix that never keeps a target stays as it is. All ranks of a target are then
 * applied together and scored once: whether the whole keeps the target is not asked. */
#include "../tuner.h"

#include <string.h>

static uint32_t last_rank(const Tuner *tuner, size_t candidate) {
  const uint32_t largest = tuner->candidates->items[candidate].largest_rank, most = tuner->options.rank_most;
  return largest < most ? largest : most;
}

/* Fills choices[target].ranks[candidate]. */
static int sweep(Tuner *tuner, size_t candidate, RankChoice *choices) {
  size_t open = tuner->options.target_count; /* targets 0..open - 1 are not kept yet; the strictest is the first */
  for (uint32_t rank = tuner->options.grid; open && rank <= last_rank(tuner, candidate); rank += tuner->options.grid) {
    RelativeLoss loss;
    if (!tuner_score_alone(tuner, candidate, rank, &loss)) return 0;
    while (open && loss.loss <= tuner->options.targets[open - 1])
      choices[--open].ranks[candidate] = rank;
  }
  return 1;
}

int strategy_rank_tuning(Tuner *tuner) {
  RankChoice choices[TUNE_TARGETS_MAX];
  size_t index;
  memset(choices, 0, sizeof choices);
  if (!tuner->options.target_count) {
    message_set(tuner->message, QUELL_BAD_ARGUMENT, "rank-tuning needs a target: it knows no budget");
    return 0;
  }
  for (size_t i = 0; i < tuner->candidates->count; i++)
    tuner->expected += tuner_owns(tuner, i) ? last_rank(tuner, i) / tuner->options.grid : 0;
  for (size_t i = 0; i < tuner->candidates->count; i++) {
    const size_t done = tuner->scored, most = last_rank(tuner, i) / tuner->options.grid;
    if (!tuner_owns(tuner, i)) continue;
    if (!sweep(tuner, i, choices)) return 0;
    tuner->expected -= most - (tuner->scored - done);
  }
  if (tuner->options.shards > 1) return 1;
  for (size_t i = 0; i < tuner->options.target_count; i++)
    if (!tuner_add_point(tuner, "rank-tuning", tuner->options.targets[i], &choices[i], &index)) return 0;
  return 1;
}
