/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run that is cut into pieces, or spread over threads, gives the same bits; checkpoints of other runs are refused.
 */
#include "offline/train/factored_start.h"
#include "tiny_run.h"

#include <setjmp.h>
#include <stdarg.h>
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

static ModelFile *start; /* NULL: a first guess */

static Trainer *open_trainer(void) {
  Trainer *trainer = trainer_create(&run.options, &run.description, start, run.corpus, &run.recipe, &run.message);
  if (!trainer) fail_msg("%s", run.text);
  return trainer;
}

/* 12 updates play three examples in each sequence, so saved positions lie inside and between examples. */
static void compare_with_resumed(void) {
  const char *checkpoint = tiny_run_path(&run, "run.checkpoint");
  Trainer *whole = open_trainer(), *first = open_trainer(), *second = open_trainer();
  tiny_run_update(&run, whole, 12);
  tiny_run_update(&run, first, 5);
  assert_int_equal(trainer_save(first, checkpoint, &run.message), QUELL_OK);
  trainer_free(first);
  if (trainer_resume(second, checkpoint, &run.message) != QUELL_OK) fail_msg("%s", run.text);
  assert_int_equal(trainer_updates(second), 5);
  tiny_run_update(&run, second, 7);
  tiny_run_assert_same(&run, whole, second);
  trainer_free(whole);
  trainer_free(second);
}

static void a_resumed_run_equals_an_uninterrupted_one_bit_for_bit(void **state) {
  (void)state;
  compare_with_resumed();
}

static void a_resumed_run_of_lstm_layers_equals_an_uninterrupted_one_bit_for_bit(void **state) {
  (void)state;
  run.description.layers[1].type = run.description.layers[2].type = LAYER_LSTM;
  compare_with_resumed();
}

static void a_resumed_run_that_plays_its_mixtures_twice_equals_an_uninterrupted_one(void **state) {
  (void)state;
  run.options.passes = 2;
  compare_with_resumed();
}

static void compare_with_factors(void) {
  start = factored_start(&run.description, NULL, 1, 5);
  compare_with_resumed();
  model_file_free(start);
  start = NULL;
}

static void a_resumed_run_of_factor_pairs_with_trace_norm_equals_an_uninterrupted_one(void **state) {
  (void)state;
  run.options.low_rank.trace_weight = 1e-3;
  compare_with_factors();
}

/* Decompositions fall on updates 0, 3, 6, 9: the one in use at the stop was made before it. */
static void a_resumed_run_with_nuclear_norm_equals_an_uninterrupted_one(void **state) {
  (void)state;
  run.options.low_rank.nuclear_weight = 1e-3;
  run.options.low_rank.ramp_from = 1;
  run.options.low_rank.nuclear_every = 3;
  compare_with_resumed();
}

static void a_resumed_run_with_hard_cuts_equals_an_uninterrupted_one(void **state) {
  (void)state;
  run.options.low_rank.cut_rank = 4;
  run.options.low_rank.cut_every = 5;
  compare_with_resumed();
}

/* The teacher's states go on as well, from imitation alone to both. */
static void a_resumed_run_with_a_teacher_equals_an_uninterrupted_one(void **state) {
  (void)state;
  Trainer *first = tiny_run_trainer(&run);
  tiny_run_update(&run, first, 2);
  ModelFile *model = trainer_model(first);
  trainer_free(first);
  run.options.teacher = (TeacherOptions){.model = model, .weight = 0.5, .updates = 7, .states_weight = 1};
  compare_with_factors();
  model_file_free(model);
}

static void two_threads_give_the_same_bits_as_one(void **state) {
  (void)state;
  Trainer *one = tiny_run_trainer(&run);
  run.options.threads = 2;
  Trainer *two = tiny_run_trainer(&run);
  tiny_run_update(&run, one, 6);
  tiny_run_update(&run, two, 6);
  tiny_run_assert_same(&run, one, two);
  trainer_free(one);
  trainer_free(two);
}

static void another_seed_gives_another_run(void **state) {
  (void)state;
  Trainer *one = tiny_run_trainer(&run);
  run.options.seed = 2;
  Trainer *other = tiny_run_trainer(&run);
  tiny_run_update(&run, one, 1);
  tiny_run_update(&run, other, 1);
  const LossSums sums = trainer_sums(one), others = trainer_sums(other);
  assert_true(sums.spectral != others.spectral);
  trainer_free(one);
  trainer_free(other);
}

/* ---- What is refused ---- */

static void save_checkpoint(const char *path) {
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 1);
  assert_int_equal(trainer_save(trainer, path, &run.message), QUELL_OK);
  trainer_free(trainer);
}

static void expect_refusal(const char *path, const char *words) {
  Trainer *trainer = tiny_run_trainer(&run);
  assert_int_not_equal(trainer_resume(trainer, path, &run.message), QUELL_OK);
  if (!strstr(run.text, words)) fail_msg("the sentence is: %s", run.text);
  trainer_free(trainer);
}

