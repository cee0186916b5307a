/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shard.h"
#include "offline/data/random_generator.h"

#include <stdlib.h>
#include <string.h>

/* A stream of random numbers apart from those that draw the mixtures. */
#define STATE_STREAM UINT64_C(0x5a7e000000000000)

struct Shard {
  ShardOptions options;
  size_t first, count;
  ExampleMaker *maker;
  ExampleLoss *loss;
  BatchNetwork *network, *teacher; /* teacher: or NULL */
  Mixture mixture;
  SequencePlace *places;
  Example *examples;
  float **states, **taught; /* of all places */
  int state_pairs[LAYERS_MAX][2];
  size_t state_pair_count;
  float *gradient;
  LossSums sums;
  char message[256];
};

size_t shard_example_frames(const Shard *shard) {
  return example_samples(shard->maker) / example_layout(shard->maker)->hop;
}

/* Sequences start at different places, so that they do not all need a new example at once. */
static void start_places(Shard *shard) {
  const ShardOptions *options = &shard->options;
  const size_t state_size = batch_network_state_size(options->layout);
  const size_t pieces = shard_example_frames(shard) / shard->options.frames;
  for (size_t i = 0; i < shard->count; i++) {
    SequencePlace *place = &shard->places[i];
    place->play = shard->first + i;
    place->position = (shard->first + i) * pieces / shard->options.batch * shard->options.frames;
    place->state = calloc(state_size + 1, sizeof(float));
    shard->states[i] = place->state;
    if (!options->teacher) continue;
    place->taught = calloc(batch_network_state_size(&options->teacher->layout) + 1, sizeof(float));
    shard->taught[i] = place->taught;
  }
}

static int has_all_memory(const Shard *shard) {
  for (size_t i = 0; i < shard->count; i++)
    if (!shard->places[i].state || (shard->teacher && !shard->places[i].taught)) return 0;
  return 1;
}

Shard *shard_create(const ShardOptions *options, size_t first, size_t count) {
  Shard *shard = calloc(1, sizeof *shard);
  if (!shard) return NULL;
  const NetworkDescription *description = &options->layout->description;
  shard->options = *options;
  shard->first = first;
  shard->count = count;
  shard->maker = example_maker_create(description, options->seconds);
  shard->loss = shard->maker ? example_loss_create(shard->maker, options->frames) : NULL;
  shard->network = batch_network_create(options->layout, options->frames, count, kernels_find(NULL));
  if (options->teacher) {
    shard->teacher = batch_network_create(&options->teacher->layout, options->frames, count, kernels_find(NULL));
    shard->state_pair_count =
        teacher_match_layers(description, &options->teacher->layout.description, shard->state_pairs);
  }
  shard->places = calloc(count, sizeof *shard->places);
  shard->examples = calloc(count, sizeof *shard->examples);
  shard->states = calloc(count, sizeof *shard->states);
  shard->taught = calloc(count, sizeof *shard->taught);
  shard->gradient = calloc(options->layout->count, sizeof(float));
  if (shard->loss && shard->network && (shard->teacher || !options->teacher) && shard->places && shard->examples &&
      shard->states && shard->taught && shard->gradient) {
    start_places(shard);
    if (has_all_memory(shard)) return shard;
  }
  shard_free(shard);
  return NULL;
}

void shard_free(Shard *shard) {
  if (!shard) return;
  for (size_t i = 0; i < shard->count; i++) {
    if (shard->examples) example_clear(&shard->examples[i]);
    if (!shard->places) continue;
    free(shard->places[i].state);
    free(shard->places[i].taught);
  }
  mixture_clear(&shard->mixture);
  example_loss_free(shard->loss);
  example_maker_free(shard->maker);
  batch_network_free(shard->network);
  batch_network_free(shard->teacher);
  free(shard->places);
  free(shard->examples);
  free(shard->states);
  free(shard->taught);
  free(shard->gradient);
  free(shard);
}

size_t shard_count(const Shard *shard) {
  return shard->count;
}

SequencePlace *shard_place(Shard *shard, size_t sequence) {
  return &shard->places[sequence];
}

