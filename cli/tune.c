/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096

/* "1.4%,0.5%": the strictest comes first afterwards. */
static int read_targets(const Arguments *arguments, TuneOptions *options) {
  const char *text = argument_text(arguments, "target");
  if (!text) text = "1.4%";
  for (options->target_count = 0; *text; options->target_count++) {
    char *end;
    const double percent = strtod(text, &end);
    if (end == text || *end != '%' || (end[1] && end[1] != ',') || !(percent > 0 && percent < 100) ||
        options->target_count == TUNE_TARGETS_MAX) {
      complain(
          "--target takes shares that may be lost, such as 1.4%% or 0.5%%,1%%,2%%: at most %d, above 0%% and below "
          "100%%, not '%s'",
          TUNE_TARGETS_MAX, argument_text(arguments, "target"));
      return 0;
    }
    size_t at = options->target_count;
    for (; at > 0 && options->targets[at - 1] > percent / 100; at--)
      options->targets[at] = options->targets[at - 1];
    options->targets[at] = percent / 100;
    text = end[1] ? end + 2 : end + 1;
  }
  return options->target_count > 0;
}

static int read_strategies(const Arguments *arguments, TunePlan *plan) {
  const char *name;
  plan->ranks = argument_text(arguments, "ranks");
  if (plan->ranks) {
    plan->strategies[plan->strategy_count++] = strategy_find("given");
    return 1;
  }
  for (size_t i = 0; (name = argument_text_at(arguments, "strategy", i)); i++) {
    const Strategy *strategy = strategy_find(name);
    if (!strategy || strcmp(name, "given") == 0 || plan->strategy_count == TUNE_STRATEGIES_MAX) {
      complain(
          "there is no strategy '%s'; those that exist are joint, rank-tuning, one-rank, one-rank-input, frobenius "
          "and equal-energy",
          name);
      return 0;
    }
    plan->strategies[plan->strategy_count++] = strategy;
  }
  if (!plan->strategy_count) plan->strategies[plan->strategy_count++] = strategy_at(0);
  return 1;
}

/* "2/5": the second of five. */
static int read_shard(const Arguments *arguments, TunePlan *plan) {
  const char *text = argument_text(arguments, "shard");
  unsigned number, count;
  char rest;
  if (!text) return 1;
  if (sscanf(text, "%u/%u%c", &number, &count, &rest) != 2 || !number || number > count || count > 10000) {
    complain("--shard takes which part of how many, such as 2/5, not '%s'", text);
    return 0;
  }
  plan->options.shard = number - 1;
  plan->options.shards = count;
  return 1;
}

static int read_score(const Arguments *arguments, TunePlan *plan) {
  const char *symbol = argument_text(arguments, "score");
  plan->score = score_find(symbol ? symbol : "loss");
  if (plan->score < 0)
    complain("there is no score '%s'; those that exist are loss, si_sdr, stoi, estoi, segsnr and lsd", symbol);
  return plan->score >= 0;
}

static int read_factors(const Arguments *arguments, TunePlan *plan) {
  const char *name = argument_text(arguments, "factors");
  plan->factors = FACTORS_TWO_SIDED;
  if (!name) return 1;
  for (int factors = 0; factors < FACTORS_COUNT; factors++)
    if (strcmp(name, tune_factors_name((TuneFactors)factors)) == 0) {
      plan->factors = (TuneFactors)factors;
      return 1;
    }
  complain("--factors is plain, weighted or two-sided, not '%s'", name);
  return 0;
}

static int read_storage(const Arguments *arguments, TunePlan *plan) {
  static const char *const names[] = {"f32", "f16", "i8", "auto"};
  const char *name = argument_text(arguments, "storage");
  for (int storage = 0; name && storage <= TUNE_STORAGE_AUTO; storage++)
    if (strcmp(name, names[storage]) == 0) {
      plan->options.storage = storage;
      return 1;
    }
  if (name) complain("--storage is f32, f16, i8 or auto, not '%s'", name);
  return !name;
}

