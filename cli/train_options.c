/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "train_run.h"

#include <string.h>
#include <unistd.h>

static int read_paths(const Arguments *arguments, const char *option, PathList *list) {
  const char *path;
  while ((path = argument_text_at(arguments, option, list->count))) {
    if (list->count + 1 == TRAIN_PATHS_MAX) {
      complain("--%s can be given at most %d times", option, TRAIN_PATHS_MAX - 1);
      return 0;
    }
    list->paths[list->count++] = path;
  }
  return 1;
}

static int read_sources(const Arguments *arguments, TrainRun *plan) {
  if (!read_paths(arguments, "manifest", &plan->manifests) ||
      !read_paths(arguments, "speech", &plan->kinds[CORPUS_SPEECH]) ||
      !read_paths(arguments, "noise", &plan->kinds[CORPUS_NOISE]) ||
      !read_paths(arguments, "rooms", &plan->kinds[CORPUS_ROOM]))
    return 0;
  if (plan->manifests.count + plan->kinds[CORPUS_SPEECH].count == 0) {
    complain("there is nothing to learn from: name recordings with --speech and --noise, or a --manifest");
    return 0;
  }
  return 1;
}

static int read_size(const Arguments *arguments, const char *option, long long minimum, long long maximum,
                     size_t *value) {
  long long number = (long long)*value;
  const int good = argument_whole(arguments, option, minimum, maximum, &number);
  *value = (size_t)number;
  return good;
}

static int read_weight(const Arguments *arguments, const char *option, double maximum, float *value) {
  double number = *value;
  const int good = argument_number(arguments, option, 0, maximum, &number);
  *value = (float)number;
  return good;
}

static int read_network(const Arguments *arguments, NetworkPlan *network) {
  size_t hidden = network->recurrent_size, layers = network->recurrent_layers, bins = network->filter_bins,
         units = network->shared.units;
  if (!read_size(arguments, "hidden", 8, 2048, &hidden) || !read_size(arguments, "layers", 1, 6, &layers) ||
      !read_size(arguments, "filter-bins", 0, 120, &bins) || !read_size(arguments, "shared-units", 0, 256, &units))
    return 0;
  network->shared.units = (uint32_t)units;
  network->recurrent_size = (uint32_t)hidden;
  network->recurrent_layers = (uint32_t)layers;
  network->filter_bins = (uint32_t)bins;
  if (argument_given(arguments, "lstm")) network->recurrent_type = LAYER_LSTM;
  return 1;
}

static int read_optimiser(const Arguments *arguments, OptimiserMethod *method) {
  const char *wanted = argument_text(arguments, "optimiser"), *name;
  if (!wanted) return 1;
  for (int i = 0; (name = optimiser_method_name(i)); i++)
    if (strcmp(name, wanted) == 0) {
      *method = (OptimiserMethod)i;
      return 1;
    }
  complain("--optimiser is muon or adam, not '%s'", wanted);
  return 0;
}

static int read_trainer(const Arguments *arguments, TrainerOptions *trainer) {
  size_t updates = trainer->optimiser.updates, seed = trainer->seed, threads = trainer->threads;
  size_t passes = (size_t)trainer->passes;
  if (!read_size(arguments, "updates", 1, 1000000000, &updates) ||
      !read_size(arguments, "batch", 1, 1024, &trainer->batch) ||
      !read_size(arguments, "frames", 2, 1000, &trainer->frames) || !read_size(arguments, "passes", 1, 1000, &passes) ||
      !read_size(arguments, "seed", 0, 1000000000, &seed) || !read_size(arguments, "threads", 1, 64, &threads) ||
      !read_optimiser(arguments, &trainer->optimiser.method) ||
      !argument_number(arguments, "rate", 1e-7, 1, &trainer->optimiser.rate) ||
      !read_weight(arguments, "under-weight", 100, &trainer->weights.under_weight) ||
      !read_weight(arguments, "complex-weight", 1, &trainer->weights.complex_weight) ||
      !read_weight(arguments, "distortion-weight", 10, &trainer->weights.distortion_weight))
    return 0;
  trainer->optimiser.updates = updates;
  trainer->seed = seed;
  trainer->passes = passes;
  trainer->threads = (unsigned)threads;
  trainer->weights.magnitude_weight = 1 - trainer->weights.complex_weight;
  if (trainer->optimiser.warm_up > updates / 10) trainer->optimiser.warm_up = updates / 10;
  if (trainer->optimiser.rate_last > trainer->optimiser.rate) trainer->optimiser.rate_last = trainer->optimiser.rate;
  return 1;
}

static void set_defaults(TrainRun *plan) {
  memset(plan, 0, sizeof *plan);
  network_plan_defaults(&plan->network);
  trainer_defaults(&plan->trainer);
  mixture_recipe_defaults(&plan->recipe);
  const long cores = sysconf(_SC_NPROCESSORS_ONLN);
  plan->trainer.threads = cores < 1 ? 1 : cores > 64 ? 64 : (unsigned)cores;
  plan->cache_gib = 4;
  plan->report_updates = 100;
  plan->validate_updates = 1000;
  plan->validation_size = 24;
  plan->save_seconds = 50;
}

int train_run_read(const Arguments *arguments, TrainRun *plan) {
  set_defaults(plan);
  plan->output = argument_text(arguments, "output");
  plan->name = argument_text(arguments, "name");
  plan->version = argument_text(arguments, "model-version");
  plan->licence = argument_text(arguments, "licence");
  plan->training_data = argument_text(arguments, "training-data");
  plan->from = argument_text(arguments, "from");
  plan->resume = argument_given(arguments, "resume");
  plan->overwrite = argument_given(arguments, "overwrite");
  plan->check_only = argument_given(arguments, "check");
  plan->no_check = argument_given(arguments, "no-check");
  if (plan->check_only && plan->no_check) {
    complain("--check and --no-check exclude each other");
    return 0;
  }
  if (plan->resume && plan->overwrite) {
    complain("--resume and --overwrite exclude each other");
    return 0;
  }
  if (positional_count(arguments)) {
    complain("'%s' belongs to no option: recordings are named with --speech, --noise, --rooms or --manifest",
             positional(arguments, 0));
    return 0;
  }
  if (!plan->output && !plan->check_only) {
    complain("name the model to write with -o FILE");
    return 0;
  }
  return read_sources(arguments, plan) && read_network(arguments, &plan->network) &&
         read_trainer(arguments, &plan->trainer) && train_read_compression(arguments, plan) &&
         argument_number(arguments, "snr-mean", -20, 60, &plan->recipe.snr_mean) &&
         argument_number(arguments, "cache", 0.05, 1024, &plan->cache_gib) &&
         read_size(arguments, "report-every", 1, 1000000000, &plan->report_updates) &&
         read_size(arguments, "validate-every", 1, 1000000000, &plan->validate_updates) &&
         read_size(arguments, "validation-size", 1, 100000, &plan->validation_size) &&
         argument_number(arguments, "save-every", 0, 86400, &plan->save_seconds);
}
