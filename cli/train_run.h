/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `quell train`: options, the loop around the trainer, progress.
 */
#ifndef QUELL_TRAIN_RUN_H
#define QUELL_TRAIN_RUN_H

#include "command.h"
#include "offline/train/network_plan.h"
#include "offline/train/trainer.h"

#define TRAIN_PATHS_MAX 64

typedef struct {
  const char *paths[TRAIN_PATHS_MAX];
  unsigned count;
} PathList;

typedef struct {
  const char *output, *from, *teacher;
  const char *name, *version, *licence, *training_data; /* texts for the model; NULL when not given */
  PathList manifests, kinds[CORPUS_KINDS];
  int resume, overwrite, check_only, no_check;
  uint32_t factor_rank; /* 0: matrices stay as they are */
  NetworkPlan network;
  TrainerOptions trainer;
  MixtureRecipe recipe;
  double cache_gib;
  size_t report_updates, validate_updates; /* how often, in updates */
  size_t validation_size;                  /* examples */
  double save_seconds;
} TrainRun;

/* Each returns 0 after a sentence on stderr. train_read_compression() reads what teaches, compresses and factors, once
 * the length of the run is known. */
int train_read_compression(const Arguments *arguments, TrainRun *plan);
int train_run_read(const Arguments *arguments, TrainRun *plan);
/* Returns an exit code. */
int train_run(const TrainRun *plan);

#endif