/* Which storage is best is a question of bytes. */
static int read_cost(const Arguments *arguments, TunePlan *plan) {
  const char *name = argument_text(arguments, "cost");
  if (!name) name = plan->options.storage == TUNE_STORAGE_AUTO ? "bytes" : "parameters";
  const int currency = currency_find(name);
  if (currency < 0) complain("--cost is parameters, bytes or ns, not '%s'", name);
  plan->options.currency = (Currency)currency;
  return currency >= 0;
}

static int read_whole(const Arguments *arguments, const char *option, long long least, long long most,
                      uint32_t *value) {
  long long number = *value;
  const int good = argument_whole(arguments, option, least, most, &number);
  *value = (uint32_t)number;
  return good;
}

/* "auto": of all ranks between two multiples of a panel's rows the right factor costs the same time. */
static int read_grid(const Arguments *arguments, TunePlan *plan) {
  const char *text = argument_text(arguments, "grid");
  if (!text || strcmp(text, "auto") != 0) return read_whole(arguments, "grid", 1, 64, &plan->options.grid);
  plan->options.grid = kernel_rank_grid();
  return 1;
}

static int read_numbers(const Arguments *arguments, TunePlan *plan) {
  double percent = 100 * plan->options.confidence;
  uint32_t refits = 0, threads = (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
  if (!argument_number(arguments, "confidence", 0, 99.9, &percent) ||
      !argument_number(arguments, "compression", 1.01, 1000, &plan->compression) ||
      !argument_number(arguments, "threshold", 0, 1, &plan->options.threshold) || !read_grid(arguments, plan) ||
      !read_whole(arguments, "rank-most", 1, UINT32_MAX, &plan->options.rank_most) ||
      !read_whole(arguments, "refit", 0, 20, &refits) || !read_whole(arguments, "threads", 1, 64, &threads))
    return 0;
  if (percent > 0 && percent < 50) {
    complain("--confidence is 0, for means only, or from 50 to 99.9 %%");
    return 0;
  }
  plan->options.confidence = percent / 100;
  plan->threads = threads;
  plan->refits = refits;
  return 1;
}

static int check_usage(const Arguments *arguments, const TunePlan *plan) {
  if (argument_given(arguments, "target") && plan->compression > 0) {
    complain("--target and --compression exclude each other: the one asks how small, the other how good");
    return 0;
  }
  if (plan->ranks && (argument_given(arguments, "strategy") || argument_given(arguments, "target") ||
                      plan->compression > 0 || plan->profile_count || plan->options.shards > 1)) {
    complain("--ranks leaves nothing to be searched for: --strategy, --target, --compression, --profiles and --shard "
             "do not go with it");
    return 0;
  }
  if (plan->profile_count && (argument_given(arguments, "target") || plan->compression > 0 || plan->refits)) {
    complain("--profiles have budgets of their own, and share their factors: --target, --compression and --refit do "
             "not go with them");
    return 0;
  }
  if (plan->profile_count && plan->diagonals) {
    complain("--diagonal does not go with --profiles, which would have to share one");
    return 0;
  }
  if (plan->refits && plan->options.storage != STORAGE_F32) {
    complain("--refit fits numbers in single precision: it does not go with another --storage");
    return 0;
  }
  if (plan->output && plan->options.shards > 1) {
    complain("a single shard writes no model: name its file with --evaluations, and give all of them to --merge later");
    return 0;
  }
  if (plan->report && plan->options.shards > 1) {
    complain("a single shard has nothing to report yet: give --report with --merge later");
    return 0;
  }
  if (!plan->output && plan->options.shards == 1) {
    complain("name the model to write with -o FILE");
    return 0;
  }
  if (plan->options.shards > 1 && !plan->evaluations) {
    complain("name the file for the shard's scores with --evaluations FILE");
    return 0;
  }
  return 1;
}

static int run(const Arguments *arguments) {
  static char evaluations[PATH_BYTES];
  TunePlan plan = {.model = positional(arguments, 0),
                   .output = argument_text(arguments, "output"),
                   .evaluations = argument_text(arguments, "evaluations"),
                   .report = argument_text(arguments, "report"),
                   .diagonals = argument_given(arguments, "diagonal"),
                   .best_effort = argument_given(arguments, "best-effort")};
  tune_options_defaults(&plan.options);
  plan.options.diagonals = plan.diagonals;
  if (!read_strategies(arguments, &plan) || !read_targets(arguments, &plan.options) || !read_score(arguments, &plan) ||
      !read_factors(arguments, &plan) || !tune_read_profiles(arguments, &plan) || !read_storage(arguments, &plan) ||
      !read_cost(arguments, &plan) || !read_shard(arguments, &plan) || !read_numbers(arguments, &plan) ||
      !check_usage(arguments, &plan))
    return EXIT_USAGE;
  if (plan.compression > 0 || plan.ranks) plan.options.target_count = 0;
  if (!plan.evaluations) {
    snprintf(evaluations, sizeof evaluations, "%s.evaluations", plan.output);
    plan.evaluations = evaluations;
  }
  return tune_run(arguments, &plan);
}

static const Option options[] = {
    {"output", 'o', "FILE", "model to write"},
    {"target", 't', "SHARE", "what may be lost of the score, such as 1.4%; several, with commas, are compared (1.4%)"},
    {"compression", 0, "X", "instead: how many times less it may cost, for the least loss"},
    {"profiles", 0, "LIST", "instead: sizes in one file: full:0.5%,eco:8"},
    {"score", 0, "NAME", "loss, si_sdr, stoi, estoi, segsnr or lsd (loss)"},
    {"clean", 'c', "DIR", "folder of clean recordings to measure with"},
    {"noisy", 'n', "DIR", "folder of the noisy ones, under the same names"},
    {"manifest", 0, "FILE", "recordings to be mixed, as for train; may be repeated"},
    {"strategy", 0, "NAME", "joint, rank-tuning, one-rank, one-rank-input, frobenius, equal-energy; more are compared"},
    {"report", 0, "DIR", "folder for all that was found: report.html with pictures, result.json, CSV"},
    OPTIONS_SELDOM_NEEDED,
    {"json", 0, NULL, "print JSON"},
    {"best-effort", 0, NULL, "write the model although the promise is not confirmed"},
    {"speech", 0, "PATH", "clean speech to be mixed; may be repeated"},
    {"noise", 0, "PATH", "noise to be mixed; may be repeated"},
    {"rooms", 0, "PATH", "room responses to be mixed; may be repeated"},
    {"factors", 0, "KIND", "plain, weighted by the inputs that occur, or two-sided: by what is heard too (two-sided)"},
    {"ranks", 0, "LIST", "instead: ranks that are given: gru1.weight_hh_l0=12,gru2.weight_hh_l0=8"},
    {"refit", 0, "N", "how often the factors are fitted anew to what the smaller network really computes (0)"},
    {"confidence", 0, "%", "with which the target is kept; 0 looks at means only (95)"},
    {"storage", 0, "FORM", "of weights in the file: f32, f16, i8, or auto: f16 or i8, matrix by matrix (f32)"},
    {"cost", 0, "WHAT", "what is to be small: parameters, bytes of the file, or ns a frame (parameters; auto: bytes)"},
    {"diagonal", 0, NULL, "recurrent matrices may keep a diagonal beside their factors, where it pays"},
    {"grid", 0, "N", "ranks are multiples of it; auto: of what this processor computes at once (1)"},
    {"rank-most", 0, "N", "no single matrix is tried beyond this rank (all that save something)"},
    {"threshold", 0, "X", "share of its norm that a matrix may lose, for frobenius (0.3)"},
    {"evaluations", 0, "FILE", "file in which scores are kept and found again (the output's name.evaluations)"},
    {"shard", 0, "I/N", "score only part I of N, into --evaluations"},
    {"merge", 0, "FILE", "take over the scores of a shard; may be repeated"},
    {"threads", 0, "N", "threads (all cores)"},
    {0},
};

const Command command_tune = {
    .name = "tune",
    .summary = "compress a model: factor its matrices, each to a rank of its own",
    .arguments = "MODEL",
    .description =
        "Rank-Tuning. Every weight matrix is split into two thin ones, whose ranks are chosen so that the network "
        "loses no more of its score than the target allows, measured by running it. The promise is then confirmed on "
        "recordings that nothing was chosen by. A run that was stopped goes on where it was.",
    .example = "quell tune big.safetensors -c clean/ -n noisy/ -o small.safetensors",
    .options = options,
    .run = run,
};
