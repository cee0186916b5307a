/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks within a network: what is run, what its gradient reaches, how profiles are drawn, and what is refused.
 */
#include "offline/data/random_generator.h"
#include "offline/train/factored_start.h"
#include "offline/train/rank_profiles.h"
#include "piece_loss.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RANK 6
#define PROFILES                                                                                                       \
  "[{\"name\": \"full\", \"ranks\": {}}, {\"name\": \"eco\", \"score\": 1.5, \"ranks\": {\"gru1.weight_hh_l0\": 2, "   \
  "\"gru2.weight_ih_l0\": 3, \"filter.weight\": 1}}]"

static TinyRun run;
static ModelFile *start;
static ParameterLayout whole;
static RankProfiles profiles;

static int open_run(void **state) {
  (void)state;
  tiny_run_open(&run);
  return 0;
}

static int set_up(void **state) {
  (void)state;
  tiny_run_reset(&run);
  start = factored_start(&run.description, NULL, 1, RANK);
  assert_int_equal(model_file_set_text(start, "profiles", PROFILES), QUELL_OK);
  assert_true(parameter_layout_init(&whole, &run.description, start));
  if (rank_profiles_read(start, &whole, &profiles, &run.message) != QUELL_OK) fail_msg("%s", run.text);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rank_profiles_clear(&profiles);
  parameter_layout_clear(&whole);
  model_file_free(start);
  return 0;
}

static int close_run(void **state) {
  (void)state;
  tiny_run_close(&run);
  return 0;
}

static void a_profile_has_its_ranks_and_keeps_the_others(void **state) {
  (void)state;
  assert_int_equal(profiles.count, 2);
  assert_string_equal(profiles.profiles[1].name, "eco");
  const ParameterLayout *eco = &profiles.profiles[1].layout;
  assert_int_equal(parameter_layout_form(eco, "gru1.weight_hh_l0").rank, 2);
  assert_int_equal(parameter_layout_form(eco, "filter.weight").rank, 1);
  assert_int_equal(parameter_layout_form(eco, "gru1.weight_ih_l0").rank, RANK);
  assert_int_equal(parameter_layout_form(&profiles.profiles[0].layout, "gru1.weight_hh_l0").rank, RANK);
}

/* Element (row, column) of left times right over the first `rank` terms. */
static double product_at(const ModelFile *file, const char *matrix, size_t row, size_t column, size_t rank) {
  char name[128];
  snprintf(name, sizeof name, "%s.left", matrix);
  const Tensor *left = model_file_tensor(file, name);
  snprintf(name, sizeof name, "%s.right", matrix);
  const Tensor *right = model_file_tensor(file, name);
  double sum = 0;
  for (size_t k = 0; k < rank; k++)
    sum += (double)left->values[row * left->columns + k] * right->values[k * right->columns + column];
  return sum;
}

static void a_lowered_pair_is_the_sum_of_its_first_terms(void **state) {
  (void)state;
  const ParameterLayout *eco = &profiles.profiles[1].layout;
  float *parameters = calloc(whole.count, sizeof(float)), *lowered = calloc(eco->count, sizeof(float));
  assert_true(parameters_load(&whole, start, "", parameters));
  parameters_lower(&whole, parameters, eco, lowered);
  ModelFile *file = model_file_new();
  assert_true(parameters_store(eco, file, "", lowered));
  for (size_t row = 0; row < 51; row++)
    assert_float_equal(product_at(file, "gru1.weight_hh_l0", row, row % 17, 2),
                       product_at(start, "gru1.weight_hh_l0", row, row % 17, 2), 1e-7);
  assert_int_equal(model_file_tensor(file, "gru1.weight_hh_l0.left")->columns, 2);
  model_file_free(file);
  free(parameters);
  free(lowered);
}

static float *random_features(BatchNetwork *network, size_t count) {
  RandomGenerator random;
  random_start(&random, 4, 0);
  float *features = batch_network_features(network);
  for (size_t i = 0; i < count; i++)
    features[i] = (float)random_normal(&random, 0, 1);
  return features;
}

static void run_once(BatchNetwork *network, const ParameterLayout *layout, const float *parameters) {
  float *states[2];
  for (int n = 0; n < 2; n++)
    states[n] = calloc(batch_network_state_size(layout), sizeof(float));
  random_features(network, (size_t)2 * 9 * layout->description.feature_count);
  batch_network_forward(network, parameters, 9, states);
  free(states[0]);
  free(states[1]);
}

static void a_batch_made_for_the_whole_runs_a_profile_like_one_made_for_it(void **state) {
  (void)state;
  const ParameterLayout *eco = &profiles.profiles[1].layout;
  float *parameters = calloc(whole.count, sizeof(float)), *lowered = calloc(eco->count, sizeof(float));
  assert_true(parameters_load(&whole, start, "", parameters));
  parameters_lower(&whole, parameters, eco, lowered);
  BatchNetwork *large = batch_network_create(&whole, 9, 2, kernels_find(NULL));
  BatchNetwork *small = batch_network_create(eco, 9, 2, kernels_find(NULL));
  run_once(large, &whole, parameters);
  run_once(small, eco, lowered);
  const int gains = run.description.gains;
  const size_t bytes = (size_t)2 * 9 * run.description.band_count * sizeof(float);
  assert_memory_not_equal(batch_network_output(large, gains), batch_network_output(small, gains), bytes);
  batch_network_use(large, eco);
  run_once(large, eco, lowered);
  assert_memory_equal(batch_network_output(large, gains), batch_network_output(small, gains), bytes);
  batch_network_free(large);
  batch_network_free(small);
  free(parameters);
  free(lowered);
}

