/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trainer.h"
#include "side_by_side.h"
#include "trainer_state.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void trainer_defaults(TrainerOptions *options) {
  memset(options, 0, sizeof *options);
  optimiser_defaults(&options->optimiser);
  loss_weights_defaults(&options->weights);
  teacher_defaults(&options->teacher);
  low_rank_defaults(&options->low_rank, options->optimiser.updates);
  options->seed = 1;
  options->batch = 32;
  options->shards = 2;
  options->frames = 100;
  options->seconds = 12;
  options->passes = 1;
  options->keep_state_share = 0.3;
  options->threads = 2;
}

static int create_shards(Trainer *trainer, Corpus *corpus, const MixtureRecipe *recipe) {
  const TrainerOptions *options = &trainer->options;
  const ShardOptions shard_options = {.layout = &trainer->layout,
                                      .corpus = corpus,
                                      .recipe = recipe,
                                      .weights = options->weights,
                                      .teacher = trainer->teacher,
                                      .states_weight = (float)options->teacher.states_weight,
                                      .seed = options->seed,
                                      .frames = options->frames,
                                      .batch = options->batch,
                                      .seconds = options->seconds,
                                      .passes = options->passes,
                                      .keep_state_share = (float)options->keep_state_share};
  trainer->shards = calloc(options->shards, sizeof *trainer->shards);
  if (!trainer->shards) return 0;
  for (size_t i = 0; i < options->shards; i++) {
    const size_t first = i * options->batch / options->shards, end = (i + 1) * options->batch / options->shards;
    trainer->shards[i] = shard_create(&shard_options, first, end - first);
    if (!trainer->shards[i]) return 0;
  }
  return 1;
}

static int take_arrays(Trainer *trainer) {
  const size_t count = trainer->layout.count;
  trainer->state.parameters = pool_take(&trainer->pool, count, sizeof(float));
  trainer->state.average = pool_take(&trainer->pool, count, sizeof(float));
  trainer->state.first = pool_take(&trainer->pool, count, sizeof(float));
  trainer->state.second = pool_take(&trainer->pool, count, sizeof(float));
  trainer->gradient = pool_take(&trainer->pool, count, sizeof(float));
  const size_t scratch = optimiser_scratch_size(&trainer->options.optimiser, &trainer->layout);
  if (scratch) trainer->state.scratch = pool_take(&trainer->pool, scratch, sizeof(float));
  if (trainer->options.low_rank.nuclear_weight > 0)
    trainer->subgradient = pool_take(&trainer->pool, count, sizeof(float));
  if (trainer->options.nested) {
    trainer->lowered = pool_take(&trainer->pool, count, sizeof(float));
    trainer->lowered_gradient = pool_take(&trainer->pool, count, sizeof(float));
  }
  return !trainer->pool.failed;
}

static QuellStatus open_teacher(Trainer *trainer, const NetworkDescription *description, Message *message) {
  const TeacherOptions *options = &trainer->options.teacher;
  if (!options->model) return QUELL_OK;
  trainer->teacher = teacher_create(options->model, description, message);
  if (!trainer->teacher) return QUELL_OTHER_MODEL;
  int pairs[LAYERS_MAX][2];
  if (options->states_weight <= 0 || teacher_match_layers(description, &trainer->teacher->layout.description, pairs))
    return QUELL_OK;
  return message_set(message, QUELL_OTHER_MODEL,
                     "the teacher has no recurrent layer of the same name, type and size as one of the network to "
                     "train, so states cannot be imitated");
}

static QuellStatus build(Trainer *trainer, const NetworkDescription *description, const ModelFile *start,
                         Corpus *corpus, const MixtureRecipe *recipe, Message *message) {
  QuellStatus status = open_teacher(trainer, description, message);
  if (status != QUELL_OK) return status;
  if (!parameter_layout_init(&trainer->layout, description, start) || !take_arrays(trainer) ||
      !create_shards(trainer, corpus, recipe))
    return message_set(message, QUELL_NO_MEMORY, "there is no memory to train this network with this batch");
  if (!start)
    parameters_initialise(&trainer->layout, trainer->options.seed, trainer->state.parameters);
  else if (!parameters_load(&trainer->layout, start, "", trainer->state.parameters))
    return message_set(message, QUELL_OTHER_MODEL, "the model to start from has other tensors than its description");
  if (trainer->options.nested) status = rank_profiles_read(start, &trainer->layout, &trainer->profiles, message);
  memcpy(trainer->state.average, trainer->state.parameters, trainer->layout.count * sizeof(float));
  return status;
}

Trainer *trainer_create(const TrainerOptions *options, const NetworkDescription *description, const ModelFile *start,
                        Corpus *corpus, const MixtureRecipe *recipe, Message *message) {
  Trainer *trainer = calloc(1, sizeof *trainer);
  if (!trainer) {
    message_set(message, QUELL_NO_MEMORY, "there is no memory to train");
    return NULL;
  }
  trainer->options = *options;
  trainer->corpus = corpus;
  trainer->recipe = recipe;
  /* The trace norm is a decay of its own. */
  if (options->low_rank.trace_weight > 0) trainer->options.optimiser.factor_decay = 0;
  if (trainer->options.shards > options->batch) trainer->options.shards = options->batch;
  if (build(trainer, description, start, corpus, recipe, message) == QUELL_OK) return trainer;
  trainer_free(trainer);
  return NULL;
}

void trainer_free(Trainer *trainer) {
  if (!trainer) return;
  for (size_t i = 0; trainer->shards && i < trainer->options.shards; i++)
    shard_free(trainer->shards[i]);
  free(trainer->shards);
  teacher_free(trainer->teacher);
  rank_profiles_clear(&trainer->profiles);
  pool_free(&trainer->pool);
  parameter_layout_clear(&trainer->layout);
  free(trainer);
}

