/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_run.h"
#include "offline/rank/content_hash.h"
#include "offline/rank/refit.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_SECONDS 30 /* from one line to the next, where no terminal is */

typedef struct {
  const Arguments *arguments;
  const TunePlan *plan;
  char text[600];
  Message message;
  ModelFile *model;
  NetworkDescription description;
  TuneData data;
  Moments moments;
  GradientMoments sensitivity;
  CandidateSet candidates;
  Evaluator *evaluator;
  EvaluationCache *cache;
  KernelCost *times; /* NULL unless nanoseconds are the currency */
  RankChoice given;
  Tuner tuner;
  double started, told;
  int terminal;
} Run;

static double now_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int fail(const Run *run) {
  complain("%s", run->text);
  return 0;
}

/* ---- Progress ---- */

static int show_progress(void *context, size_t done, size_t expected) {
  Run *run = context;
  const double now = now_seconds(), spent = now - run->started;
  const double left = spent / (double)done * (double)(expected - done);
  if (run->terminal) {
    fprintf(stderr, "\r%zu of about %zu networks scored, about %.0f min left \033[K", done, expected, ceil(left / 60));
  } else if (now - run->told > LINE_SECONDS && !argument_given(run->arguments, "json")) {
    printf("%zu of about %zu networks scored, %.0f s, about %.0f s left\n", done, expected, spent, left);
    fflush(stdout);
    run->told = now;
  }
  return 1;
}

static void end_progress(const Run *run) {
  if (run->terminal) fputs("\r\033[K", stderr);
}

/* ---- Preparation ---- */

static int read_model(Run *run) {
  if (model_file_read(run->plan->model, &run->model, &run->message) != QUELL_OK) return fail(run);
  const char *text = model_file_text(run->model, "network");
  if (!text) {
    complain("'%s' holds no network", run->plan->model);
    return 0;
  }
  if (network_description_parse(text, &run->description, &run->message) != QUELL_OK ||
      network_description_check(&run->description, run->model, &run->message) != QUELL_OK)
    return fail(run);
  return 1;
}

static uint64_t hash_model(const ModelFile *model) {
  uint64_t hash = CONTENT_HASH_START;
  for (size_t i = 0; i < model->tensor_count; i++) {
    const Tensor *tensor = &model->tensors[i];
    hash = content_hash(hash, tensor->name, strlen(tensor->name));
    hash = content_hash(hash, tensor->values, (size_t)tensor->rows * tensor->columns * sizeof(float));
  }
  return hash;
}

/* Scores belong together when they were made of the same model, recordings and factors. */
static uint64_t evaluation_key(const Run *run) {
  const uint64_t parts[] = {hash_model(run->model), utterance_set_hash(&run->data.search),
                            run->plan->factors != FACTORS_PLAIN ? utterance_set_hash(&run->data.calibration) : 0};
  const char *score = score_symbol(run->plan->score), *factors = tune_factors_name(run->plan->factors);
  uint64_t hash = content_hash(content_hash(CONTENT_HASH_START, parts, sizeof parts), score, strlen(score));
  if (run->plan->profile_count) hash = content_hash(hash, "nested", strlen("nested"));
  return content_hash(hash, factors, strlen(factors));
}

static int open_cache(Run *run) {
  const char *path;
  run->cache = evaluation_cache_open(run->plan->evaluations, evaluation_key(run), &run->message);
  if (!run->cache) return fail(run);
  for (size_t i = 0; (path = argument_text_at(run->arguments, "merge", i)); i++)
    if (evaluation_cache_merge(run->cache, path, &run->message) < 0) return fail(run);
  return 1;
}

static int weigh_errors(Run *run) {
  const TuneFactors factors = run->plan->factors;
  const UtteranceSet *calibration = &run->data.calibration;
  if (factors != FACTORS_PLAIN &&
      !moments_measure(&run->description, run->model, calibration, run->plan->threads, &run->moments))
    return 0;
  return factors != FACTORS_TWO_SIDED ||
         gradient_moments_measure(&run->description, run->model, calibration, run->plan->threads, &run->sensitivity);
}

static int prepare(Run *run) {
  const TunePlan *plan = run->plan;
  if (!read_model(run) || !tune_data_load(run->arguments, &run->description, &run->data)) return 0;
  run->evaluator =
      evaluator_create(&run->description, run->model, &run->data.search, plan->score, plan->threads, &run->message);
  if (!run->evaluator) return fail(run);
  if (!weigh_errors(run)) {
    complain("there is no memory to run the model");
    return 0;
  }
  const CandidateOptions options = {.moments = plan->factors != FACTORS_PLAIN ? &run->moments : NULL,
                                    .sensitivity = plan->factors == FACTORS_TWO_SIDED ? &run->sensitivity : NULL,
                                    .nested = plan->profile_count > 0,
                                    .diagonals = plan->diagonals,
                                    .threads = plan->threads};
  if (!candidates_make(&run->description, run->model, &options, &run->candidates, &run->message)) return fail(run);
  if (plan->ranks && !tune_read_ranks(plan->ranks, &run->candidates, &run->given)) return 0;
  return open_cache(run);
}

