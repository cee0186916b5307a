/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "side_by_side.h"
#include "trainer.h"
#include "trainer_state.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const Trainer *trainer;
  const ParameterLayout *layout;
  const float *parameters;
  Corpus *corpus;
  const MixtureRecipe *recipe;
  uint64_t seed;
  size_t count;
  LossSums *sums; /* [count], so that the total does not depend on the threads */
  atomic_size_t next;
  atomic_int failed;
  pthread_mutex_t lock; /* for message */
  Message *message;
} Validation;

typedef struct {
  ExampleMaker *maker;
  ExampleLoss *loss;
  BatchNetwork *network;
  float *state;
  Mixture mixture;
  Example example;
} Worker;

static int worker_open(Worker *worker, const Validation *validation) {
  const Trainer *trainer = validation->trainer;
  const NetworkDescription *description = &trainer->layout.description;
  memset(worker, 0, sizeof *worker);
  worker->maker = example_maker_create(description, trainer->options.seconds);
  worker->loss = worker->maker ? example_loss_create(worker->maker, trainer->options.frames) : NULL;
  worker->network = batch_network_create(validation->layout, trainer->options.frames, 1, kernels_find(NULL));
  worker->state = calloc(batch_network_state_size(&trainer->layout) + 1, sizeof(float));
  return worker->loss && worker->network && worker->state;
}

static void worker_close(Worker *worker) {
  example_loss_free(worker->loss);
  example_maker_free(worker->maker);
  batch_network_free(worker->network);
  free(worker->state);
  example_clear(&worker->example);
  mixture_clear(&worker->mixture);
}

static int play_example(Worker *worker, const Validation *validation, size_t index, char *text, size_t size) {
  const Trainer *trainer = validation->trainer;
  const size_t frames = trainer->options.frames, features = trainer->layout.description.feature_count;
  if (!mixture_make(validation->corpus, validation->recipe, validation->seed, index, example_samples(worker->maker),
                    &worker->mixture, text, size) ||
      !example_fill(worker->maker, &worker->mixture, &worker->example))
    return 0;
  const LossBatch batch = {.weights = &trainer->options.weights,
                           .network = worker->network,
                           .shares = {1, 0},
                           .frames = frames,
                           .sequences = 1};
  memset(worker->state, 0, batch_network_state_size(&trainer->layout) * sizeof(float));
  for (size_t start = 0; start + frames <= worker->example.frames; start += frames) {
    memcpy(batch_network_features(worker->network), worker->example.features + start * features,
           frames * features * sizeof(float));
    batch_network_forward(worker->network, validation->parameters, frames, &worker->state);
    example_loss_run(worker->loss, &batch, &worker->example, start, 0, &validation->sums[index]);
  }
  return 1;
}

static void work(void *context, size_t number) {
  (void)number;
  Validation *validation = context;
  Worker worker;
  char text[200] = "there is no memory to validate";
  int good = worker_open(&worker, validation);
  while (good) {
    const size_t index = atomic_fetch_add(&validation->next, 1);
    if (index >= validation->count) break;
    good = play_example(&worker, validation, index, text, sizeof text);
  }
  worker_close(&worker);
  if (!good) {
    pthread_mutex_lock(&validation->lock);
    message_set(validation->message, QUELL_CANNOT_READ, "%s", text);
    pthread_mutex_unlock(&validation->lock);
    atomic_store(&validation->failed, 1);
  }
}

static int validate(const Trainer *trainer, const ParameterLayout *layout, const float *parameters, Corpus *corpus,
                    const MixtureRecipe *recipe, uint64_t seed, size_t count, LossSums *sums, Message *message) {
  Validation validation = {.trainer = trainer,
                           .layout = layout,
                           .parameters = parameters,
                           .corpus = corpus,
                           .recipe = recipe,
                           .seed = seed,
                           .count = count,
                           .sums = calloc(count + 1, sizeof *validation.sums),
                           .message = message};
  memset(sums, 0, sizeof *sums);
  if (!validation.sums) return 0;
  pthread_mutex_init(&validation.lock, NULL);
  /* A job is a worker, which takes one example after another. */
  side_by_side(trainer->options.threads, trainer->options.threads, work, &validation);
  for (size_t i = 0; i < count; i++)
    loss_sums_add(sums, &validation.sums[i]);
  pthread_mutex_destroy(&validation.lock);
  free(validation.sums);
  return !atomic_load(&validation.failed);
}

int trainer_validate(const Trainer *trainer, Corpus *corpus, const MixtureRecipe *recipe, uint64_t seed, size_t count,
                     LossSums *sums, Message *message) {
  return validate(trainer, &trainer->layout, trainer->state.average, corpus, recipe, seed, count, sums, message);
}

int trainer_validate_profile(const Trainer *trainer, size_t profile, Corpus *corpus, const MixtureRecipe *recipe,
                             uint64_t seed, size_t count, LossSums *sums, Message *message) {
  const ParameterLayout *layout = &trainer->profiles.profiles[profile].layout;
  float *parameters = calloc(layout->count, sizeof *parameters);
  if (!parameters) {
    message_set(message, QUELL_NO_MEMORY, "there is no memory to validate");
    return 0;
  }
  parameters_lower(&trainer->layout, trainer->state.average, layout, parameters);
  const int good = validate(trainer, layout, parameters, corpus, recipe, seed, count, sums, message);
  free(parameters);
  return good;
}
