/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Factors fitted anew to what a truncated network really computes.
 */
#include "assert_near.h"
#include "offline/data/random_generator.h"
#include "offline/rank/matrix_inputs.h"
#include "offline/rank/refit.h"
#include "tests/small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RATE 16000
#define SAMPLES (2 * RATE)
#define UTTERANCES 3
#define KIND 3 /* of small_model_make(): GRU, LSTM and dense layers, with a filter */

typedef struct {
  ModelFile *model, *truncated;
  NetworkDescription description;
  UtteranceSet set;
  Moments moments;
  CandidateSet candidates;
  RankChoice choice;
  RefitErrors errors[CANDIDATES_MAX];
} Fixture;

static Fixture all;

static void add_utterance(uint64_t seed) {
  float *clean = calloc(SAMPLES, sizeof *clean), *noisy = calloc(SAMPLES, sizeof *noisy);
  RandomGenerator random;
  random_start(&random, seed, 0);
  random_fill_noise(&random, noisy, SAMPLES);
  for (size_t n = 0; n < SAMPLES; n++) {
    clean[n] = (float)(0.3 * sin(0.08 * (double)n) * fmax(0, sin(0.001 * (double)n)));
    noisy[n] = clean[n] + 0.05f * noisy[n];
  }
  assert_true(utterance_set_add(&all.set, &all.description, "made", RATE, noisy, clean, SAMPLES));
  free(clean);
  free(noisy);
}

/* All matrices at rank 1. */
static int open_all(void **state) {
  (void)state;
  char text[400];
  Message message = {text, sizeof text};
  all = (Fixture){.model = small_model_make(KIND)};
  assert_int_equal(network_description_parse(model_file_text(all.model, "network"), &all.description, &message),
                   QUELL_OK);
  for (uint64_t i = 0; i < UTTERANCES; i++)
    add_utterance(i);
  assert_true(moments_measure(&all.description, all.model, &all.set, 1, &all.moments));
  assert_true(candidates_make(&all.description, all.model, &(CandidateOptions){.moments = &all.moments, .threads = 1},
                              &all.candidates, &message));
  for (size_t i = 0; i < all.candidates.count; i++)
    all.choice.ranks[i] = 1;
  all.truncated = choice_model(&all.candidates, &all.choice);
  for (size_t i = 0; i < all.candidates.count; i++)
    assert_true(refit_matrix(&all.candidates, i, REFIT_MADE_UP, &all.set, 1, all.truncated, &all.errors[i]));
  return 0;
}

static int close_all(void **state) {
  (void)state;
  model_file_free(all.truncated);
  candidates_clear(&all.candidates);
  moments_clear(&all.moments);
  utterance_set_clear(&all.set);
  model_file_free(all.model);
  return 0;
}

/* Nothing before it is truncated: its factors are the best there are. */
static void the_first_matrix_loses_what_its_singular_values_say(void **state) {
  (void)state;
  const double expected = factor_basis_error(&all.candidates.items[0].basis, 1);
  assert_near(all.errors[0].before, expected, 1e-3 * expected);
  assert_near(all.errors[0].after, expected, 1e-3 * expected);
}

static void no_matrix_fits_worse_than_before(void **state) {
  (void)state;
  for (size_t i = 0; i < all.candidates.count; i++)
    assert_true(all.errors[i].after <= all.errors[i].before * (1 + 1e-6));
}

static void matrices_behind_truncated_ones_fit_better(void **state) {
  (void)state;
  int better = 0;
  for (size_t i = 2; i < all.candidates.count; i++)
    better += all.errors[i].after < 0.98 * all.errors[i].before;
  assert_true(better >= 2);
}

static void the_fitted_bias_leaves_no_mean_error(void **state) {
  (void)state;
  const Candidate *candidate = &all.candidates.items[0];
  MatrixInputs inputs;
  assert_true(matrix_inputs_collect(&all.description, all.model, &all.set, candidate->layer, 0, 1, &inputs));
  char name[200];
  snprintf(name, sizeof name, "%s.left", candidate->name);
  const float *left = model_file_tensor(all.truncated, name)->values;
  snprintf(name, sizeof name, "%s.right", candidate->name);
  const float *right = model_file_tensor(all.truncated, name)->values;
  const float *bias = model_file_tensor(all.truncated, candidate->bias)->values;
  const float *before = model_file_tensor(all.model, candidate->bias)->values;
  for (uint32_t row = 0; row < candidate->rows; row++) {
    double sum = 0, size = 0;
    for (size_t n = 0; n < inputs.count; n++) {
      double wanted = (double)before[row], middle = 0;
      for (uint32_t i = 0; i < candidate->columns; i++) {
        const double x = (double)inputs.rows[n * inputs.columns + i];
        wanted += (double)candidate->weight[row * candidate->columns + i] * x;
        middle += (double)right[i] * x;
      }
      sum += wanted - (double)bias[row] - (double)left[row] * middle;
      size += fabs(wanted);
    }
    assert_near(sum / (double)inputs.count, 0, 1e-4 * (1 + size / (double)inputs.count));
  }
  matrix_inputs_clear(&inputs);
}

