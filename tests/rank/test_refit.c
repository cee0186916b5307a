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
  RefitErrors errors;
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
  assert_true(refit_model(&all.candidates, &all.choice, &all.set, 1, all.truncated, &all.errors));
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
  assert_near(all.errors.before[0], expected, 1e-3 * expected);
  assert_near(all.errors.after[0], expected, 1e-3 * expected);
}

static void no_matrix_fits_worse_than_before(void **state) {
  (void)state;
  for (size_t i = 0; i < all.candidates.count; i++)
    assert_true(all.errors.after[i] <= all.errors.before[i] * (1 + 1e-6));
}

static void matrices_behind_truncated_ones_fit_better(void **state) {
  (void)state;
  int better = 0;
  for (size_t i = 2; i < all.candidates.count; i++)
    better += all.errors.after[i] < 0.98 * all.errors.before[i];
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
      cmocka_unit_test(a_first_layer_reads_the_features),
      cmocka_unit_test(a_state_starts_at_nothing),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
