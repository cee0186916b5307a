/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "train_run.h"

#include "offline/data/check.h"
#include "offline/train/factored_start.h"

#include <cblas.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VALIDATION_SEED 77
#define NAMES_OF_A_TROUBLE 10

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number) {
  (void)number;
  stop_asked = 1;
}

static double now_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

typedef struct {
  const TrainRun *plan;
  Corpus *corpus, *valid; /* valid: NULL when there is no validation split */
  ModelFile *start, *teacher;
  Trainer *trainer;
  char *checkpoint;
  char text[400];
  Message message;
  LossSums sums; /* since the last report */
  double started, reported, saved, shown;
  uint64_t first_update, reported_update;
  int terminal; /* somebody watches standard error */
} Run;

static void fail(const Run *run) {
  complain("%s", run->text);
}

static int open_corpus(Run *run, const char *split, Corpus **corpus) {
  const TrainRun *plan = run->plan;
  CorpusOptions options = {.manifests = plan->manifests.paths, .manifest_count = plan->manifests.count, .split = split};
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    options.paths[kind] = plan->kinds[kind].paths;
    options.path_counts[kind] = plan->kinds[kind].count;
  }
  options.cache_bytes = (size_t)(plan->cache_gib * (double)((size_t)1 << 30) * (strcmp(split, "train") ? 0.2 : 0.8));
  return corpus_open(&options, corpus, run->text, sizeof run->text);
}

/* Without manifests there is no validation split; validation then takes other mixtures of the same recordings. */
static int open_sources(Run *run) {
  if (!open_corpus(run, "train", &run->corpus)) return 0;
  if (run->plan->manifests.count && open_corpus(run, "valid", &run->valid) && corpus_count(run->valid, CORPUS_SPEECH) &&
      corpus_count(run->valid, CORPUS_NOISE))
    return 1;
  corpus_free(run->valid);
  run->valid = NULL;
  return 1;
}

static int read_start(Run *run, NetworkDescription *description) {
  if (model_file_read(run->plan->from, &run->start, &run->message) != QUELL_OK) return 0;
  const char *text = model_file_text(run->start, "network");
  if (!text) {
    message_set(&run->message, QUELL_OTHER_MODEL, "'%s' holds no network to start from", run->plan->from);
    return 0;
  }
  return network_description_parse(text, description, &run->message) == QUELL_OK &&
         network_description_check(description, run->start, &run->message) == QUELL_OK;
}

static int factor_start(Run *run, const NetworkDescription *description) {
  ModelFile *factored = factored_start(description, run->start, run->plan->trainer.seed, run->plan->factor_rank);
  if (!factored) {
    message_set(&run->message, QUELL_NO_MEMORY, "there is no memory to factor the network");
    return 0;
  }
  model_file_free(run->start);
  run->start = factored;
  return 1;
}

/* --shared-units with --from adds the second stage; a start that has one keeps it. */
static int share_start(Run *run, NetworkDescription *description) {
  const SharedStagePlan *plan = &run->plan->network.shared;
  if (!plan->units || description->layers[description->gains].over != OVER_NOTHING) return 1;
  if (!shared_stage_describe(plan, description)) {
    message_set(
        &run->message, QUELL_BAD_ARGUMENT,
        "'%s' cannot get a second stage: it has too many layers, a layer of a name that the stage needs, or one "
        "that reads gains or filter",
        run->plan->from);
    return 0;
  }
  ModelFile *start = shared_stage_start(description, run->start, run->plan->trainer.seed);
  if (!start) {
    message_set(&run->message, QUELL_NO_MEMORY, "there is no memory for a second stage");
    return 0;
  }
  model_file_free(run->start);
  run->start = start;
  return 1;
}

static int describe(Run *run, NetworkDescription *description) {
  if (run->plan->from) {
    if (!read_start(run, description) || !share_start(run, description)) return 0;
  } else if (!network_plan_describe(&run->plan->network, description)) {
    message_set(&run->message, QUELL_BAD_ARGUMENT, "a network of this size is beyond the limits of a model file");
    return 0;
  }
  return !run->plan->factor_rank || factor_start(run, description);
}

static int open_trainer(Run *run) {
  static NetworkDescription description;
  const TrainRun *plan = run->plan;
  TrainerOptions options = plan->trainer;
  if (!describe(run, &description)) return 0;
  if (plan->teacher && model_file_read(plan->teacher, &run->teacher, &run->message) != QUELL_OK) return 0;
  options.teacher.model = run->teacher;
  run->trainer = trainer_create(&options, &description, run->start, run->corpus, &plan->recipe, &run->message);
  if (!run->trainer) return 0;
  if (plan->resume && access(run->checkpoint, F_OK) == 0 &&
      trainer_resume(run->trainer, run->checkpoint, &run->message) != QUELL_OK)
    return 0;
  run->first_update = run->reported_update = trainer_updates(run->trainer);
  return 1;
}

