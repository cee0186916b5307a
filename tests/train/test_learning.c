/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small network learns a simple task within seconds, and keeps what it learnt when numbers go wrong.
 */
#include "tiny_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static TinyRun run;

static int open_run(void **state) {
  (void)state;
  tiny_run_open(&run);
  return 0;
}

static int reset_run(void **state) {
  (void)state;
  tiny_run_reset(&run);
  return 0;
}

static int close_run(void **state) {
  (void)state;
  tiny_run_close(&run);
  return 0;
}

static double validation_loss(const Trainer *trainer) {
  LossSums sums;
  if (!trainer_validate(trainer, run.corpus, &run.recipe, 99, 12, &sums, &run.message)) fail_msg("%s", run.text);
  return loss_total(&sums, &run.options.weights);
}

static void the_loss_falls_clearly_within_sixty_updates(void **state) {
  (void)state;
  run.options.optimiser.rate = 0.03;
  Trainer *trainer = tiny_run_trainer(&run);
  const double before = validation_loss(trainer);
  tiny_run_update(&run, trainer, 60);
  const double after = validation_loss(trainer);
  print_message("loss %.4f before, %.4f after\n", before, after);
  assert_true(after < before - 0.015);
  trainer_free(trainer);
}

static void the_validation_loss_does_not_depend_on_threads(void **state) {
  (void)state;
  Trainer *one = tiny_run_trainer(&run);
  run.options.threads = 2;
  Trainer *two = tiny_run_trainer(&run);
  assert_true(validation_loss(one) == validation_loss(two));
  trainer_free(one);
  trainer_free(two);
}

/* What is in a mixture beside the speech does not depend on the network. */
static void each_mixture_is_played_as_often_as_asked(void **state) {
  (void)state;
  enum { PIECES = 5, PLAYS = 4 };
  run.options.batch = run.options.shards = 1;
  run.options.passes = 2;
  Trainer *trainer = tiny_run_trainer(&run);
  double noise[PLAYS * PIECES];
  for (size_t i = 0; i < PLAYS * PIECES; i++) {
    tiny_run_update(&run, trainer, 1);
    noise[i] = trainer_sums(trainer).noise;
  }
  assert_memory_equal(noise, noise + PIECES, PIECES * sizeof *noise);
  assert_memory_not_equal(noise, noise + 2 * PIECES, PIECES * sizeof *noise);
  assert_memory_equal(noise + 2 * PIECES, noise + 3 * PIECES, PIECES * sizeof *noise);
  trainer_free(trainer);
}

static void training_starts_from_a_given_model(void **state) {
  (void)state;
  Trainer *first = tiny_run_trainer(&run);
  tiny_run_update(&run, first, 3);
  ModelFile *model = trainer_model(first);
  Trainer *second = trainer_create(&run.options, &run.description, model, run.corpus, &run.recipe, &run.message);
  assert_non_null(second);
  ModelFile *start = trainer_model(second);
  for (size_t i = 0; i < model->tensor_count; i++)
    assert_memory_equal(start->tensors[i].values, model->tensors[i].values,
                        (size_t)model->tensors[i].rows * model->tensors[i].columns * sizeof(float));
  model_file_free(model);
  model_file_free(start);
  trainer_free(first);
  trainer_free(second);
}

/* ---- When numbers go wrong ---- */

static void expect_named_batch(Trainer *trainer) {
  assert_int_equal(trainer_update(trainer, &run.message), TRAINER_NOT_FINITE);
  if (!strstr(run.text, "is not a number (seed 1, mixtures 0 1 2")) fail_msg("the sentence is: %s", run.text);
}

/* A filter without an activation lets huge weights through to the spectrum. */
static void a_start_model_with_absurd_weights_stops_with_the_batch_named(void **state) {
  (void)state;
  run.description.layers[run.description.filter].activation = ACTIVATION_LINEAR;
  Trainer *first = tiny_run_trainer(&run);
  ModelFile *model = trainer_model(first);
  Tensor *weights = model_file_tensor(model, "filter.weight");
  for (size_t i = 0; i < (size_t)weights->rows * weights->columns; i++)
    weights->values[i] = i % 2 ? 3e38f : -3e38f;
  Trainer *trainer = trainer_create(&run.options, &run.description, model, run.corpus, &run.recipe, &run.message);
  expect_named_batch(trainer);
  assert_int_equal(trainer_updates(trainer), 0);
  ModelFile *after = trainer_model(trainer);
  assert_memory_equal(model_file_tensor(after, "filter.weight")->values, weights->values,
                      (size_t)weights->rows * weights->columns * sizeof(float));
  model_file_free(after);
  model_file_free(model);
  trainer_free(first);
  trainer_free(trainer);
}

static void an_infinite_learning_rate_stops_and_changes_no_weight(void **state) {
  (void)state;
  Trainer *untouched = tiny_run_trainer(&run);
  run.options.optimiser.rate = INFINITY;
  Trainer *trainer = tiny_run_trainer(&run);
  expect_named_batch(trainer);
  ModelFile *before = trainer_model(untouched), *after = trainer_model(trainer);
  for (size_t i = 0; i < before->tensor_count; i++)
    assert_memory_equal(after->tensors[i].values, before->tensors[i].values,
                        (size_t)before->tensors[i].rows * before->tensors[i].columns * sizeof(float));
  model_file_free(before);
  model_file_free(after);
  trainer_free(untouched);
  trainer_free(trainer);
}

int main(void) {
#define WITH_RUN(test) cmocka_unit_test_setup(test, reset_run)
  const struct CMUnitTest tests[] = {
      WITH_RUN(the_loss_falls_clearly_within_sixty_updates),
      WITH_RUN(the_validation_loss_does_not_depend_on_threads),
      WITH_RUN(each_mixture_is_played_as_often_as_asked),
      WITH_RUN(training_starts_from_a_given_model),
      WITH_RUN(a_start_model_with_absurd_weights_stops_with_the_batch_named),
      WITH_RUN(an_infinite_learning_rate_stops_and_changes_no_weight),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