/* Along every parameter of the whole network, so that columns that the profile leaves out must have none. */
static void the_loss_of_a_profile_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  run.options.batch = 2;
  const PieceLoss wanted = {.lower = &profiles.profiles[1].layout, .shares = {1, 0}, .start = start};
  piece_loss_check_gradient(&run, &wanted);
}

static void profiles_are_drawn_evenly_and_by_update_alone(void **state) {
  (void)state;
  size_t eco = 0;
  for (uint64_t update = 0; update < 400; update++) {
    const size_t drawn = rank_profiles_draw(&profiles, 7, update);
    assert_int_equal(drawn, rank_profiles_draw(&profiles, 7, update));
    assert_true(drawn < 2);
    eco += drawn;
  }
  assert_in_range(eco, 160, 240);
}

/* ---- A run ---- */

static Trainer *open_trainer(void) {
  run.options.nested = 1;
  Trainer *trainer = trainer_create(&run.options, &run.description, start, run.corpus, &run.recipe, &run.message);
  if (!trainer) fail_msg("%s", run.text);
  return trainer;
}

static double profile_loss(const Trainer *trainer, size_t profile) {
  LossSums sums;
  assert_true(trainer_validate_profile(trainer, profile, run.corpus, &run.recipe, 99, 8, &sums, &run.message));
  return loss_total(&sums, &run.options.weights);
}

static void every_profile_learns(void **state) {
  (void)state;
  run.options.optimiser.rate = 0.03;
  Trainer *trainer = open_trainer();
  assert_int_equal(trainer_profile_count(trainer), 2);
  const double full = profile_loss(trainer, 0), eco = profile_loss(trainer, 1);
  tiny_run_update(&run, trainer, 60);
  assert_true(profile_loss(trainer, 0) < full - 0.01);
  assert_true(profile_loss(trainer, 1) < eco - 0.01);
  trainer_free(trainer);
}

static void a_resumed_nested_run_equals_an_uninterrupted_one(void **state) {
  (void)state;
  const char *checkpoint = tiny_run_path(&run, "run.checkpoint");
  Trainer *one = open_trainer(), *first = open_trainer(), *second = open_trainer();
  tiny_run_update(&run, one, 9);
  tiny_run_update(&run, first, 4);
  assert_int_equal(trainer_save(first, checkpoint, &run.message), QUELL_OK);
  if (trainer_resume(second, checkpoint, &run.message) != QUELL_OK) fail_msg("%s", run.text);
  tiny_run_update(&run, second, 5);
  tiny_run_assert_same(&run, one, second);
  trainer_free(one);
  trainer_free(first);
  trainer_free(second);
}

/* ---- What is refused ---- */

static void expect_refusal(const char *text, const char *words) {
  RankProfiles found;
  assert_int_equal(model_file_set_text(start, "profiles", text), QUELL_OK);
  assert_int_not_equal(rank_profiles_read(start, &whole, &found, &run.message), QUELL_OK);
  assert_int_equal(found.count, 0);
  if (!strstr(run.text, words)) fail_msg("the sentence is: %s", run.text);
}

static void profiles_that_the_engine_refuses_are_refused(void **state) {
  (void)state;
  expect_refusal("{}", "must be a JSON list");
  expect_refusal("[{\"ranks\": {}}]", "needs a name of its own");
  expect_refusal("[{\"name\": \"a\", \"ranks\": {\"voice.bias\": 1}}]", "'voice.bias', which is no matrix of factors");
  expect_refusal("[{\"name\": \"a\", \"ranks\": {\"input.weight\": 7}}]", "a rank outside 1 to 6");
}

static void a_nested_run_without_profiles_is_refused(void **state) {
  (void)state;
  run.options.nested = 1;
  assert_null(trainer_create(&run.options, &run.description, NULL, run.corpus, &run.recipe, &run.message));
  assert_non_null(strstr(run.text, "has no profiles"));
}

int main(void) {
#define WITH_RUN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      WITH_RUN(a_profile_has_its_ranks_and_keeps_the_others),
      WITH_RUN(a_lowered_pair_is_the_sum_of_its_first_terms),
      WITH_RUN(a_batch_made_for_the_whole_runs_a_profile_like_one_made_for_it),
      WITH_RUN(the_loss_of_a_profile_has_the_gradient_that_differences_show),
      WITH_RUN(profiles_are_drawn_evenly_and_by_update_alone),
      WITH_RUN(every_profile_learns),
      WITH_RUN(a_resumed_nested_run_equals_an_uninterrupted_one),
      WITH_RUN(profiles_that_the_engine_refuses_are_refused),
      WITH_RUN(a_nested_run_without_profiles_is_refused),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
