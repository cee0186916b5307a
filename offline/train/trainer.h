/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A training run: examples, gradients, updates, checkpoints. */
#ifndef QUELL_TRAINER_H
#define QUELL_TRAINER_H

#include "low_rank.h"
#include "optimiser.h"
#include "shard.h"

typedef struct {
  OptimiserOptions optimiser;
  LossWeights weights;
  TeacherOptions teacher; /* its model must outlive trainer_create() only */
  LowRankOptions low_rank;
  int nested; /* each update trains one of the profiles of the model to start from (rank_profiles.h) */
  uint64_t seed;
  size_t batch, shards, frames; /* sequences, in how many shards, frames in a piece */
  double seconds;               /* of an example */
  uint64_t passes;              /* how often each example is played */
  double keep_state_share;
  unsigned threads;
} TrainerOptions;

void trainer_defaults(TrainerOptions *options);

typedef struct Trainer Trainer;

/* `start` gives weights to begin with, or NULL for a first guess. Corpus and recipe must outlive the trainer. NULL
 * after a sentence in message. */
Trainer *trainer_create(const TrainerOptions *options, const NetworkDescription *description, const ModelFile *start,
                        Corpus *corpus, const MixtureRecipe *recipe, Message *message);
void trainer_free(Trainer *trainer);

typedef enum { TRAINER_OK, TRAINER_NOT_FINITE, TRAINER_FAILED } TrainerResult;

/* One update. TRAINER_NOT_FINITE: the loss or gradient was no number, nothing was changed, the message names the batch.
 */
TrainerResult trainer_update(Trainer *trainer, Message *message);
uint64_t trainer_updates(const Trainer *trainer);
LossSums trainer_sums(const Trainer *trainer); /* of the last update */
double trainer_gradient_norm(const Trainer *trainer);
double trainer_nuclear_norm(const Trainer *trainer); /* when it was last computed; 0 when it is not */
size_t trainer_frames_per_update(const Trainer *trainer);

/* Averaged weights as a model: tensors and the text "network"; other texts are the caller's. NULL without memory. */
ModelFile *trainer_model(const Trainer *trainer);
/* All that a run needs to go on exactly as if it had not stopped. */
QuellStatus trainer_save(const Trainer *trainer, const char *path, Message *message);
QuellStatus trainer_resume(Trainer *trainer, const char *path, Message *message);

/* Loss of the averaged weights on examples 0..count-1 of another corpus and seed. Returns 0 after a sentence in
 * message. */
int trainer_validate(const Trainer *trainer, Corpus *corpus, const MixtureRecipe *recipe, uint64_t seed, size_t count,
                     LossSums *sums, Message *message);
/* The same for one of the profiles that are trained, 0..trainer_profile_count() - 1. */
int trainer_validate_profile(const Trainer *trainer, size_t profile, Corpus *corpus, const MixtureRecipe *recipe,
                             uint64_t seed, size_t count, LossSums *sums, Message *message);
size_t trainer_profile_count(const Trainer *trainer); /* 0 unless nested */
const char *trainer_profile_name(const Trainer *trainer, size_t profile);

#endif