static void a_checkpoint_of_another_seed_is_refused(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  run.options.seed = 2;
  expect_refusal(path, "is no checkpoint of this run");
}

static void a_checkpoint_of_another_network_is_refused(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  run.description.layers[1].type = LAYER_LSTM;
  expect_refusal(path, "is no checkpoint of this run");
}

static void a_checkpoint_of_a_larger_or_smaller_batch_is_refused(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  run.options.batch = 6;
  expect_refusal(path, "is no checkpoint of this run");
  run.options.batch = 4;
  expect_refusal(path, "is no checkpoint of this run");
}

static void a_checkpoint_of_other_pieces_is_refused(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  run.options.frames = 30;
  expect_refusal(path, "is no checkpoint of this run");
}

static void a_checkpoint_of_other_options_is_refused_and_the_option_named(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  run.options.optimiser.rate = 0.5;
  expect_refusal(path, "it had --rate 0.001, not 0.5");
  tiny_run_reset(&run);
  run.options.low_rank.cut_rank = 3;
  expect_refusal(path, "it had --hard-rank 0, not 3");
  tiny_run_reset(&run);
  run.options.optimiser.updates++;
  expect_refusal(path, "it had --updates 100, not 101");
  tiny_run_reset(&run);
  run.recipe.snr_mean += 1;
  expect_refusal(path, "it had --snr-mean");
}

static void a_checkpoint_of_another_teacher_is_refused(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  Trainer *first = tiny_run_trainer(&run);
  run.options.teacher.model = trainer_model(first);
  expect_refusal(path, "it had no --teacher");
  save_checkpoint(path);
  model_file_tensor(run.options.teacher.model, "gains.bias")->values[0] += 1;
  expect_refusal(path, "it had another --teacher");
  model_file_free((ModelFile *)run.options.teacher.model);
  run.options.teacher.model = NULL;
  expect_refusal(path, "it had a --teacher");
  trainer_free(first);
}

static void a_position_past_the_end_of_an_example_is_refused(void **state) {
  (void)state;
  const char *path = tiny_run_path(&run, "run.checkpoint");
  save_checkpoint(path);
  ModelFile *file;
  assert_int_equal(model_file_read(path, &file, &run.message), QUELL_OK);
  assert_int_equal(model_file_set_text(file, "sequence.1.position", "18446744073709551600"), QUELL_OK);
  assert_int_equal(model_file_write(file, path, &run.message), QUELL_OK);
  model_file_free(file);
  expect_refusal(path, "is no checkpoint of this run");
}

static void a_model_is_no_checkpoint(void **state) {
  (void)state;
  Trainer *trainer = tiny_run_trainer(&run);
  ModelFile *model = trainer_model(trainer);
  const char *path = tiny_run_path(&run, "model");
  assert_int_equal(model_file_write(model, path, &run.message), QUELL_OK);
  model_file_free(model);
  trainer_free(trainer);
  expect_refusal(path, "is no checkpoint of this run");
}

static void a_missing_checkpoint_is_named(void **state) {
  (void)state;
  expect_refusal(tiny_run_path(&run, "nowhere"), "nowhere");
}

int main(void) {
#define WITH_RUN(test) cmocka_unit_test_setup(test, reset_run)
  const struct CMUnitTest tests[] = {
      WITH_RUN(a_resumed_run_equals_an_uninterrupted_one_bit_for_bit),
      WITH_RUN(a_resumed_run_that_plays_its_mixtures_twice_equals_an_uninterrupted_one),
      WITH_RUN(a_resumed_run_of_lstm_layers_equals_an_uninterrupted_one_bit_for_bit),
      WITH_RUN(a_resumed_run_of_factor_pairs_with_trace_norm_equals_an_uninterrupted_one),
      WITH_RUN(a_resumed_run_with_nuclear_norm_equals_an_uninterrupted_one),
      WITH_RUN(a_resumed_run_with_hard_cuts_equals_an_uninterrupted_one),
      WITH_RUN(a_resumed_run_with_a_teacher_equals_an_uninterrupted_one),
      WITH_RUN(two_threads_give_the_same_bits_as_one),
      WITH_RUN(another_seed_gives_another_run),
      WITH_RUN(a_checkpoint_of_another_seed_is_refused),
      WITH_RUN(a_checkpoint_of_another_network_is_refused),
      WITH_RUN(a_checkpoint_of_a_larger_or_smaller_batch_is_refused),
      WITH_RUN(a_checkpoint_of_other_pieces_is_refused),
      WITH_RUN(a_checkpoint_of_other_options_is_refused_and_the_option_named),
      WITH_RUN(a_checkpoint_of_another_teacher_is_refused),
      WITH_RUN(a_position_past_the_end_of_an_example_is_refused),
      WITH_RUN(a_model_is_no_checkpoint),
      WITH_RUN(a_missing_checkpoint_is_named),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
