/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Training towards low rank: what the terms do to the weights of a small network.
 */
#include "offline/train/factored_start.h"
#include "offline/train/singular_values.h"
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

static double distance_to_rank(const Tensor *tensor, uint32_t rank) {
  const size_t count = (size_t)tensor->rows * tensor->columns;
  float *cut = malloc(count * sizeof *cut);
  memcpy(cut, tensor->values, count * sizeof *cut);
  assert_true(truncate_rank(cut, tensor->rows, tensor->columns, rank));
  double error = 0, whole = 0;
  for (size_t i = 0; i < count; i++) {
    error += pow((double)cut[i] - tensor->values[i], 2);
    whole += pow(tensor->values[i], 2);
  }
  free(cut);
  return sqrt(error / whole);
}

/* Both the weights, which are in the checkpoint, and their mean, which is in the model. */
static double distance_of_run(const Trainer *trainer, const char *matrix, uint32_t rank) {
  const char *path = tiny_run_path(&run, "cut.checkpoint");
  assert_int_equal(trainer_save(trainer, path, &run.message), QUELL_OK);
  ModelFile *file;
  assert_int_equal(model_file_read(path, &file, &run.message), QUELL_OK);
  char name[128];
  snprintf(name, sizeof name, "parameters.%s", matrix);
  const double weights = distance_to_rank(model_file_tensor(file, name), rank);
  snprintf(name, sizeof name, "average.%s", matrix);
  const double mean = distance_to_rank(model_file_tensor(file, name), rank);
  model_file_free(file);
  return fmax(weights, mean);
}

static void a_cut_leaves_recurrent_layers_with_the_rank_asked_for(void **state) {
  (void)state;
  run.options.low_rank.cut_rank = 4;
  run.options.low_rank.cut_every = 3;
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 2);
  assert_true(distance_of_run(trainer, "gru1.weight_hh_l0", 4) > 0.1);
  tiny_run_update(&run, trainer, 1);
  assert_true(distance_of_run(trainer, "gru1.weight_hh_l0", 4) < 1e-5);
  assert_true(distance_of_run(trainer, "gru2.weight_ih_l0", 4) < 1e-5);
  assert_true(distance_of_run(trainer, "gru2.weight_ih_l0", 3) > 1e-2);
  assert_true(distance_of_run(trainer, "input.weight", 4) > 0.1);
  tiny_run_update(&run, trainer, 1);
  assert_true(distance_of_run(trainer, "gru1.weight_hh_l0", 4) > 1e-4);
  trainer_free(trainer);
}

static void no_cut_comes_after_the_last_one_allowed(void **state) {
  (void)state;
  run.options.low_rank.cut_rank = 4;
  run.options.low_rank.cut_every = 2;
  run.options.low_rank.cut_last = 3;
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 4);
  assert_true(distance_of_run(trainer, "gru1.weight_hh_l0", 4) > 1e-4);
  trainer_free(trainer);
}

static void all_layers_are_cut_when_they_are_meant(void **state) {
  (void)state;
  run.options.low_rank.cut_rank = 3;
  run.options.low_rank.cut_every = 1;
  run.options.low_rank.all_layers = 1;
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 1);
  assert_true(distance_of_run(trainer, "input.weight", 3) < 1e-5);
  assert_true(distance_of_run(trainer, "filter.weight", 3) < 1e-5);
  trainer_free(trainer);
}

static double nuclear_norm_after(unsigned updates) {
  run.options.low_rank.nuclear_every = 1;
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, updates);
  const double norm = trainer_nuclear_norm(trainer);
  trainer_free(trainer);
  return norm;
}

static void the_nuclear_norm_falls_when_it_is_in_the_loss(void **state) {
  (void)state;
  run.options.optimiser.rate = 0.03;
  run.options.low_rank.nuclear_weight = 1e-9;
  run.options.low_rank.ramp_from = run.options.low_rank.ramp_to = 0;
  const double free_norm = nuclear_norm_after(40);
  run.options.low_rank.nuclear_weight = 1e-3;
  const double held_norm = nuclear_norm_after(40);
  print_message("nuclear norm %.1f, with its term %.1f\n", free_norm, held_norm);
  assert_true(held_norm < 0.8 * free_norm);
}

