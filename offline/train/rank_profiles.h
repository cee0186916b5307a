/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Networks within a network: profiles of a factored model name a rank for some of its matrices, and the first columns
 * and rows of the factors, so many of them, make a smaller network that works alone. The metadata "profiles" lists
 * them: docs/model-format.md. */
#ifndef QUELL_RANK_PROFILES_H
#define QUELL_RANK_PROFILES_H

#include "parameters.h"

typedef struct {
  char name[64];
  ParameterLayout layout; /* of the smaller network; matrices without a rank of their own keep the whole one */
} RankProfile;

typedef struct {
  RankProfile *profiles;
  size_t count;
} RankProfiles;

/* Of the model to start from, whose layout is `whole`; NULL has none. On failure, a sentence in message, *profiles is
 * empty. */
QuellStatus rank_profiles_read(const ModelFile *start, const ParameterLayout *whole, RankProfiles *profiles,
                               Message *message);
void rank_profiles_clear(RankProfiles *profiles);

/* The one to train in that update, each as often as the others: it depends on seed and update alone. */
size_t rank_profiles_draw(const RankProfiles *profiles, uint64_t seed, uint64_t update);

#endif
