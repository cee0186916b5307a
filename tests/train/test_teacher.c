/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Imitating a teacher: gradients of the whole loss of a piece against central differences, and what is refused.
 */
#include "offline/data/random_generator.h"
#include "offline/train/factored_start.h"
#include "tiny_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEP 2e-3f

static TinyRun run;

static int open_run(void **state) {
  (void)state;
  tiny_run_open(&run);
  return 0;
}

static int reset_run(void **state) {
  (void)state;
  tiny_run_reset(&run);
  run.options.batch = 2;
  return 0;
}

static int close_run(void **state) {
  (void)state;
  tiny_run_close(&run);
  return 0;
}

/* A network of other sizes and weights; its second recurrent layer is as large as the student's. */
static ModelFile *make_teacher(uint32_t seed) {
  static NetworkDescription description;
  TrainerOptions options = run.options;
  description = run.description;
  description.layers[0].size = 11;
  description.layers[1].size = 13;
  description.layers[1].input_size = 11;
  description.layers[2].input_size = 13;
  for (uint32_t i = 3; i < description.layer_count; i++)
    description.layers[i].input_size = 13 + 17;
  options.seed = seed;
  options.teacher.model = NULL;
  Trainer *trainer = trainer_create(&options, &description, NULL, run.corpus, &run.recipe, &run.message);
  if (!trainer) fail_msg("%s", run.text);
  tiny_run_update(&run, trainer, 4);
  ModelFile *model = trainer_model(trainer);
  trainer_free(trainer);
  return model;
}

/* ---- Gradients ---- */

typedef struct {
  ParameterLayout layout;
  Teacher *teacher;
  float *parameters, *gradient;
  LossShares shares;
  float states_weight;
} Bench;

/* The loss of the first piece of two sequences, from a state of zero. */
static double piece_loss(Bench *bench) {
  const ShardOptions options = {.layout = &bench->layout,
                                .corpus = run.corpus,
                                .recipe = &run.recipe,
                                .weights = run.options.weights,
                                .teacher = bench->teacher,
                                .states_weight = bench->states_weight,
                                .seed = 1,
                                .frames = run.options.frames,
                                .batch = run.options.batch,
                                .seconds = run.options.seconds};
  Shard *shard = shard_create(&options, 0, options.batch);
  assert_non_null(shard);
  if (!shard_run(shard, bench->parameters, bench->shares)) fail_msg("%s", shard_message(shard));
  const LossSums sums = shard_sums(shard);
  memcpy(bench->gradient, shard_gradient(shard), bench->layout.count * sizeof(float));
  shard_free(shard);
  const double frames = (double)options.frames, batch = (double)options.batch;
  const double truth = (sums.spectral + options.weights.voice_weight * sums.voice) / (frames * batch) +
                       options.weights.distortion_weight * sums.distortion_db / 10 / batch;
  return bench->shares.truth * truth + bench->shares.imitation * sums.imitation / (frames * batch);
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

/* Along the gradient itself, where its share in the change is largest, and along a random direction. */
static void check_gradient(LossShares shares, float states_weight, const ModelFile *start) {
  Bench bench = {.shares = shares, .states_weight = states_weight};
  ModelFile *model = make_teacher(3);
  assert_non_null(bench.teacher = teacher_create(model, &run.description, &run.message));
  assert_true(parameter_layout_init(&bench.layout, &run.description, start));
  const size_t count = bench.layout.count;
  bench.parameters = calloc(count, sizeof(float));
  bench.gradient = calloc(count, sizeof(float));
  if (start)
    assert_true(parameters_load(&bench.layout, start, "", bench.parameters));
  else
    parameters_initialise(&bench.layout, 1, bench.parameters);
  piece_loss(&bench);
  float *gradient = malloc(count * sizeof *gradient), *direction = malloc(count * sizeof *direction);
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
  free(bench.parameters);
  free(bench.gradient);
  parameter_layout_clear(&bench.layout);
  teacher_free(bench.teacher);
  model_file_free(model);
}

static void the_true_loss_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  check_gradient((LossShares){1, 0}, 0, NULL);
}