/* What was given, else what the model to start from says; nothing when neither does. */
static int set_text(const Run *run, ModelFile *file, const char *key, const char *given) {
  const char *text = given || !run->start ? given : model_file_text(run->start, key);
  return !text || model_file_set_text(file, key, text) == QUELL_OK;
}

static int set_texts(const Run *run, ModelFile *file) {
  const TrainRun *plan = run->plan;
  const char *slash = strrchr(plan->output, '/');
  char updates[64];
  snprintf(updates, sizeof updates, "%llu updates of %zu frames", (unsigned long long)trainer_updates(run->trainer),
           trainer_frames_per_update(run->trainer));
  return set_text(run, file, "name",
                  plan->name ? plan->name
                  : slash    ? slash + 1
                             : plan->output) &&
         set_text(run, file, "version", plan->version) && set_text(run, file, "licence", plan->licence) &&
         set_text(run, file, "training_data", plan->training_data) && set_text(run, file, "training", updates) &&
         set_text(run, file, "profiles", NULL);
}

static int write_model(Run *run) {
  ModelFile *file = trainer_model(run->trainer);
  int good = file && set_texts(run, file);
  if (!good) message_set(&run->message, QUELL_NO_MEMORY, "there is no memory to write the model");
  good = good && model_file_write(file, run->plan->output, &run->message) == QUELL_OK;
  model_file_free(file);
  return good;
}

static int save(Run *run) {
  run->saved = now_seconds();
  return trainer_save(run->trainer, run->checkpoint, &run->message) == QUELL_OK && write_model(run);
}

/* On a terminal one line tells between reports that the run is alive; a log does without. */
static void show_progress(Run *run) {
  const double now = now_seconds();
  if (!run->terminal || now - run->shown < 0.2) return;
  const uint64_t updates = trainer_updates(run->trainer);
  const double frames = (double)((updates - run->reported_update) * trainer_frames_per_update(run->trainer));
  fprintf(stderr, "\r\033[Kupdate %llu of %llu  %.0f frames/s", (unsigned long long)updates,
          (unsigned long long)run->plan->trainer.optimiser.updates, frames / (now - run->reported));
  run->shown = now;
}

static void clear_progress(const Run *run) {
  if (run->terminal) fputs("\r\033[K", stderr);
}

static double decibel_gain(const LossSums *sums) {
  return 10 * log10((sums->noise + 1e-12) / (sums->error + 1e-12));
}

static void report(Run *run) {
  const LossWeights *weights = &run->plan->trainer.weights;
  const double now = now_seconds(), frames = (double)trainer_frames_per_update(run->trainer);
  const uint64_t updates = trainer_updates(run->trainer), total = run->plan->trainer.optimiser.updates;
  const double speed = (double)(updates - run->reported_update) * frames / (now - run->reported);
  const double whole = (double)(updates - run->first_update) * frames / (now - run->started);
  const double left = (double)(total - updates) * frames / whole;
  clear_progress(run);
  printf("update %llu of %llu  loss %.5f  spectral %.5f  error %+.2f dB  norm %.2f", (unsigned long long)updates,
         (unsigned long long)total, loss_total(&run->sums, weights), run->sums.spectral / (double)run->sums.frames,
         -decibel_gain(&run->sums), trainer_gradient_norm(run->trainer));
  if (run->teacher) printf("  imitation %.5f", run->sums.imitation / (double)run->sums.frames);
  if (run->plan->trainer.low_rank.nuclear_weight > 0) printf("  nuclear %.1f", trainer_nuclear_norm(run->trainer));
  printf("  %.0f frames/s  %.0f min left\n", speed, left / 60);
  fflush(stdout);
  memset(&run->sums, 0, sizeof run->sums);
  run->reported = now;
  run->reported_update = updates;
}

static void print_validation(const Run *run, const char *profile, const LossSums *sums) {
  clear_progress(run);
  printf("validation at update %llu%s%s  loss %.5f  spectral %.5f  distortion %.2f dB  voice %.4f\n",
         (unsigned long long)trainer_updates(run->trainer), *profile ? "  profile " : "", profile,
         loss_total(sums, &run->plan->trainer.weights), sums->spectral / (double)sums->frames,
         sums->pieces ? sums->distortion_db / (double)sums->pieces : 0, sums->voice / (double)sums->frames);
  fflush(stdout);
}

static int validate(Run *run) {
  LossSums sums;
  Corpus *corpus = run->valid ? run->valid : run->corpus;
  for (size_t i = 0; i < trainer_profile_count(run->trainer); i++) {
    if (!trainer_validate_profile(run->trainer, i, corpus, &run->plan->recipe, VALIDATION_SEED,
                                  run->plan->validation_size, &sums, &run->message))
      return 0;
    print_validation(run, trainer_profile_name(run->trainer, i), &sums);
  }
  if (trainer_profile_count(run->trainer)) return 1;
  if (!trainer_validate(run->trainer, corpus, &run->plan->recipe, VALIDATION_SEED, run->plan->validation_size, &sums,
                        &run->message))
    return 0;
  print_validation(run, "", &sums);
  return 1;
}