const char *shard_message(const Shard *shard) {
  return shard->message;
}

const float *shard_gradient(const Shard *shard) {
  return shard->gradient;
}

LossSums shard_sums(const Shard *shard) {
  return shard->sums;
}

uint64_t shard_mixture(const Shard *shard, size_t sequence) {
  const uint64_t batch = shard->options.batch, first = shard->first + sequence;
  return first + (shard->places[sequence].play - first) / batch / shard->options.passes * batch;
}

static int load_example(Shard *shard, size_t sequence) {
  const ShardOptions *options = &shard->options;
  SequencePlace *place = &shard->places[sequence];
  if (!mixture_make(options->corpus, options->recipe, options->seed, shard_mixture(shard, sequence),
                    example_samples(shard->maker), &shard->mixture, shard->message, sizeof shard->message))
    return 0;
  if (!example_fill(shard->maker, &shard->mixture, &shard->examples[sequence])) {
    strcpy(shard->message, "there is no memory for an example");
    return 0;
  }
  place->loaded = 1;
  return 1;
}

static void next_example(Shard *shard, size_t sequence) {
  SequencePlace *place = &shard->places[sequence];
  const uint64_t before = shard_mixture(shard, sequence);
  place->play += shard->options.batch;
  place->position = 0;
  place->loaded = place->loaded && shard_mixture(shard, sequence) == before;
  RandomGenerator random;
  random_start(&random, shard->options.seed, STATE_STREAM + place->play);
  if (random_happens(&random, shard->options.keep_state_share)) return;
  memset(place->state, 0, batch_network_state_size(shard->options.layout) * sizeof(float));
  if (place->taught)
    memset(place->taught, 0, batch_network_state_size(&shard->options.teacher->layout) * sizeof(float));
}

static int prepare(Shard *shard, size_t sequence) {
  SequencePlace *place = &shard->places[sequence];
  if (place->position + shard->options.frames > shard_example_frames(shard)) next_example(shard, sequence);
  if (!place->loaded && !load_example(shard, sequence)) return 0;
  const uint32_t count = shard->options.layout->description.feature_count;
  const float *features = shard->examples[sequence].features + place->position * count;
  float *rows = batch_network_features(shard->network);
  for (size_t t = 0; t < shard->options.frames; t++)
    memcpy(rows + (t * shard->count + sequence) * count, features + t * count, count * sizeof(float));
  return 1;
}

static void run_teacher(Shard *shard) {
  const ShardOptions *options = &shard->options;
  memcpy(batch_network_features(shard->teacher), batch_network_features(shard->network),
         options->frames * shard->count * options->layout->description.feature_count * sizeof(float));
  batch_network_forward(shard->teacher, options->teacher->parameters, options->frames, shard->taught);
}

int shard_run(Shard *shard, const ParameterLayout *layout, const float *parameters, LossShares shares) {
  const ShardOptions *options = &shard->options;
  memset(&shard->sums, 0, sizeof shard->sums);
  memset(shard->gradient, 0, layout->count * sizeof(float));
  batch_network_use(shard->network, layout);
  for (size_t i = 0; i < shard->count; i++)
    if (!prepare(shard, i)) return 0;
  batch_network_forward(shard->network, parameters, options->frames, shard->states);
  if (shares.imitation > 0) run_teacher(shard);
  const LossBatch batch = {.weights = &options->weights,
                           .network = shard->network,
                           .teacher = shares.imitation > 0 ? shard->teacher : NULL,
                           .shares = shares,
                           .states_weight = options->states_weight,
                           .state_pairs = shard->state_pairs,
                           .state_pair_count = shard->state_pair_count,
                           .frames = options->frames,
                           .sequences = shard->count,
                           .share = 1 / (float)(options->frames * options->batch)};
  for (size_t i = 0; i < shard->count; i++) {
    example_loss_run(shard->loss, &batch, &shard->examples[i], shard->places[i].position, i, &shard->sums);
    shard->places[i].position += options->frames;
  }
  batch_network_backward(shard->network, parameters, shard->gradient);
  return 1;
}
