/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/rank/tune_result.h"
#include "tune_run.h"

static TuneResultSource source_of(const TuneOutcome *outcome, KernelCost *cost) {
  return (TuneResultSource){.model = outcome->plan->model,
                            .score = outcome->plan->score,
                            .factors = tune_factors_name(outcome->plan->factors),
                            .cost = cost,
                            .chosen = outcome->chosen,
                            .confirmation = outcome->confirmed ? &outcome->confirmation : NULL,
                            .confirmation_count = outcome->confirmed_count};
}

int tune_folder(const TuneOutcome *outcome) {
  char text[600] = "there is no memory for a report";
  Message message = {text, sizeof text};
  KernelCost *cost = kernel_cost_create();
  const TuneResultSource source = source_of(outcome, cost);
  TuneResult result;
  const int good =
      tune_result_make(outcome->tuner, &source, &result) && tune_result_write(&result, outcome->plan->report, &message);
  tune_result_clear(&result);
  kernel_cost_free(cost);
  if (!good) complain("%s", text);
  return good;
}
