/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* One model that serves several budgets: it has the largest rank that any of its profiles asks for, and each profile
 * runs the first columns and rows of the factors (engine/profiles.h). Of a nested set of candidates. */
#ifndef QUELL_NESTED_H
#define QUELL_NESTED_H

#include "choice.h"
#include "profiles.h"

/* Makes choices fit into one file: a matrix for which all ask for a rank that saves nothing becomes dense in all, and
 * the widest storage that one of them asks for is that of all. */
void nested_settle(const CandidateSet *set, RankChoice *choices, size_t count);
/* Settled choices in one: the largest rank of each matrix. choice_model() of it is the file. */
RankChoice nested_union(const CandidateSet *set, const RankChoice *choices, size_t count);

/* The model that the engine runs when a profile is on, in a file of its own, without profiles. NULL without memory. */
ModelFile *nested_lower(const ModelFile *file, const Profile *profile);

#endif
