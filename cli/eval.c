/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How good a model is on pairs of clean and noisy recordings.
 */
#include "command.h"
#include "eval_report.h"
#include "eval_save.h"
#include "model_option.h"

#include <stdlib.h>
#include <unistd.h>

#define JOBS_MAX 1024

static int check_usage(const Arguments *arguments) {
  static const char *const of_the_model[] = {"model", "profile", "limit", "save", "voice"};
  if (!argument_given(arguments, "clean")) {
    complain("it needs the folder of the clean files: --clean DIR");
    return 0;
  }
  if (!argument_given(arguments, "noisy") && !argument_given(arguments, "enhanced")) {
    complain("it needs the folder of the noisy files, --noisy DIR, or of enhanced ones, --enhanced DIR");
    return 0;
  }
  for (int i = 0; i < 5 && argument_given(arguments, "enhanced"); i++) {
    if (!argument_given(arguments, of_the_model[i])) continue;
    complain("--%s means nothing with --enhanced, for which no model is run", of_the_model[i]);
    return 0;
  }
  return 1;
}

static int read_plan(const Arguments *arguments, EvalPlan *plan) {
  const QuellParameterInfo *limit = quell_parameter_info(QUELL_LIMIT);
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  double limit_db = (double)limit->standard;
  long long jobs = processors > 0 ? processors : 1;
  if (!argument_number(arguments, "limit", (double)limit->minimum, (double)limit->maximum, &limit_db) ||
      !argument_whole(arguments, "jobs", 1, JOBS_MAX, &jobs))
    return 0;
  *plan = (EvalPlan){.limit_db = (float)limit_db,
                     .jobs = (size_t)jobs,
                     .voice = argument_given(arguments, "voice"),
                     .save = argument_text(arguments, "save")};
  return 1;
}

static int score_and_report(const Arguments *arguments, const EvalPairs *pairs, const EvalPlan *plan) {
  EvalScore *scores = calloc(pairs->count + 1, sizeof *scores);
  if (!scores) {
    complain("out of memory");
    return EXIT_FAILED;
  }
  const EvalReport report = {
      .pairs = pairs,
      .scores = scores,
      .clean = argument_text(arguments, "clean"),
      .noisy = argument_text(arguments, "noisy"),
      .enhanced = argument_text(arguments, "enhanced"),
      .model = plan->model ? model_name(plan->model, "without a name") : NULL,
      .limit_db = plan->limit_db,
      .voice = plan->voice,
      .failures = pairs->failures + (pairs->count ? eval_score_pairs(pairs, plan, scores) : 0),
  };
  const int exit_code =
      argument_given(arguments, "json") ? eval_report_print_json(&report) : eval_report_print(&report);
  eval_scores_clear(scores, pairs->count);
  free(scores);
  return report.failures ? EXIT_FAILED : exit_code;
}

static int evaluate(const Arguments *arguments, const EvalPlan *plan) {
  const char *clean = argument_text(arguments, "clean"), *noisy = argument_text(arguments, "noisy");
  EvalPairs pairs;
  if (plan->save && !eval_save_prepare(plan->save, clean, noisy)) return EXIT_FAILED;
  if (!eval_pairs_find(clean, noisy, argument_text(arguments, "enhanced"), &pairs)) return EXIT_FAILED;
  const int exit_code = score_and_report(arguments, &pairs, plan);
  eval_pairs_free(&pairs);
  return exit_code;
}

static int run(const Arguments *arguments) {
  EvalPlan plan;
  if (!check_usage(arguments) || !read_plan(arguments, &plan)) return EXIT_USAGE;
  if (!argument_given(arguments, "enhanced")) {
    plan.model = open_model(argument_text(arguments, "model"));
    if (!plan.model) return EXIT_FAILED;
  }
  const int chosen = !plan.model || choose_profile(plan.model, argument_text(arguments, "profile"), &plan.profile);
  const int exit_code = chosen ? evaluate(arguments, &plan) : EXIT_USAGE;
  quell_model_free(plan.model);
  return exit_code;
}

static const Option options[] = {
    {"clean", 'c', "DIR", "folder of the clean recordings"},
    {"noisy", 'n', "DIR", "folder of the noisy ones, under the same names"},
    {"model", 'm', "FILE", "model to run; default: the one that is built in"},
    {"profile", 'p', "NAME", "profile of the model, as quell info lists them; default: the best"},
    {"limit", 'l', "dB", "the most that anything is attenuated, 0 to 100; default 100, no limit"},
    {"enhanced", 'e', "DIR", "measure this folder instead of running a model"},
    {"save", 's', "DIR", "keep the enhanced recordings in this folder, as float WAV"},
    {"voice", 0, NULL, "tell how well the probability of a voice tells speech from the rest"},
    {"jobs", 'j', "N", "recordings worked on at a time; default: one for each processor"},
    {"json", 0, NULL, "print JSON"},
    {0},
};

const Command command_eval = {
    .name = "eval",
    .summary = "measure a model on pairs of clean and noisy recordings",
    .arguments = "",
    .description =
        "Denoises every noisy recording and compares it, before and after, with the clean one of the same name: "
        "SI-SDR, STOI, ESTOI, segmental SNR and log-spectral distance of each file and their means. Pairs must be mono "
        "and agree in sample rate and length.",
    .example = "quell eval --clean pairs/clean --noisy pairs/noisy --json",
    .options = options,
    .run = run,
};
