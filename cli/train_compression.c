/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "train_run.h"

#include <stdlib.h>
#include <string.h>

static int read_count(const Arguments *arguments, const char *option, long long minimum, uint64_t *value) {
  long long number = (long long)*value;
  const int good = argument_whole(arguments, option, minimum, 1000000000, &number);
  *value = (uint64_t)number;
  return good;
}

static int read_rank(const Arguments *arguments, const char *option, uint32_t *value) {
  long long number = *value;
  const int good = argument_whole(arguments, option, 0, LAYER_SIZE_MAX, &number);
  *value = (uint32_t)number;
  return good;
}

/* An option that only another gives a meaning. */
static int check_company(const Arguments *arguments, const char *option, const char *needed) {
  if (!argument_given(arguments, option) || argument_given(arguments, needed)) return 1;
  complain("--%s does nothing without --%s", option, needed);
  return 0;
}

static int check_companies(const Arguments *arguments) {
  return check_company(arguments, "teacher-weight", "teacher") &&
         check_company(arguments, "teacher-updates", "teacher") &&
         check_company(arguments, "teacher-states", "teacher") &&
         check_company(arguments, "nuclear-ramp", "nuclear-weight") &&
         check_company(arguments, "nuclear-every", "nuclear-weight") &&
         check_company(arguments, "hard-rank-every", "hard-rank") &&
         check_company(arguments, "hard-rank-last", "hard-rank") && check_company(arguments, "nested", "from");
}

static int read_ramp(const Arguments *arguments, LowRankOptions *options) {
  const char *text = argument_text(arguments, "nuclear-ramp");
  if (!text) return 1;
  char *end;
  const unsigned long long from = strtoull(text, &end, 10);
  if (*text >= '0' && *text <= '9' && *end == ',' && end[1] >= '0' && end[1] <= '9') {
    const unsigned long long to = strtoull(end + 1, &end, 10);
    options->ramp_from = from;
    options->ramp_to = to;
    if (!*end && from <= to && to <= 1000000000) return 1;
  }
  complain("--nuclear-ramp takes two rising numbers of updates, as in 1000,5000, not '%s'", text);
  return 0;
}

int train_read_compression(const Arguments *arguments, TrainRun *plan) {
  TeacherOptions *teacher = &plan->trainer.teacher;
  LowRankOptions *low_rank = &plan->trainer.low_rank;
  low_rank_defaults(low_rank, plan->trainer.optimiser.updates);
  plan->teacher = argument_text(arguments, "teacher");
  low_rank->all_layers = argument_given(arguments, "low-rank-all");
  plan->trainer.nested = argument_given(arguments, "nested");
  return check_companies(arguments) && argument_number(arguments, "teacher-weight", 0, 1000, &teacher->weight) &&
         read_count(arguments, "teacher-updates", 0, &teacher->updates) &&
         argument_number(arguments, "teacher-states", 0, 1000, &teacher->states_weight) &&
         argument_number(arguments, "nuclear-weight", 0, 1000, &low_rank->nuclear_weight) &&
         read_ramp(arguments, low_rank) && read_count(arguments, "nuclear-every", 1, &low_rank->nuclear_every) &&
         read_rank(arguments, "hard-rank", &low_rank->cut_rank) &&
         read_count(arguments, "hard-rank-every", 1, &low_rank->cut_every) &&
         read_count(arguments, "hard-rank-last", 0, &low_rank->cut_last) &&
         read_rank(arguments, "factor-rank", &plan->factor_rank) &&
         argument_number(arguments, "trace-norm", 0, 1000, &low_rank->trace_weight);
}