static void clean_up(Run *run) {
  tuner_clear(&run->tuner);
  kernel_cost_free(run->times);
  evaluation_cache_close(run->cache);
  evaluator_free(run->evaluator);
  candidates_clear(&run->candidates);
  moments_clear(&run->moments);
  gradient_moments_clear(&run->sensitivity);
  tune_data_clear(&run->data);
  model_file_free(run->model);
}

/* ---- Search, confirmation, result ---- */

/* What low rank has to be better than: the same network, only rounded. */
static int score_baselines(Run *run) {
  const int dense = choice_parameters(&run->candidates, &(RankChoice){0}) == run->candidates.dense_parameters;
  if (run->plan->options.shards > 1) return 1;
  return tuner_add_baseline(&run->tuner, dense ? "dense float16" : "unchanged float16", STORAGE_F16) &&
         tuner_add_baseline(&run->tuner, dense ? "dense int8" : "unchanged int8", STORAGE_I8);
}

static int run_strategies(Run *run) {
  int good = 1;
  for (size_t i = 0; good && i < run->plan->strategy_count; i++)
    good = run->plan->strategies[i]->search(&run->tuner);
  return good;
}

static int search(Run *run) {
  const TunePlan *plan = run->plan;
  if (plan->options.currency == CURRENCY_NANOSECONDS && !(run->times = kernel_cost_create())) {
    complain("there is no memory to measure times");
    return 0;
  }
  run->tuner = (Tuner){.candidates = &run->candidates,
                       .evaluator = run->evaluator,
                       .cache = run->cache,
                       .times = run->times,
                       .options = plan->options,
                       .given = plan->ranks ? &run->given : NULL,
                       .message = &run->message,
                       .progress = show_progress,
                       .progress_context = run};
  if (plan->ranks)
    run->tuner.options.budget = cost_of_choice(plan->options.currency, run->times, &run->candidates, &run->given);
  if (plan->compression > 0)
    run->tuner.options.budget =
        cost_of_dense(plan->options.currency, run->tuner.times, &run->candidates) / plan->compression;
  int good = plan->profile_count || run_strategies(run);
  for (size_t i = 0; good && i < plan->profile_count; i++) {
    tune_ask_for_profile(&plan->profiles[i], &run->tuner);
    good = run_strategies(run);
  }
  good = good && score_baselines(run);
  end_progress(run);
  return good || fail(run);
}

static Evaluator *open_confirmation(Run *run) {
  Evaluator *evaluator = evaluator_create(&run->description, run->model, &run->data.confirmation, run->plan->score,
                                          run->plan->threads, &run->message);
  if (!evaluator) fail(run);
  return evaluator;
}

/* Scores the model that is written on recordings that were not used before. */
static int confirm(Run *run, const ModelFile *model, TuneOutcome *outcome) {
  Evaluator *evaluator = open_confirmation(run);
  if (!evaluator) return 0;
  const size_t count = evaluator_count(evaluator);
  const double *reference = evaluator_reference(evaluator);
  double *benefits = calloc(count, sizeof *benefits);
  const int good = benefits && evaluator_run(evaluator, model, 0, benefits, &run->message);
  if (good) {
    const double confidence = run->plan->options.confidence > 0 ? run->plan->options.confidence : 0.95;
    outcome->confirmation = relative_loss(reference, benefits, count, evaluator_scale(evaluator), confidence);
    outcome->confirmed = 1;
    outcome->confirmed_count = count;
    for (size_t i = 0; i < count; i++) {
      outcome->confirmed_benefit += benefits[i] / (double)count;
      outcome->confirmed_reference += reference[i] / (double)count;
    }
  } else {
    fail(run);
  }
  free(benefits);
  evaluator_free(evaluator);
  return good;
}

int tune_keeps_promise(const TuneOutcome *outcome) {
  const TuneOptions *options = &outcome->plan->options;
  int kept = 1;
  for (size_t i = 0; i < outcome->profile_count; i++)
    kept = kept && outcome->profiles[i].kept;
  if (outcome->profile_count) return kept;
  if (!outcome->chosen) return 0;
  if (!options->target_count || !outcome->confirmed) return 1;
  const double loss = options->confidence > 0 ? outcome->confirmation.bound : outcome->confirmation.loss;
  return loss <= options->targets[0];
}

