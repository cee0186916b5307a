/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/rank/tune_result.h"
#include "report_file.h"
#include "tune_run.h"

#include <math.h>
#include <stdio.h>

#define PATH_BYTES 4096

static ProfileResult profile_of(const ProfileOutcome *outcome) {
  const TuneProfile *wanted = outcome->wanted;
  ProfileResult profile = {.target = wanted->target > 0 ? wanted->target : NAN,
                           .compression = wanted->target > 0 ? NAN : wanted->compression,
                           .ranks = (uint32_t *)outcome->choice.ranks,
                           .parameters = outcome->parameters,
                           .bytes = outcome->bytes,
                           .nanoseconds = outcome->nanoseconds,
                           .benefit = outcome->benefit,
                           .search = outcome->search,
                           .confirmation = outcome->confirmation,
                           .kept = outcome->kept};
  snprintf(profile.name, sizeof profile.name, "%s", wanted->name);
  return profile;
}

static TuneResultSource source_of(const TuneOutcome *outcome, KernelCost *cost, const ProfileResult *profiles) {
  return (TuneResultSource){.model = outcome->plan->model,
                            .score = outcome->plan->score,
                            .factors = tune_factors_name(outcome->plan->factors),
                            .cost = cost,
                            .chosen = outcome->chosen,
                            .confirmation = outcome->confirmed ? &outcome->confirmation : NULL,
                            .confirmation_count = outcome->confirmed_count,
                            .profiles = profiles,
                            .profile_count = outcome->profile_count};
}

static int write_page(const TuneResult *result, const char *folder) {
  char path[PATH_BYTES], label[200];
  const ReportModel model = {label, result};
  report_label(result, label, sizeof label);
  if (snprintf(path, sizeof path, "%s/report.html", folder) < PATH_BYTES)
    return report_file_write(&(ReportModels){&model, 1}, path);
  complain("the name of the folder for the report is too long");
  return 0;
}

int tune_folder(const TuneOutcome *outcome) {
  char text[600] = "there is no memory for a report";
  Message message = {text, sizeof text};
  KernelCost *cost = kernel_cost_create();
  ProfileResult profiles[PROFILES_MAX];
  for (size_t i = 0; i < outcome->profile_count; i++)
    profiles[i] = profile_of(&outcome->profiles[i]);
  const TuneResultSource source = source_of(outcome, cost, profiles);
  TuneResult result;
  int good =
      tune_result_make(outcome->tuner, &source, &result) && tune_result_write(&result, outcome->plan->report, &message);
  if (!good) complain("%s", text);
  good = good && write_page(&result, outcome->plan->report);
  tune_result_clear(&result);
  kernel_cost_free(cost);
  return good;
}
