/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Truncations of matrices in all metrics.
 */
#include "assert_near.h"
#include "offline/data/random_generator.h"
#include "offline/rank/diagonal_part.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROWS 9
#define COLUMNS 6
#define INPUTS 400

static float matrix[ROWS * COLUMNS];
static double inputs[INPUTS][COLUMNS], mean[COLUMNS], covariance[COLUMNS * COLUMNS];

/* Inputs that hardly ever leave a plane, around a mean. */
static int make_data(void **state) {
  (void)state;
  RandomGenerator random;
  random_start(&random, 5, 0);
  for (int i = 0; i < ROWS * COLUMNS; i++)
    matrix[i] = (float)random_normal(&random, 0, 1);
  memset(mean, 0, sizeof mean);
  memset(covariance, 0, sizeof covariance);
  for (int n = 0; n < INPUTS; n++)
    for (int c = 0; c < COLUMNS; c++) {
      const double width = c < 2 ? 3 : 0.1;
      inputs[n][c] = random_normal(&random, c, width);
      mean[c] += inputs[n][c] / INPUTS;
    }
  for (int n = 0; n < INPUTS; n++)
    for (int a = 0; a < COLUMNS; a++)
      for (int b = 0; b < COLUMNS; b++)
        covariance[a * COLUMNS + b] += (inputs[n][a] - mean[a]) * (inputs[n][b] - mean[b]) / INPUTS;
  return 0;
}

static double left_out(const FactorBasis *basis, uint32_t rank, int row, int column) {
  double value = (double)matrix[row * COLUMNS + column];
  for (uint32_t k = 0; k < rank; k++)
    value -= (double)basis->left[(uint32_t)row * basis->count + k] * basis->right[k * COLUMNS + (uint32_t)column];
  return value;
}

static double tail(const FactorBasis *basis, uint32_t rank) {
  double sum = 0;
  for (uint32_t k = rank; k < basis->count; k++)
    sum += basis->values[k] * basis->values[k];
  return sum;
}

static double output_error(const FactorBasis *basis, uint32_t rank) {
  double sum = 0;
  for (int n = 0; n < INPUTS; n++)
    for (int row = 0; row < ROWS; row++) {
      double error = 0;
      for (int column = 0; column < COLUMNS; column++)
        error += left_out(basis, rank, row, column) * (inputs[n][column] - mean[column]);
      sum += error * error / INPUTS;
    }
  return sum;
}

static FactorBasis made(const double *metric) {
  FactorBasis basis;
  assert_true(factor_basis_make(matrix, ROWS, COLUMNS, metric, NULL, &basis));
  return basis;
}

static void the_plain_error_is_the_tail_of_the_singular_values(void **state) {
  (void)state;
  FactorBasis basis = made(NULL);
  for (uint32_t rank = 0; rank <= COLUMNS; rank++) {
    double error = 0;
    for (int row = 0; row < ROWS; row++)
      for (int column = 0; column < COLUMNS; column++)
        error += left_out(&basis, rank, row, column) * left_out(&basis, rank, row, column);
    assert_near(error, tail(&basis, rank), 1e-4);
  }
  factor_basis_clear(&basis);
}

static void the_weighted_error_is_what_the_outputs_lose(void **state) {
  (void)state;
  FactorBasis basis = made(covariance);
  for (uint32_t rank = 0; rank <= COLUMNS; rank++)
    assert_near(output_error(&basis, rank), tail(&basis, rank), 1e-4 * tail(&basis, 0));
  factor_basis_clear(&basis);
}

static void weighting_never_makes_the_outputs_worse(void **state) {
  (void)state;
  FactorBasis plain = made(NULL), weighted = made(covariance);
  for (uint32_t rank = 1; rank < COLUMNS; rank++)
    assert_true(output_error(&weighted, rank) <= output_error(&plain, rank) * (1 + 1e-6));
  assert_true(output_error(&weighted, 1) < 0.9 * output_error(&plain, 1));
  factor_basis_clear(&plain);
  factor_basis_clear(&weighted);
}

/* ---- Outputs that count unlike ---- */