static void imitation_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  check_gradient((LossShares){0, 1}, 0, NULL);
}

static void imitation_of_states_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  check_gradient((LossShares){0, 1}, 3, NULL);
}

static void truth_and_imitation_together_have_it_for_factor_pairs_too(void **state) {
  (void)state;
  ModelFile *start = factored_start(&run.description, NULL, 1, 5);
  check_gradient((LossShares){1, 0.7f}, 1, start);
  model_file_free(start);
}

/* ---- A run ---- */

static void the_teacher_itself_is_taught_nothing(void **state) {
  (void)state;
  Trainer *first = tiny_run_trainer(&run);
  ModelFile *model = trainer_model(first);
  trainer_free(first);
  run.options.teacher = (TeacherOptions){.model = model, .updates = 100, .states_weight = 1};
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 1);
  assert_true(trainer_gradient_norm(trainer) == 0);
  trainer_free(trainer);
  model_file_free(model);
}

static void the_imitation_falls_when_it_is_all_that_counts(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.options.optimiser.rate = 0.01;
  run.options.teacher = (TeacherOptions){.model = model, .updates = 1000, .states_weight = 0.1};
  Trainer *trainer = tiny_run_trainer(&run);
  double first = 0, last = 0;
  for (int i = 0; i < 60; i++) {
    tiny_run_update(&run, trainer, 1);
    const LossSums sums = trainer_sums(trainer);
    if (i < 10) first += sums.imitation / (double)sums.frames;
    if (i >= 50) last += sums.imitation / (double)sums.frames;
  }
  print_message("imitation %.4f at first, %.4f at last\n", first / 10, last / 10);
  assert_true(last < 0.5 * first);
  trainer_free(trainer);
  model_file_free(model);
}

/* Once it has no weight the teacher does not run, and the sums tell. */
static void the_true_loss_takes_over_after_the_updates_of_imitation(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.options.teacher = (TeacherOptions){.model = model, .updates = 2, .weight = 0};
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 2);
  assert_true(trainer_sums(trainer).imitation > 0);
  tiny_run_update(&run, trainer, 1);
  assert_true(trainer_sums(trainer).imitation == 0);
  trainer_free(trainer);
  model_file_free(model);
}

static void expect_refusal(const char *words) {
  assert_null(trainer_create(&run.options, &run.description, NULL, run.corpus, &run.recipe, &run.message));
  if (!strstr(run.text, words)) fail_msg("the sentence is: %s", run.text);
}

static void a_teacher_of_other_bands_is_refused(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.description.bands_hz[3] += 1;
  run.options.teacher.model = model;
  expect_refusal("other bands or another filter");
  model_file_free(model);
}

static void states_of_a_teacher_without_a_layer_in_common_are_refused(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.options.teacher.model = model;
  run.options.teacher.states_weight = 1;
  strcpy(run.description.layers[2].name, "other");
  expect_refusal("states cannot be imitated");
  model_file_free(model);
}

int main(void) {
#define WITH_RUN(test) cmocka_unit_test_setup(test, reset_run)
  const struct CMUnitTest tests[] = {
      WITH_RUN(the_true_loss_has_the_gradient_that_differences_show),
      WITH_RUN(imitation_has_the_gradient_that_differences_show),
      WITH_RUN(imitation_of_states_has_the_gradient_that_differences_show),
      WITH_RUN(truth_and_imitation_together_have_it_for_factor_pairs_too),
      WITH_RUN(the_teacher_itself_is_taught_nothing),
      WITH_RUN(the_imitation_falls_when_it_is_all_that_counts),
      WITH_RUN(the_true_loss_takes_over_after_the_updates_of_imitation),
      WITH_RUN(a_teacher_of_other_bands_is_refused),
      WITH_RUN(states_of_a_teacher_without_a_layer_in_common_are_refused),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
