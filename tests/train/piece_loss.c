/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "piece_loss.h"
#include "offline/data/random_generator.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEP 2e-3f

typedef struct {
  const TinyRun *run;
  const PieceLoss *wanted;
  ParameterLayout layout;
  Teacher *teacher;
  float *parameters, *gradient, *lowered;
} Bench;

static void take_gradient(Bench *bench, const Shard *shard) {
  const size_t count = bench->layout.count;
  if (!bench->wanted->lower) {
    memcpy(bench->gradient, shard_gradient(shard), count * sizeof(float));
    return;
  }
  memset(bench->gradient, 0, count * sizeof(float));
  parameters_raise_add(bench->wanted->lower, shard_gradient(shard), &bench->layout, bench->gradient);
}

/* The loss of the first piece of each sequence, from a state of zero. */
static double piece_loss(Bench *bench) {
  const TinyRun *run = bench->run;
  const ParameterLayout *lower = bench->wanted->lower;
  const LossShares shares = bench->wanted->shares;
  const ShardOptions options = {.layout = &bench->layout,
                                .corpus = run->corpus,
                                .recipe = &run->recipe,
                                .weights = run->options.weights,
                                .teacher = bench->teacher,
                                .states_weight = bench->wanted->states_weight,
                                .seed = 1,
                                .frames = run->options.frames,
                                .batch = run->options.batch,
                                .passes = 1,
                                .seconds = run->options.seconds};
  Shard *shard = shard_create(&options, 0, options.batch);
  assert_non_null(shard);
  if (lower) parameters_lower(&bench->layout, bench->parameters, lower, bench->lowered);
  if (!shard_run(shard, lower ? lower : &bench->layout, lower ? bench->lowered : bench->parameters, shares))
    fail_msg("%s", shard_message(shard));
  const LossSums sums = shard_sums(shard);
  take_gradient(bench, shard);
  shard_free(shard);
  const double frames = (double)options.frames, batch = (double)options.batch;
  const double truth = (sums.spectral + options.weights.voice_weight * sums.voice) / (frames * batch) +
                       options.weights.distortion_weight * sums.distortion_db / 10 / batch;
  return shares.truth * truth + shares.imitation * sums.imitation / (frames * batch);
}

static double difference_along(Bench *bench, const float *direction) {
  const size_t count = bench->layout.count;
  float *kept = malloc(count * sizeof *kept);
  memcpy(kept, bench->parameters, count * sizeof *kept);
  for (size_t i = 0; i < count; i++)
    bench->parameters[i] = kept[i] + STEP * direction[i];
  const double above = piece_loss(bench);
  for (size_t i = 0; i < count; i++)
    bench->parameters[i] = kept[i] - STEP * direction[i];
  const double below = piece_loss(bench);
  memcpy(bench->parameters, kept, count * sizeof *kept);
  free(kept);
  return (above - below) / (2 * STEP);
}

static void open_bench(Bench *bench, const TinyRun *run, const PieceLoss *wanted) {
  Message message = {0};
  *bench = (Bench){.run = run, .wanted = wanted};
  if (wanted->teacher) assert_non_null(bench->teacher = teacher_create(wanted->teacher, &run->description, &message));
  assert_true(parameter_layout_init(&bench->layout, &run->description, wanted->start));
  bench->parameters = calloc(bench->layout.count, sizeof(float));
  bench->gradient = calloc(bench->layout.count, sizeof(float));
  bench->lowered = calloc(bench->layout.count, sizeof(float));
  if (wanted->start)
    assert_true(parameters_load(&bench->layout, wanted->start, "", bench->parameters));
  else
    parameters_initialise(&bench->layout, 1, bench->parameters);
}

static void close_bench(Bench *bench) {
  free(bench->parameters);
  free(bench->gradient);
  free(bench->lowered);
  parameter_layout_clear(&bench->layout);
  teacher_free(bench->teacher);
}

/* Along the gradient itself, where its share in the change is largest, and with random directions mixed in. */
void piece_loss_check_gradient(const TinyRun *run, const PieceLoss *wanted) {
  Bench bench;
  open_bench(&bench, run, wanted);
  const size_t count = bench.layout.count;
  float *gradient = malloc(count * sizeof *gradient), *direction = malloc(count * sizeof *direction);
  piece_loss(&bench);
  memcpy(gradient, bench.gradient, count * sizeof *gradient);
  RandomGenerator random;
  random_start(&random, 2, 0);
  double length = 0;
  for (size_t i = 0; i < count; i++)
    length += (double)gradient[i] * gradient[i];
  length = sqrt(length);
  assert_true(length > 1e-4);
  for (int mix = 0; mix < 3; mix++) {
    double expected = 0;
    for (size_t i = 0; i < count; i++) {
      direction[i] = (float)(gradient[i] / length + mix * random_normal(&random, 0, 0.5 / sqrt((double)count)));
      expected += (double)gradient[i] * direction[i];
    }
    const double measured = difference_along(&bench, direction);
    if (fabs(measured - expected) > 0.01 * length)
      fail_msg("the loss changes by %g, the gradient says %g", measured, expected);
  }
  free(gradient);
  free(direction);
  close_bench(&bench);
}