/* ---- One update: shards side by side, then their gradients summed in fixed order ---- */

typedef struct {
  Trainer *trainer;
  const ParameterLayout *layout;
  const float *parameters;
  LossShares shares;
  atomic_int failed; /* one more than the number of a shard that failed */
} Round;

static void run_shard(void *context, size_t number) {
  Round *round = context;
  if (!shard_run(round->trainer->shards[number], round->layout, round->parameters, round->shares))
    atomic_store(&round->failed, (int)number + 1);
}

/* The network of this update: the whole one, or one of the profiles. */
static const ParameterLayout *choose_layout(Trainer *trainer) {
  const RankProfiles *profiles = &trainer->profiles;
  if (!profiles->count) return &trainer->layout;
  const size_t drawn = rank_profiles_draw(profiles, trainer->options.seed, trainer->state.updates);
  const ParameterLayout *layout = &profiles->profiles[drawn].layout;
  parameters_lower(&trainer->layout, trainer->state.parameters, layout, trainer->lowered);
  return layout;
}

static int run_shards(Trainer *trainer, const ParameterLayout *layout, Message *message) {
  Round round = {.trainer = trainer,
                 .layout = layout,
                 .parameters = trainer->profiles.count ? trainer->lowered : trainer->state.parameters,
                 .shares = teacher_shares(&trainer->options.teacher, trainer->state.updates)};
  side_by_side(trainer->options.threads, trainer->options.shards, run_shard, &round);
  const int failed = atomic_load(&round.failed);
  if (failed) message_set(message, QUELL_CANNOT_READ, "%s", shard_message(trainer->shards[failed - 1]));
  return !failed;
}

static void sum_shards(Trainer *trainer, const ParameterLayout *layout) {
  float *total = trainer->profiles.count ? trainer->lowered_gradient : trainer->gradient;
  memset(&trainer->sums, 0, sizeof trainer->sums);
  memset(total, 0, layout->count * sizeof *total);
  for (size_t i = 0; i < trainer->options.shards; i++) {
    const float *part = shard_gradient(trainer->shards[i]);
    for (size_t k = 0; k < layout->count; k++)
      total[k] += part[k];
    const LossSums sums = shard_sums(trainer->shards[i]);
    loss_sums_add(&trainer->sums, &sums);
  }
  if (!trainer->profiles.count) return;
  memset(trainer->gradient, 0, trainer->layout.count * sizeof *trainer->gradient);
  parameters_raise_add(layout, total, &trainer->layout, trainer->gradient);
}

static TrainerResult name_batch(Trainer *trainer, Message *message) {
  char list[160] = "";
  size_t length = 0;
  for (size_t i = 0; i < trainer->options.shards; i++)
    for (size_t k = 0; k < shard_count(trainer->shards[i]) && length + 24 < sizeof list; k++)
      length += (size_t)snprintf(list + length, sizeof list - length, " %llu",
                                 (unsigned long long)shard_mixture(trainer->shards[i], k));
  message_set(message, QUELL_BAD_MODEL_VALUE,
              "the loss of update %llu is not a number (seed %llu, mixtures%s ...); the weights before it are kept",
              (unsigned long long)trainer->state.updates, (unsigned long long)trainer->options.seed, list);
  return TRAINER_NOT_FINITE;
}

static int add_low_rank(Trainer *trainer) {
  return low_rank_add_gradient(&trainer->options.low_rank, &trainer->layout, trainer->state.updates,
                               trainer->state.parameters, trainer->options.threads, trainer->subgradient,
                               &trainer->nuclear_norm, trainer->gradient);
}

static int cut_ranks(Trainer *trainer) {
  const LowRankOptions *options = &trainer->options.low_rank;
  return !low_rank_cut_is_due(options, trainer->state.updates) ||
         (low_rank_cut(options, &trainer->layout, trainer->options.threads, trainer->state.parameters) &&
          low_rank_cut(options, &trainer->layout, trainer->options.threads, trainer->state.average));
}

TrainerResult trainer_update(Trainer *trainer, Message *message) {
  const ParameterLayout *layout = choose_layout(trainer);
  if (!run_shards(trainer, layout, message)) return TRAINER_FAILED;
  sum_shards(trainer, layout);
  if (!isfinite(loss_total(&trainer->sums, &trainer->options.weights) + trainer->sums.imitation))
    return name_batch(trainer, message);
  int good = add_low_rank(trainer);
  if (good)
    trainer->gradient_norm = optimiser_step(&trainer->options.optimiser, &trainer->layout, trainer->options.threads,
                                            &trainer->state, trainer->gradient);
  if (good && !isfinite(trainer->gradient_norm)) return name_batch(trainer, message);
  good = good && cut_ranks(trainer);
  if (good) return TRAINER_OK;
  message_set(message, QUELL_NO_MEMORY, "the singular values of a weight matrix cannot be computed");
  return TRAINER_FAILED;
}

uint64_t trainer_updates(const Trainer *trainer) {
  return trainer->state.updates;
}

LossSums trainer_sums(const Trainer *trainer) {
  return trainer->sums;
}

double trainer_gradient_norm(const Trainer *trainer) {
  return trainer->gradient_norm;
}

size_t trainer_profile_count(const Trainer *trainer) {
  return trainer->profiles.count;
}

const char *trainer_profile_name(const Trainer *trainer, size_t profile) {
  return trainer->profiles.profiles[profile].name;
}

double trainer_nuclear_norm(const Trainer *trainer) {
  return trainer->nuclear_norm;
}

size_t trainer_frames_per_update(const Trainer *trainer) {
  return trainer->options.batch * trainer->options.frames;
}
