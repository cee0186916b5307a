/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an update does to the parameters, whatever the gradient comes from.
 */
#include "offline/train/network_plan.h"
#include "offline/train/optimiser.h"
#include "offline/train/orthogonal_step.h"

#include <lapacke.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIDE_MOST 48

/* In -1..1, the same in each run. */
static void draw(float *values, size_t count) {
  uint32_t state = 12345;
  for (size_t i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = (float)(state >> 8) / (float)(1 << 23) - 1;
  }
}

static float *orthogonalised(const float *matrix, uint32_t rows, uint32_t columns) {
  float *result = malloc((size_t)rows * columns * sizeof *result);
  float *scratch = malloc(orthogonalise_scratch_size(rows, columns) * sizeof *scratch);
  memcpy(result, matrix, (size_t)rows * columns * sizeof *result);
  orthogonalise(result, rows, columns, scratch);
  free(scratch);
  return result;
}

static void singular_values_range(const float *matrix, uint32_t rows, uint32_t columns, float *least, float *most) {
  float copy[SIDE_MOST * SIDE_MOST], values[SIDE_MOST], rest[SIDE_MOST];
  memcpy(copy, matrix, (size_t)rows * columns * sizeof *copy);
  assert_int_equal(LAPACKE_sgesvd(LAPACK_ROW_MAJOR, 'N', 'N', (int)rows, (int)columns, copy, (int)columns, values, NULL,
                                  1, NULL, 1, rest),
                   0);
  *most = values[0];
  *least = values[(rows < columns ? rows : columns) - 1];
}

static void assert_is_nearly_orthogonal(uint32_t rows, uint32_t columns) {
  float matrix[SIDE_MOST * SIDE_MOST], least, most;
  draw(matrix, (size_t)rows * columns);
  singular_values_range(matrix, rows, columns, &least, &most);
  assert_true(most > 1.8f * least);
  float *result = orthogonalised(matrix, rows, columns);
  singular_values_range(result, rows, columns, &least, &most);
  assert_true(least > 0.6f && most < 1.3f);
  free(result);
}

static void all_singular_values_of_a_tall_matrix_come_close_to_one(void **state) {
  (void)state;
  assert_is_nearly_orthogonal(48, 12);
}

static void all_singular_values_of_a_wide_matrix_come_close_to_one(void **state) {
  (void)state;
  assert_is_nearly_orthogonal(12, 48);
}

/* M^T O is symmetric and positive exactly when O has the singular vectors of M. */
static void the_singular_vectors_stay(void **state) {
  (void)state;
  enum { ROWS = 20, COLUMNS = 9 };
  float matrix[ROWS * COLUMNS];
  draw(matrix, ROWS * COLUMNS);
  float *result = orthogonalised(matrix, ROWS, COLUMNS);
  for (int i = 0; i < COLUMNS; i++)
    for (int k = 0; k < i; k++) {
      float one = 0, other = 0;
      for (int n = 0; n < ROWS; n++) {
        one += matrix[n * COLUMNS + i] * result[n * COLUMNS + k];
        other += matrix[n * COLUMNS + k] * result[n * COLUMNS + i];
      }
      assert_float_equal(one, other, 1e-4);
    }
  free(result);
}

static void a_matrix_of_zeros_stays(void **state) {
  (void)state;
  const float zeros[6 * 4] = {0};
  float *result = orthogonalised(zeros, 6, 4);
  assert_memory_equal(result, zeros, sizeof zeros);
  free(result);
}

/* ---- Whole updates of a small network ---- */

typedef struct {
  OptimiserOptions options;
  ParameterLayout layout;
  OptimiserState state;
  float *gradient;
} Fixture;

static void open_fixture(Fixture *fixture, OptimiserMethod method) {
  NetworkPlan plan;
  NetworkDescription description;
  network_plan_defaults(&plan);
  plan.recurrent_size = 16;
  network_plan_describe(&plan, &description);
  memset(fixture, 0, sizeof *fixture);
  assert_true(parameter_layout_init(&fixture->layout, &description, NULL));
  optimiser_defaults(&fixture->options);
  fixture->options.method = method;
  fixture->options.warm_up = 1;
  const size_t count = fixture->layout.count;
  float **arrays[] = {&fixture->state.parameters, &fixture->state.average, &fixture->state.first,
                      &fixture->state.second, &fixture->gradient};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    *arrays[i] = calloc(count, sizeof(float));
  fixture->state.scratch = calloc(optimiser_scratch_size(&fixture->options, &fixture->layout) + 1, sizeof(float));
  draw(fixture->gradient, count);
}