/* The first outputs count most, and the second with the first. */
static void make_sensitivity(double *sensitivity) {
  memset(sensitivity, 0, ROWS * ROWS * sizeof *sensitivity);
  for (int row = 0; row < ROWS; row++)
    sensitivity[row * ROWS + row] = row < 2 ? 4 : 0.05;
  sensitivity[1] = sensitivity[ROWS] = 3;
}

/* As they are counted: a thousandth of their mean is added to all. */
static double counted_error(const FactorBasis *basis, uint32_t rank, const double *sensitivity) {
  double sum = 0, trace = 0;
  for (int row = 0; row < ROWS; row++)
    trace += sensitivity[row * ROWS + row];
  for (int n = 0; n < INPUTS; n++) {
    double errors[ROWS] = {0};
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++)
        errors[row] += left_out(basis, rank, row, column) * (inputs[n][column] - mean[column]);
      sum += 1e-3 * trace / ROWS * errors[row] * errors[row] / INPUTS;
    }
    for (int a = 0; a < ROWS; a++)
      for (int b = 0; b < ROWS; b++)
        sum += errors[a] * sensitivity[a * ROWS + b] * errors[b] / INPUTS;
  }
  return sum;
}

static FactorBasis made_two_sided(const double *sensitivity) {
  FactorBasis basis;
  assert_true(factor_basis_make(matrix, ROWS, COLUMNS, covariance, sensitivity, &basis));
  return basis;
}

static void the_two_sided_error_counts_outputs_by_their_sensitivity(void **state) {
  (void)state;
  double sensitivity[ROWS * ROWS];
  make_sensitivity(sensitivity);
  FactorBasis basis = made_two_sided(sensitivity);
  for (uint32_t rank = 0; rank <= COLUMNS; rank++)
    assert_near(counted_error(&basis, rank, sensitivity), tail(&basis, rank), 1e-4 * tail(&basis, 0));
  factor_basis_clear(&basis);
}

static void two_sided_factors_lose_least_of_what_counts(void **state) {
  (void)state;
  double sensitivity[ROWS * ROWS];
  make_sensitivity(sensitivity);
  FactorBasis weighted = made(covariance), both = made_two_sided(sensitivity);
  for (uint32_t rank = 1; rank < COLUMNS; rank++)
    assert_true(counted_error(&both, rank, sensitivity) <= counted_error(&weighted, rank, sensitivity) * (1 + 1e-6));
  assert_true(counted_error(&both, 1, sensitivity) < 0.9 * counted_error(&weighted, 1, sensitivity));
  factor_basis_clear(&weighted);
  factor_basis_clear(&both);
}

static void outputs_that_count_alike_change_nothing(void **state) {
  (void)state;
  double sensitivity[ROWS * ROWS] = {0};
  for (int row = 0; row < ROWS; row++)
    sensitivity[row * ROWS + row] = 1;
  FactorBasis weighted = made(covariance), both = made_two_sided(sensitivity);
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++)
      assert_near(left_out(&both, 2, row, column), left_out(&weighted, 2, row, column), 1e-4);
  factor_basis_clear(&weighted);
  factor_basis_clear(&both);
}

static void both_factors_are_equally_long(void **state) {
  (void)state;
  FactorBasis basis = made(covariance);
  for (uint32_t k = 0; k < basis.count; k++) {
    double left = 0, right = 0;
    for (uint32_t row = 0; row < ROWS; row++)
      left += (double)basis.left[row * basis.count + k] * basis.left[row * basis.count + k];
    for (uint32_t column = 0; column < COLUMNS; column++)
      right += (double)basis.right[k * COLUMNS + column] * basis.right[k * COLUMNS + column];
    assert_near(left, right, 1e-4 * left);
  }
  factor_basis_clear(&basis);
}

static void the_error_share_falls_from_one_to_nothing(void **state) {
  (void)state;
  FactorBasis basis = made(covariance);
  assert_near(factor_basis_error(&basis, 0), 1, 1e-12);
  for (uint32_t rank = 0; rank < COLUMNS; rank++)
    assert_true(factor_basis_error(&basis, rank + 1) < factor_basis_error(&basis, rank));
  assert_near(factor_basis_error(&basis, COLUMNS), 0, 1e-12);
  factor_basis_clear(&basis);
}

