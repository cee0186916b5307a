/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cost.h"

#include <string.h>

static const char *const names[CURRENCIES] = {"parameters", "bytes", "ns"};

const char *currency_name(Currency currency) {
  return names[currency];
}

int currency_find(const char *name) {
  for (int i = 0; i < CURRENCIES; i++)
    if (strcmp(names[i], name) == 0) return i;
  return -1;
}

double cost_of_form(Currency currency, KernelCost *times, const Candidate *candidate, CandidateForm form) {
  if (currency == CURRENCY_PARAMETERS) return (double)form_parameters(candidate, form);
  if (currency == CURRENCY_BYTES) return (double)form_bytes(candidate, form);
  const uint32_t rank = form.rank ? form.rank : candidate->stored_rank;
  return kernel_cost_ns(times, candidate->rows, candidate->columns, rank);
}

double cost_of_choice(Currency currency, KernelCost *times, const CandidateSet *set, const RankChoice *choice) {
  double sum = 0;
  if (currency == CURRENCY_PARAMETERS) return (double)choice_parameters(set, choice);
  if (currency == CURRENCY_BYTES) return (double)choice_bytes(set, choice);
  for (size_t i = 0; i < set->count; i++)
    sum += cost_of_form(currency, times, &set->items[i], choice_form(choice, i));
  return sum;
}

double cost_of_dense(Currency currency, KernelCost *times, const CandidateSet *set) {
  double sum = 0;
  if (currency == CURRENCY_PARAMETERS) return (double)set->dense_parameters;
  if (currency == CURRENCY_BYTES) return (double)set->dense_parameters * sizeof(float);
  for (size_t i = 0; i < set->count; i++)
    sum += kernel_cost_ns(times, set->items[i].rows, set->items[i].columns, 0);
  return sum;
}
