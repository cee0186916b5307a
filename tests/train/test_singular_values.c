/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nuclear norm, cuts and factors of matrices whose singular values are known.
 */
#include "offline/data/random_generator.h"
#include "offline/train/singular_values.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS 9
#define COLUMNS 6
#define RANK 4

static const float singular[RANK] = {3, 2, 0.5f, 0.1f};

/* Element i of cosine number k, orthonormal over `count`. */
static double cosine(int k, int i, int count) {
  return sqrt((k ? 2.0 : 1.0) / count) * cos(M_PI * k * (i + 0.5) / count);
}

/* The first `rank` of the singular values above. */
static void known_matrix(int rank, float *matrix) {
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++) {
      double sum = 0;
      for (int k = 0; k < rank; k++)
        sum += singular[k] * cosine(k, row, ROWS) * cosine(k + 1, column, COLUMNS);
      matrix[row * COLUMNS + column] = (float)sum;
    }
}

static void random_matrix(uint64_t seed, float *matrix, size_t count) {
  RandomGenerator random;
  random_start(&random, seed, 0);
  for (size_t i = 0; i < count; i++)
    matrix[i] = (float)random_normal(&random, 0, 1);
}

static void assert_near(const float *found, const float *expected, size_t count) {
  for (size_t i = 0; i < count; i++)
    assert_float_equal(found[i], expected[i], 1e-5);
}

static double square_sum(const float *values, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += (double)values[i] * values[i];
  return sum;
}

static double nuclear_norm(const float *matrix, uint32_t rows, uint32_t columns) {
  float *gradient = malloc((size_t)rows * columns * sizeof *gradient);
  double norm;
  assert_true(nuclear_gradient(matrix, rows, columns, gradient, &norm));
  free(gradient);
  return norm;
}

static void the_nuclear_norm_is_the_sum_of_the_singular_values(void **state) {
  (void)state;
  float matrix[ROWS * COLUMNS];
  known_matrix(RANK, matrix);
  assert_float_equal(nuclear_norm(matrix, ROWS, COLUMNS), 5.6, 1e-5);
}

static void check_differences(uint32_t rows, uint32_t columns) {
  const size_t count = (size_t)rows * columns;
  float *matrix = malloc(count * sizeof(float)), *gradient = malloc(count * sizeof(float));
  float *direction = malloc(count * sizeof(float)), *moved = malloc(count * sizeof(float));
  double norm, expected = 0, above, below;
  random_matrix(1, matrix, count);
  random_matrix(2, direction, count);
  assert_true(nuclear_gradient(matrix, rows, columns, gradient, &norm));
  for (size_t i = 0; i < count; i++) {
    expected += (double)gradient[i] * direction[i];
    moved[i] = matrix[i] + 0.005f * direction[i];
  }
  above = nuclear_norm(moved, rows, columns);
  for (size_t i = 0; i < count; i++)
    moved[i] = matrix[i] - 0.005f * direction[i];
  below = nuclear_norm(moved, rows, columns);
  assert_float_equal((above - below) / 0.01, expected, 0.01 * (fabs(expected) + 1));
  free(matrix);
  free(gradient);
  free(direction);
  free(moved);
}

static void the_gradient_of_the_nuclear_norm_matches_differences(void **state) {
  (void)state;
  check_differences(ROWS, COLUMNS);
  check_differences(COLUMNS, ROWS);
  check_differences(5, 5);
}

/* Every subgradient of a sum of singular values that are zero holds; the shortest leaves them where they are. */
static void singular_values_of_zero_are_not_pulled(void **state) {
  (void)state;
  float matrix[ROWS * COLUMNS], gradient[ROWS * COLUMNS];
  double norm;
  known_matrix(2, matrix);
  assert_true(nuclear_gradient(matrix, ROWS, COLUMNS, gradient, &norm));
  assert_float_equal(square_sum(gradient, ROWS * COLUMNS), 2, 1e-5);
  memset(matrix, 0, sizeof matrix);
  assert_true(nuclear_gradient(matrix, ROWS, COLUMNS, gradient, &norm));
  assert_true(norm == 0 && square_sum(gradient, ROWS * COLUMNS) == 0);
}

static void a_cut_keeps_the_largest_singular_values(void **state) {
  (void)state;
  float matrix[ROWS * COLUMNS], expected[ROWS * COLUMNS];
  for (int rank = 0; rank <= RANK; rank++) {
    known_matrix(RANK, matrix);
    known_matrix(rank, expected);
    assert_true(truncate_rank(matrix, ROWS, COLUMNS, (uint32_t)rank));
    assert_near(matrix, expected, ROWS * COLUMNS);
  }
}

static void a_cut_to_full_rank_changes_no_bit(void **state) {
  (void)state;
  float matrix[ROWS * COLUMNS], before[ROWS * COLUMNS];
  random_matrix(3, matrix, ROWS * COLUMNS);
  memcpy(before, matrix, sizeof matrix);
  assert_true(truncate_rank(matrix, ROWS, COLUMNS, COLUMNS));
  assert_memory_equal(before, matrix, sizeof matrix);
}

/* Kliegl et al. 2017: half the squares of an even pair are the nuclear norm of its product. */
static void factors_are_even_and_their_squares_give_the_nuclear_norm(void **state) {
  (void)state;
  float matrix[ROWS * COLUMNS], left[ROWS * RANK], right[RANK * COLUMNS], product[ROWS * COLUMNS] = {0};
  known_matrix(RANK, matrix);
  assert_true(factor_matrix(matrix, ROWS, COLUMNS, RANK, left, right));
  for (int row = 0; row < ROWS; row++)
    for (int k = 0; k < RANK; k++)
      for (int column = 0; column < COLUMNS; column++)
        product[row * COLUMNS + column] += left[row * RANK + k] * right[k * COLUMNS + column];
  assert_near(product, matrix, ROWS * COLUMNS);
  assert_float_equal(square_sum(left, ROWS * RANK), 5.6, 1e-4);
  assert_float_equal(square_sum(right, RANK * COLUMNS), 5.6, 1e-4);
}

static void a_value_that_is_no_number_is_refused_and_nothing_changes(void **state) {
  (void)state;
  float matrix[ROWS * COLUMNS], before[ROWS * COLUMNS];
  random_matrix(4, matrix, ROWS * COLUMNS);
  matrix[7] = NAN;
  memcpy(before, matrix, sizeof matrix);
  assert_false(truncate_rank(matrix, ROWS, COLUMNS, 2));
  assert_memory_equal(before, matrix, sizeof matrix);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_nuclear_norm_is_the_sum_of_the_singular_values),
      cmocka_unit_test(the_gradient_of_the_nuclear_norm_matches_differences),
      cmocka_unit_test(singular_values_of_zero_are_not_pulled),
      cmocka_unit_test(a_cut_keeps_the_largest_singular_values),
      cmocka_unit_test(a_cut_to_full_rank_changes_no_bit),
      cmocka_unit_test(factors_are_even_and_their_squares_give_the_nuclear_norm),
      cmocka_unit_test(a_value_that_is_no_number_is_refused_and_nothing_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