/* One update and what is due after it. Returns 0 when the run must end with a complaint. */
static int advance(Run *run) {
  const TrainerResult result = trainer_update(run->trainer, &run->message);
  if (result != TRAINER_OK) {
    char reason[sizeof run->text];
    memcpy(reason, run->text, sizeof reason);
    if (result == TRAINER_NOT_FINITE && !write_model(run)) fail(run);
    memcpy(run->text, reason, sizeof reason);
    return 0;
  }
  const LossSums sums = trainer_sums(run->trainer);
  loss_sums_add(&run->sums, &sums);
  const uint64_t updates = trainer_updates(run->trainer);
  show_progress(run);
  if (updates % run->plan->report_updates == 0) report(run);
  if (updates % run->plan->validate_updates == 0 && !validate(run)) return 0;
  return now_seconds() - run->saved < run->plan->save_seconds || save(run);
}

static int loop(Run *run) {
  struct sigaction action = {.sa_handler = ask_to_stop};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  run->started = run->reported = run->saved = now_seconds();
  run->terminal = isatty(STDERR_FILENO);
  while (!stop_asked && trainer_updates(run->trainer) < run->plan->trainer.optimiser.updates)
    if (!advance(run)) return 0;
  return save(run) && (stop_asked || validate(run));
}

/* Recordings that no run can use; *first is one of them. */
static uint32_t useless_recordings(const Run *run, const CheckReport *report, const char **first) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < report->finding_count; i++) {
    const CheckFinding *finding = &report->findings[i];
    if (finding->trouble != CHECK_UNREADABLE && finding->trouble != CHECK_SILENT) continue;
    if (!count++) *first = corpus_item(run->corpus, finding->kind, finding->index)->path;
  }
  return count;
}

/* Prints what is doubtful. Returns 0 when recordings cannot be used at all, or after a message. */
static int check_recordings(Run *run) {
  CheckReport report;
  if (!check_corpus(run->corpus, run->plan->trainer.threads, &report, run->text, sizeof run->text)) return 0;
  check_print(run->corpus, &report, NAMES_OF_A_TROUBLE, stdout);
  fflush(stdout);
  const char *first = "";
  const uint32_t useless = useless_recordings(run, &report, &first);
  if (useless)
    message_set(&run->message, QUELL_CANNOT_READ,
                "recordings that are unreadable or silent: %u, the first '%s'; take them out, or go on all the same "
                "with --no-check",
                useless, first);
  check_report_free(&report);
  return !useless;
}

/* A run that goes on was checked when it began. */
static int needs_check(const Run *run) {
  return !run->plan->no_check && !(run->plan->resume && access(run->checkpoint, F_OK) == 0);
}

/* Hours of training are not to be lost by a command line that was typed twice. */
static int output_is_free(Run *run) {
  const TrainRun *plan = run->plan;
  const int started = access(run->checkpoint, F_OK) == 0;
  if (plan->overwrite || (plan->resume && started) || (!started && access(plan->output, F_OK) != 0)) return 1;
  if (plan->resume)
    message_set(&run->message, QUELL_CANNOT_READ,
                "there is '%s', but no '%s' to go on from: begin anew with --overwrite, or --from a model",
                plan->output, run->checkpoint);
  else
    message_set(&run->message, QUELL_CANNOT_WRITE,
                "'%s' exists already: go on with that run by --resume, or begin anew by --overwrite",
                started ? run->checkpoint : plan->output);
  return 0;
}

static int check_or_train(Run *run) {
  const TrainRun *plan = run->plan;
  if (!open_sources(run)) return 0;
  if (plan->check_only) return check_recordings(run);
  if (asprintf(&run->checkpoint, "%s.checkpoint", plan->output) < 0) {
    run->checkpoint = NULL;
    message_set(&run->message, QUELL_NO_MEMORY, "there is no memory to train");
    return 0;
  }
  return output_is_free(run) && open_trainer(run) && (!needs_check(run) || check_recordings(run)) && loop(run);
}

int train_run(const TrainRun *plan) {
  Run run = {.plan = plan};
  run.message = (Message){run.text, sizeof run.text};
  /* Threads work side by side on their own products: BLAS threads below them only get in the way. */
  openblas_set_num_threads(1);
  const int good = check_or_train(&run);
  clear_progress(&run);
  if (!good) complain("%s", run.text);
  trainer_free(run.trainer);
  model_file_free(run.start);
  model_file_free(run.teacher);
  corpus_free(run.corpus);
  corpus_free(run.valid);
  free(run.checkpoint);
  return good ? EXIT_DONE : EXIT_FAILED;
}
