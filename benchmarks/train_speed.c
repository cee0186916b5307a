/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Speed of the trainer's network alone: two GRU layers of 256 units, 257 inputs, 32 sequences of 100 frames in two
 * shards on two threads, forward and backward (all weight gradients, and the gradient that the second layer hands to
 * the first). For each number that it reads from standard input it makes so many passes and prints the seconds they
 * took; train_speed.py does so and lets PyTorch do the same in turn. Given an argument, it makes so many passes and
 * prints frames a second.
 */
#include "offline/data/random_generator.h"
#include "offline/train/batch_network.h"

#include <cblas.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INPUTS 257
#define SIZE 256
#define FRAMES 100
#define SEQUENCES 32
#define SHARDS 2
#define SHARD_SEQUENCES (SEQUENCES / SHARDS)

typedef struct {
  BatchNetwork *network;
  const float *parameters;
  float *gradient, *target, *states[SHARD_SEQUENCES];
  size_t state_size, parameter_count;
} Shard;

typedef struct {
  ParameterLayout layout;
  float *parameters, *gradient;
  Shard shards[SHARDS];
} Bench;

static void *required(void *pointer) {
  if (pointer) return pointer;
  fprintf(stderr, "train_speed: out of memory\n");
  exit(EXIT_FAILURE);
}

static float *random_floats(RandomGenerator *random, size_t count, double deviation) {
  float *values = required(calloc(count, sizeof(float)));
  for (size_t i = 0; i < count; i++)
    values[i] = (float)random_normal(random, 0, deviation);
  return values;
}

static void open_shard(Bench *bench, Shard *shard, RandomGenerator *random) {
  shard->network = required(batch_network_create(&bench->layout, FRAMES, SHARD_SEQUENCES, kernels_find(NULL)));
  shard->parameters = bench->parameters;
  shard->parameter_count = bench->layout.count;
  shard->gradient = required(calloc(bench->layout.count, sizeof(float)));
  shard->target = random_floats(random, FRAMES * SHARD_SEQUENCES * SIZE, 0.01);
  shard->state_size = batch_network_state_size(&bench->layout);
  for (size_t n = 0; n < SHARD_SEQUENCES; n++)
    shard->states[n] = required(calloc(shard->state_size, sizeof(float)));
  float *features = random_floats(random, FRAMES * SHARD_SEQUENCES * INPUTS, 1);
  memcpy(batch_network_features(shard->network), features, FRAMES * SHARD_SEQUENCES * INPUTS * sizeof(float));
  free(features);
}

static void open_bench(Bench *bench) {
  static NetworkDescription description = {.feature_count = INPUTS, .layer_count = 2, .filter = -1, .voice = -1};
  description.layers[0] = (LayerDescription){.name = "gru1",
                                             .type = LAYER_GRU,
                                             .size = SIZE,
                                             .input_count = 1,
                                             .inputs = {INPUT_FEATURES},
                                             .input_size = INPUTS};
  description.layers[1] = (LayerDescription){
      .name = "gru2", .type = LAYER_GRU, .size = SIZE, .input_count = 1, .inputs = {0}, .input_size = SIZE};
  if (!parameter_layout_init(&bench->layout, &description, NULL)) required(NULL);
  bench->parameters = required(calloc(bench->layout.count, sizeof(float)));
  bench->gradient = required(calloc(bench->layout.count, sizeof(float)));
  parameters_initialise(&bench->layout, 1, bench->parameters);
  RandomGenerator random;
  random_start(&random, 1, 1);
  for (int i = 0; i < SHARDS; i++)
    open_shard(bench, &bench->shards[i], &random);
}

static void *run_shard(void *argument) {
  Shard *shard = argument;
  for (size_t n = 0; n < SHARD_SEQUENCES; n++)
    memset(shard->states[n], 0, shard->state_size * sizeof(float));
  memset(shard->gradient, 0, shard->parameter_count * sizeof(float));
  batch_network_forward(shard->network, shard->parameters, FRAMES, shard->states);
  memcpy(batch_network_output_gradient(shard->network, 1), shard->target,
         FRAMES * SHARD_SEQUENCES * SIZE * sizeof(float));
  batch_network_backward(shard->network, shard->parameters, shard->gradient);
  return NULL;
}

/* As the trainer does it: threads for one update, then one sum of their gradients. */
static void pass(Bench *bench) {
  pthread_t helper;
  if (pthread_create(&helper, NULL, run_shard, &bench->shards[1]) != 0) required(NULL);
  run_shard(&bench->shards[0]);
  pthread_join(helper, NULL);
  for (size_t k = 0; k < bench->layout.count; k++)
    bench->gradient[k] = bench->shards[0].gradient[k] + bench->shards[1].gradient[k];
}

static double seconds_of(Bench *bench, long passes) {
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (long i = 0; i < passes; i++)
    pass(bench);
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

int main(int count, char **arguments) {
  static Bench bench;
  openblas_set_num_threads(1);
  open_bench(&bench);
  if (count > 1) {
    const long passes = strtol(arguments[1], NULL, 10);
    seconds_of(&bench, 2);
    printf("%.0f frames/s (OpenBLAS for %s)\n", (double)(passes * FRAMES * SEQUENCES) / seconds_of(&bench, passes),
           openblas_get_corename());
    return EXIT_SUCCESS;
  }
  printf("%s\n", openblas_get_corename());
  fflush(stdout);
  long passes;
  while (scanf("%ld", &passes) == 1) {
    printf("%.9f\n", seconds_of(&bench, passes));
    fflush(stdout);
  }
  return EXIT_SUCCESS;
}