static void close_fixture(Fixture *fixture) {
  free(fixture->state.parameters);
  free(fixture->state.average);
  free(fixture->state.first);
  free(fixture->state.second);
  free(fixture->state.scratch);
  free(fixture->gradient);
  parameter_layout_clear(&fixture->layout);
}

static void update(Fixture *fixture, unsigned threads) {
  assert_true(
      isfinite(optimiser_step(&fixture->options, &fixture->layout, threads, &fixture->state, fixture->gradient)));
}

static double step_rms(const Fixture *fixture, const TensorPlace *place) {
  const size_t count = (size_t)place->rows * place->columns;
  double sum = 0;
  for (size_t i = place->offset; i < place->offset + count; i++)
    sum += pow(fixture->state.parameters[i], 2);
  return sqrt(sum / (double)count) / fixture->options.rate;
}

static void muon_moves_every_matrix_by_about_a_fifth_of_the_rate(void **state) {
  (void)state;
  Fixture fixture;
  open_fixture(&fixture, OPTIMISER_MUON);
  update(&fixture, 1);
  for (size_t i = 0; i < fixture.layout.tensor_count; i++) {
    const TensorPlace *place = &fixture.layout.tensors[i];
    if (place->dimensions != 2 || place->rows == 1) continue;
    const double rms = step_rms(&fixture, place);
    if (rms < 0.12 || rms > 0.26) fail_msg("%s moved by %.3f rates", place->name, rms);
  }
  close_fixture(&fixture);
}

static void vectors_move_the_same_with_muon_as_with_adam(void **state) {
  (void)state;
  Fixture muon, adam;
  open_fixture(&muon, OPTIMISER_MUON);
  open_fixture(&adam, OPTIMISER_ADAM);
  update(&muon, 1);
  update(&adam, 1);
  size_t vectors = 0, matrices_that_differ = 0;
  for (size_t i = 0; i < muon.layout.tensor_count; i++) {
    const TensorPlace *place = &muon.layout.tensors[i];
    const size_t bytes = (size_t)place->rows * place->columns * sizeof(float);
    const float *a = muon.state.parameters + place->offset, *b = adam.state.parameters + place->offset;
    if (place->dimensions == 1) {
      assert_memory_equal(a, b, bytes);
      vectors++;
    } else if (memcmp(a, b, bytes)) {
      matrices_that_differ++;
    }
  }
  assert_true(vectors > 0 && matrices_that_differ > 0);
  close_fixture(&muon);
  close_fixture(&adam);
}

static void an_update_does_not_depend_on_the_number_of_threads(void **state) {
  (void)state;
  Fixture one, three;
  open_fixture(&one, OPTIMISER_MUON);
  open_fixture(&three, OPTIMISER_MUON);
  for (int i = 0; i < 3; i++) {
    update(&one, 1);
    update(&three, 3);
  }
  assert_memory_equal(one.state.parameters, three.state.parameters, one.layout.count * sizeof(float));
  assert_memory_equal(one.state.average, three.state.average, one.layout.count * sizeof(float));
  close_fixture(&one);
  close_fixture(&three);
}

static void a_gradient_that_is_no_number_changes_nothing(void **state) {
  (void)state;
  Fixture fixture;
  open_fixture(&fixture, OPTIMISER_MUON);
  fixture.gradient[fixture.layout.count / 2] = NAN;
  assert_true(isnan(optimiser_step(&fixture.options, &fixture.layout, 1, &fixture.state, fixture.gradient)));
  for (size_t i = 0; i < fixture.layout.count; i++)
    assert_true(fixture.state.parameters[i] == 0 && fixture.state.first[i] == 0);
  assert_int_equal(fixture.state.updates, 0);
  close_fixture(&fixture);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_singular_values_of_a_tall_matrix_come_close_to_one),
      cmocka_unit_test(all_singular_values_of_a_wide_matrix_come_close_to_one),
      cmocka_unit_test(the_singular_vectors_stay),
      cmocka_unit_test(a_matrix_of_zeros_stays),
      cmocka_unit_test(muon_moves_every_matrix_by_about_a_fifth_of_the_rate),
      cmocka_unit_test(vectors_move_the_same_with_muon_as_with_adam),
      cmocka_unit_test(an_update_does_not_depend_on_the_number_of_threads),
      cmocka_unit_test(a_gradient_that_is_no_number_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