static int describe(const Run *run, const TunePoint *point, ModelFile *model) {
  char text[400];
  snprintf(
      text, sizeof text,
      "ranks by quell tune, strategy %s, %s factors, score %s: %.2f %% lost with %.1f times fewer parameters, %.1f "
      "times fewer bytes",
      point->strategy, tune_factors_name(run->plan->factors), score_symbol(run->plan->score), 100 * point->loss.loss,
      (double)run->candidates.dense_parameters / (double)point->parameters,
      (double)run->candidates.dense_parameters * sizeof(float) /
          (double)choice_bytes(&run->candidates, &point->choice));
  return model_file_set_text(model, "compression", text) == QUELL_OK;
}

/* On the search recordings, which no fit has seen. */
static int judge_fit(void *context, const ModelFile *model, double *loss) {
  Run *run = context;
  const size_t count = evaluator_count(run->evaluator);
  double *benefits = calloc(count, sizeof *benefits);
  const int good = benefits && evaluator_run(run->evaluator, model, 0, benefits, &run->message);
  if (good)
    *loss =
        relative_loss(evaluator_reference(run->evaluator), benefits, count, evaluator_scale(run->evaluator), 0.95).loss;
  free(benefits);
  return good;
}

static int refit(Run *run, const RankChoice *choice, ModelFile *model) {
  const RefitJudge judge = {judge_fit, run};
  for (unsigned i = 0; i < run->plan->refits; i++) {
    RefitOutcome outcome;
    if (!refit_model(&run->candidates, choice, &run->data.calibration, run->plan->threads, &judge, model, &outcome))
      return 0;
    if (!argument_given(run->arguments, "json"))
      printf("fitted anew: %zu of %zu matrices are better for it; lost on the search recordings %.2f %%, before %.2f "
             "%%\n",
             outcome.kept, outcome.tried, 100 * outcome.after, 100 * outcome.before);
  }
  return 1;
}

static int finish(Run *run) {
  const TunePlan *plan = run->plan;
  const double target = plan->options.target_count ? plan->options.targets[0] : NAN;
  TuneOutcome outcome = {.plan = plan, .candidates = &run->candidates, .tuner = &run->tuner};
  outcome.chosen = tuner_best(&run->tuner, plan->strategies[0]->name, target);
  ModelFile *model = outcome.chosen ? choice_model(&run->candidates, &outcome.chosen->choice) : NULL;
  int good =
      !outcome.chosen || (model && describe(run, outcome.chosen, model) && refit(run, &outcome.chosen->choice, model));
  if (!good) complain("there is no memory for the result");
  if (good && model) good = confirm(run, model, &outcome);
  if (good && plan->report) good = tune_folder(&outcome);
  if (good && model && (tune_keeps_promise(&outcome) || plan->best_effort))
    good = model_file_write(model, plan->output, &run->message) == QUELL_OK || fail(run);
  model_file_free(model);
  return good ? tune_report(run->arguments, &outcome) : EXIT_FAILED;
}

static int describe_profiles(const Run *run, ModelFile *model) {
  char text[400];
  snprintf(text, sizeof text, "several sizes by quell tune, strategy %s, %s factors, score %s",
           run->plan->strategies[0]->name, tune_factors_name(run->plan->factors), score_symbol(run->plan->score));
  return model_file_set_text(model, "compression", text) == QUELL_OK;
}

static int finish_profiles(Run *run) {
  const TunePlan *plan = run->plan;
  TuneOutcome outcome = {.plan = plan, .candidates = &run->candidates, .tuner = &run->tuner};
  Evaluator *confirmation = open_confirmation(run);
  ModelFile *model = confirmation ? tune_build_profiles(&run->tuner, confirmation, &outcome) : NULL;
  if (confirmation) outcome.confirmed_count = evaluator_count(confirmation);
  evaluator_free(confirmation);
  int good = model && describe_profiles(run, model);
  if (good) {
    outcome.chosen = outcome.profiles[0].point;
    tune_ask_for_profile(outcome.profiles[0].wanted, &run->tuner);
  }
  if (good && plan->report) good = tune_folder(&outcome);
  if (good && (tune_keeps_promise(&outcome) || plan->best_effort))
    good = model_file_write(model, plan->output, &run->message) == QUELL_OK || fail(run);
  model_file_free(model);
  return good ? tune_report_profiles(run->arguments, &outcome) : EXIT_FAILED;
}

int tune_run(const Arguments *arguments, const TunePlan *plan) {
  Run run = {.arguments = arguments,
             .plan = plan,
             .started = now_seconds(),
             .told = now_seconds(),
             .terminal = isatty(STDERR_FILENO)};
  run.message = (Message){run.text, sizeof run.text};
  openblas_set_num_threads(1);
  int exit_code = EXIT_FAILED;
  if (prepare(&run) && search(&run)) {
    if (plan->options.shards > 1)
      exit_code = EXIT_DONE;
    else
      exit_code = plan->profile_count ? finish_profiles(&run) : finish(&run);
  }
  clean_up(&run);
  return exit_code;
}