static void the_nuclear_norm_has_no_weight_before_its_ramp(void **state) {
  (void)state;
  Trainer *free_run = tiny_run_trainer(&run);
  run.options.low_rank.nuclear_weight = 1;
  run.options.low_rank.ramp_from = 4;
  run.options.low_rank.ramp_to = 8;
  Trainer *held_run = tiny_run_trainer(&run);
  tiny_run_update(&run, free_run, 5);
  tiny_run_update(&run, held_run, 5); /* updates 0 to 4: the ramp begins with a weight of 0 */
  const double before = trainer_gradient_norm(held_run);
  assert_true(before == trainer_gradient_norm(free_run));
  tiny_run_update(&run, held_run, 1);
  tiny_run_update(&run, free_run, 1);
  assert_true(trainer_gradient_norm(held_run) > trainer_gradient_norm(free_run) + 1);
  trainer_free(free_run);
  trainer_free(held_run);
}

/* ---- Factor pairs ---- */

static double pair_squares(const Trainer *trainer) {
  ModelFile *model = trainer_model(trainer);
  double sum = 0;
  for (size_t i = 0; i < model->tensor_count; i++) {
    const Tensor *tensor = &model->tensors[i];
    const int factor = strstr(tensor->name, ".left") || strstr(tensor->name, ".right");
    for (size_t k = 0; factor && k < (size_t)tensor->rows * tensor->columns; k++)
      sum += 0.5 * tensor->values[k] * tensor->values[k];
  }
  model_file_free(model);
  return sum;
}

static Trainer *factored_trainer(uint32_t rank) {
  ModelFile *start = factored_start(&run.description, NULL, run.options.seed, rank);
  assert_non_null(start);
  Trainer *trainer = trainer_create(&run.options, &run.description, start, run.corpus, &run.recipe, &run.message);
  if (!trainer) fail_msg("%s", run.text);
  model_file_free(start);
  return trainer;
}

static double squares_after(unsigned updates) {
  Trainer *trainer = factored_trainer(6);
  tiny_run_update(&run, trainer, updates);
  const double squares = pair_squares(trainer);
  trainer_free(trainer);
  return squares;
}

static void the_squares_of_factors_fall_when_the_trace_norm_is_in_the_loss(void **state) {
  (void)state;
  run.options.optimiser.rate = 0.03;
  const double free_squares = squares_after(40);
  run.options.low_rank.trace_weight = 1e-2;
  const double held_squares = squares_after(40);
  print_message("half the squares %.1f, with the trace norm %.1f\n", free_squares, held_squares);
  assert_true(held_squares < 0.8 * free_squares);
}

/* A first guess of full rank is the dense one, only stored otherwise: so is its loss. */
static void factors_of_full_rank_begin_where_dense_matrices_do(void **state) {
  (void)state;
  Trainer *dense = tiny_run_trainer(&run), *factored = factored_trainer(LAYER_SIZE_MAX);
  tiny_run_update(&run, dense, 1);
  tiny_run_update(&run, factored, 1);
  const LossSums a = trainer_sums(dense), b = trainer_sums(factored);
  assert_float_equal(a.spectral, b.spectral, 1e-4 * a.spectral);
  assert_true(a.spectral != b.spectral);
  trainer_free(dense);
  trainer_free(factored);
}

static void a_factored_network_learns(void **state) {
  (void)state;
  run.options.optimiser.rate = 0.03;
  Trainer *trainer = factored_trainer(5);
  LossSums before, after;
  assert_true(trainer_validate(trainer, run.corpus, &run.recipe, 99, 8, &before, &run.message));
  tiny_run_update(&run, trainer, 50);
  assert_true(trainer_validate(trainer, run.corpus, &run.recipe, 99, 8, &after, &run.message));
  assert_true(loss_total(&after, &run.options.weights) < loss_total(&before, &run.options.weights) - 0.015);
  trainer_free(trainer);
}

int main(void) {
#define WITH_RUN(test) cmocka_unit_test_setup(test, reset_run)
  const struct CMUnitTest tests[] = {
      WITH_RUN(a_cut_leaves_recurrent_layers_with_the_rank_asked_for),
      WITH_RUN(no_cut_comes_after_the_last_one_allowed),
      WITH_RUN(all_layers_are_cut_when_they_are_meant),
      WITH_RUN(the_nuclear_norm_falls_when_it_is_in_the_loss),
      WITH_RUN(the_nuclear_norm_has_no_weight_before_its_ramp),
      WITH_RUN(the_squares_of_factors_fall_when_the_trace_norm_is_in_the_loss),
      WITH_RUN(factors_of_full_rank_begin_where_dense_matrices_do),
      WITH_RUN(a_factored_network_learns),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
