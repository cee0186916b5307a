/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What a network costs, in the currency that a search minimises. */
#ifndef QUELL_COST_H
#define QUELL_COST_H

#include "choice.h"
#include "kernel_cost.h"

typedef enum {
  CURRENCY_PARAMETERS,  /* of the network, biases too */
  CURRENCY_BYTES,       /* that they take in a file */
  CURRENCY_NANOSECONDS, /* of the products of a frame on this machine, weights in the caches */
  CURRENCIES
} Currency;

/* "parameters", "bytes", "ns" */
const char *currency_name(Currency currency);
/* -1 when there is none of that name. */
int currency_find(const char *name);

/* `times` is needed for nanoseconds only. */
double cost_of_form(Currency currency, KernelCost *times, const Candidate *candidate, CandidateForm form);
double cost_of_choice(Currency currency, KernelCost *times, const CandidateSet *set, const RankChoice *choice);
/* Of the network with all matrices dense, in single precision. */
double cost_of_dense(Currency currency, KernelCost *times, const CandidateSet *set);

#endif