/* As a file stores a row in whole numbers. */
static void round_row(float *row, size_t stride, size_t count) {
  float largest = 0;
  for (size_t i = 0; i < count; i++)
    largest = fmaxf(largest, fabsf(row[i * stride]));
  for (size_t i = 0; i < count; i++)
    row[i * stride] = roundf(row[i * stride] * STORAGE_I8_MAX / largest) * largest / STORAGE_I8_MAX;
}

/* At the whole rank nothing but rounding is left. Of so few numbers the mean square is known to a factor only. */
static void rounding_costs_about_what_is_foretold(void **state) {
  (void)state;
  FactorBasis basis = made(covariance);
  const double foretold = factor_basis_rounding(&basis, COLUMNS, STORAGE_I8) * tail(&basis, 0);
  for (uint32_t row = 0; row < ROWS; row++)
    round_row(basis.left + row * basis.count, 1, basis.count);
  for (uint32_t k = 0; k < basis.count; k++)
    round_row(basis.right + k * COLUMNS, 1, COLUMNS);
  const double found = output_error(&basis, COLUMNS);
  if (!(found > 0.4 * foretold && found < 2.5 * foretold)) fail_msg("foretold %g, found %g", foretold, found);
  assert_true(factor_basis_rounding(&basis, COLUMNS, STORAGE_F16) < 1e-6);
  assert_true(factor_basis_rounding(&basis, COLUMNS, STORAGE_F32) <= 0);
  factor_basis_clear(&basis);
}

/* ---- A diagonal ---- */

/* Two squares of a diagonal each, and one term. */
static void a_diagonal_takes_what_no_low_rank_can(void **state) {
  (void)state;
  enum { SIZE = 12 };
  float weight[2 * SIZE * SIZE], diagonal[2 * SIZE];
  FactorBasis basis, beside;
  for (int row = 0; row < 2 * SIZE; row++)
    for (int column = 0; column < SIZE; column++)
      weight[row * SIZE + column] =
          0.1f * (float)((row % 5 - 2) * (column % 3 - 1)) + (row % SIZE == column ? 1 + 0.1f * (float)row : 0);
  assert_true(factor_basis_make(weight, 2 * SIZE, SIZE, NULL, NULL, &basis));
  assert_true(diagonal_part(weight, &basis, NULL, NULL, diagonal, &beside));
  assert_true(factor_basis_error(&basis, 2) > 0.5);
  assert_true(factor_basis_error(&beside, 1) < 0.05);
  double error = 0, whole = 0;
  for (int row = 0; row < 2 * SIZE; row++)
    for (int column = 0; column < SIZE; column++) {
      const double value = (double)weight[row * SIZE + column];
      const double rest = value - (row % SIZE == column ? (double)diagonal[row] : 0) -
                          (double)beside.left[row * SIZE] * (double)beside.right[column];
      error += rest * rest;
      whole += value * value;
    }
  assert_near(factor_basis_error(&beside, 1), error / whole, 1e-5);
  factor_basis_clear(&basis);
  factor_basis_clear(&beside);
}

static void a_value_that_is_not_finite_is_refused(void **state) {
  (void)state;
  FactorBasis basis;
  matrix[7] = NAN;
  assert_false(factor_basis_make(matrix, ROWS, COLUMNS, NULL, NULL, &basis));
  factor_basis_clear(&basis);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_plain_error_is_the_tail_of_the_singular_values),
      cmocka_unit_test(the_weighted_error_is_what_the_outputs_lose),
      cmocka_unit_test(weighting_never_makes_the_outputs_worse),
      cmocka_unit_test(the_two_sided_error_counts_outputs_by_their_sensitivity),
      cmocka_unit_test(two_sided_factors_lose_least_of_what_counts),
      cmocka_unit_test(outputs_that_count_alike_change_nothing),
      cmocka_unit_test(both_factors_are_equally_long),
      cmocka_unit_test(the_error_share_falls_from_one_to_nothing),
      cmocka_unit_test(rounding_costs_about_what_is_foretold),
      cmocka_unit_test(a_diagonal_takes_what_no_low_rank_can),
      cmocka_unit_test(a_value_that_is_not_finite_is_refused),
  };
  return cmocka_run_group_tests(tests, make_data, NULL);
}
