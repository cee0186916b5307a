/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What trainer.c, checkpoint.c and validate.c share. */
#ifndef QUELL_TRAINER_STATE_H
#define QUELL_TRAINER_STATE_H

#include "memory_pool.h"
#include "rank_profiles.h"
#include "trainer.h"

struct Trainer {
  TrainerOptions options;
  ParameterLayout layout;
  RankProfiles profiles;             /* empty unless nested */
  float *lowered, *lowered_gradient; /* [layout.count] of the profile in use; NULL unless nested */
  OptimiserState state;
  float *gradient;
  float *subgradient; /* of the nuclear norm, as of some updates ago; NULL when it is not used */
  double nuclear_norm;
  Teacher *teacher; /* or NULL */
  Shard **shards;
  LossSums sums;
  double gradient_norm;
  const Corpus *corpus;
  const MixtureRecipe *recipe;
  MemoryPool pool;
};

#endif