/* ---- The judge ---- */

static const float *values_of(const ModelFile *model, const Candidate *candidate) {
  char name[200];
  snprintf(name, sizeof name, "%s.left", candidate->name);
  return model_file_tensor(model, name)->values;
}

/* Likes the first network that it sees best, then each a little less. */
static int worse_each_time(void *context, const ModelFile *model, double *loss) {
  double *last = context;
  (void)model;
  *loss = *last += 1;
  return 1;
}

static void fits_that_the_judge_dislikes_leave_no_trace(void **state) {
  (void)state;
  double last = 0;
  RefitOutcome outcome;
  const RefitJudge judge = {worse_each_time, &last};
  ModelFile *fitted = choice_model(&all.candidates, &all.choice), *before = choice_model(&all.candidates, &all.choice);
  assert_true(refit_model(&all.candidates, &all.choice, &all.set, 1, &judge, fitted, &outcome));
  assert_int_equal(outcome.tried, all.candidates.count);
  assert_int_equal(outcome.kept, 0);
  assert_true(outcome.after <= outcome.before && outcome.after >= outcome.before);
  for (size_t i = 0; i < before->tensor_count; i++) {
    const Tensor *tensor = &before->tensors[i];
    assert_memory_equal(fitted->tensors[i].values, tensor->values,
                        (size_t)tensor->rows * tensor->columns * sizeof(float));
  }
  model_file_free(fitted);
  model_file_free(before);
}

static int better_each_time(void *context, const ModelFile *model, double *loss) {
  double *last = context;
  (void)model;
  *loss = *last -= 1;
  return 1;
}

static void fits_that_the_judge_likes_stay(void **state) {
  (void)state;
  double last = 0;
  RefitOutcome outcome;
  const RefitJudge judge = {better_each_time, &last};
  ModelFile *fitted = choice_model(&all.candidates, &all.choice), *before = choice_model(&all.candidates, &all.choice);
  assert_true(refit_model(&all.candidates, &all.choice, &all.set, 1, &judge, fitted, &outcome));
  assert_int_equal(outcome.kept, outcome.tried);
  assert_true(outcome.after < outcome.before);
  const Candidate *last_one = &all.candidates.items[all.candidates.count - 1];
  assert_memory_not_equal(values_of(fitted, last_one), values_of(before, last_one), last_one->rows * sizeof(float));
  model_file_free(fitted);
  model_file_free(before);
}

/* Fitted to its own inputs, a matrix behind truncated ones is not asked to make up for them. */
static void a_fit_to_its_own_inputs_is_the_nearest_to_the_dense_matrix_there(void **state) {
  (void)state;
  RefitErrors errors;
  const size_t last = all.candidates.count - 1;
  ModelFile *own = choice_model(&all.candidates, &all.choice);
  assert_true(refit_matrix(&all.candidates, last, REFIT_OWN, &all.set, 1, own, &errors));
  assert_true(errors.after <= errors.before);
  const double first = errors.after;
  assert_true(refit_matrix(&all.candidates, last, REFIT_OWN, &all.set, 1, own, &errors));
  assert_near(errors.before, first, 1e-4 * (1 + first));
  model_file_free(own);
}

/* ---- What a matrix reads ---- */

static void a_first_layer_reads_the_features(void **state) {
  (void)state;
  MatrixInputs inputs;
  size_t frames = 0;
  assert_true(matrix_inputs_collect(&all.description, all.model, &all.set, 0, 0, 1, &inputs));
  for (size_t i = 0; i < all.set.count; i++)
    frames += all.set.items[i].frames;
  assert_int_equal(inputs.count, frames);
  assert_memory_equal(inputs.rows, all.set.items[0].features, inputs.columns * sizeof(float));
  matrix_inputs_clear(&inputs);
}

static void a_state_starts_at_nothing(void **state) {
  (void)state;
  MatrixInputs inputs;
  assert_true(matrix_inputs_collect(&all.description, all.model, &all.set, 0, 1, 1, &inputs));
  for (size_t i = 0; i < UTTERANCES * inputs.columns; i++) /* the first frame of each */
    assert_true(inputs.rows[i] == 0);
  assert_true(inputs.rows[UTTERANCES * inputs.columns] != 0);
  matrix_inputs_clear(&inputs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_matrix_loses_what_its_singular_values_say),
      cmocka_unit_test(no_matrix_fits_worse_than_before),
      cmocka_unit_test(matrices_behind_truncated_ones_fit_better),
      cmocka_unit_test(the_fitted_bias_leaves_no_mean_error),
      cmocka_unit_test(fits_that_the_judge_dislikes_leave_no_trace),
      cmocka_unit_test(fits_that_the_judge_likes_stay),
      cmocka_unit_test(a_fit_to_its_own_inputs_is_the_nearest_to_the_dense_matrix_there),
      cmocka_unit_test(a_first_layer_reads_the_features),
      cmocka_unit_test(a_state_starts_at_nothing),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
