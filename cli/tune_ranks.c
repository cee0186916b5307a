/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Candidate *find(const CandidateSet *set, const char *name, size_t length) {
  for (size_t i = 0; i < set->count; i++)
    if (strlen(set->items[i].name) == length && strncmp(set->items[i].name, name, length) == 0) return &set->items[i];
  return NULL;
}

/* "gru1.weight_hh_l0=12", up to the comma. */
static int read_rank(const char *text, size_t length, const CandidateSet *set, RankChoice *choice) {
  const char *equals = memchr(text, '=', length);
  char *end = NULL;
  const unsigned long rank = equals ? strtoul(equals + 1, &end, 10) : 0;
  if (!equals || end == equals + 1 || end != text + length || equals[1] == '-') {
    complain("--ranks takes matrices with their ranks, such as gru1.weight_hh_l0=12,gru2.weight_hh_l0=8, not '%.*s'",
             (int)length, text);
    return 0;
  }
  const int name = (int)(equals - text);
  const Candidate *candidate = find(set, text, (size_t)name);
  if (!candidate) {
    complain("the model has no matrix '%.*s' that could be factored: quell info lists its matrices", name, text);
    return 0;
  }
  if (rank < 1 || rank > candidate->largest_rank) {
    complain("rank %lu of '%s' saves nothing: it must be 1 to %u", rank, candidate->name, candidate->largest_rank);
    return 0;
  }
  choice->ranks[candidate - set->items] = (uint32_t)rank;
  return 1;
}

int tune_read_ranks(const char *text, const CandidateSet *set, RankChoice *choice) {
  *choice = (RankChoice){0};
  while (text) {
    const size_t length = strcspn(text, ",");
    if (!read_rank(text, length, set, choice)) return 0;
    text = text[length] ? text + length + 1 : NULL;
  }
  return 1;
}
