/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those above. */
#include <cmocka.h>

#include "engine/matrix.h"
#include "random_values.h"
#include <math.h>
#include <string.h>

enum { ROWS = 97, COLUMNS = 45, RANK = 11 };

static Tensor *add_random(ModelFile *file, const char *name, uint32_t rows, uint32_t columns, uint64_t random) {
  Tensor *tensor = model_file_add(file, name, rows, columns, 2);
  assert_non_null(tensor);
  random_fill(&random, tensor->values, (size_t)rows * columns, 1.0f);
  return tensor;
}

static void add_factors(ModelFile *file) {
  add_random(file, "W.left", ROWS, RANK, 1);
  add_random(file, "W.right", RANK, COLUMNS, 2);
}

static Matrix pack(const ModelFile *file, AlignedBlock *block) {
  const WeightSource source = {file, NULL};
  matrix_pack(&source, "W", MATRIX_PANELS, block);
  assert_true(aligned_block_allocate(block));
  return matrix_pack(&source, "W", MATRIX_PANELS, block);
}

/* The product of the factors at one place. */
static double product(const ModelFile *file, size_t row, size_t column) {
  const Tensor *left = model_file_tensor(file, "W.left"), *right = model_file_tensor(file, "W.right");
  double sum = 0.0;
  for (size_t k = 0; k < RANK; k++)
    sum += (double)left->values[row * RANK + k] * (double)right->values[k * COLUMNS + column];
  return sum;
}

static void dense_matrix_multiplies_and_adds(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  const Tensor *tensor = add_random(file, "W", ROWS, COLUMNS, 3);
  AlignedBlock block = {0};
  Matrix matrix = pack(file, &block);
  assert_int_equal(matrix.rank, 0);
  for (size_t set = 0; kernels_at(set); set++) {
    uint64_t random = 4;
    float x[COLUMNS], y[ROWS];
    random_fill(&random, x, COLUMNS, 1.0f);
    for (size_t row = 0; row < ROWS; row++)
      y[row] = 1.0f;
    matrix_multiply_add(kernels_at(set), &matrix, x, y, NULL);
    for (size_t row = 0; row < ROWS; row++) {
      double expected = 1.0;
      for (size_t column = 0; column < COLUMNS; column++)
        expected += (double)tensor->values[row * COLUMNS + column] * (double)x[column];
      assert_true(fabs((double)y[row] - expected) < 1e-5);
    }
  }
  aligned_block_free(&block);
  model_file_free(file);
}

static void factor_pair_equals_its_product(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  add_factors(file);
  AlignedBlock block = {0};
  Matrix matrix = pack(file, &block);
  for (size_t set = 0; kernels_at(set); set++) {
    uint64_t random = 5;
    float x[COLUMNS], y[ROWS], scratch[RANK];
    random_fill(&random, x, COLUMNS, 1.0f);
    memset(y, 0, sizeof y);
    for (size_t i = 0; i < RANK; i++)
      scratch[i] = 1e30f; /* what an earlier matrix left behind */
    matrix_multiply_add(kernels_at(set), &matrix, x, y, scratch);
    for (size_t row = 0; row < ROWS; row++) {
      double expected = 0.0;
      for (size_t column = 0; column < COLUMNS; column++)
        expected += product(file, row, column) * (double)x[column];
      assert_true(fabs((double)y[row] - expected) < 1e-4);
    }
  }
  aligned_block_free(&block);
  model_file_free(file);
}

static void factor_pair_is_not_multiplied_out(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  add_factors(file);
  AlignedBlock block = {0};
  Matrix matrix = pack(file, &block);
  assert_int_equal(matrix.rank, RANK);
  assert_int_equal(matrix.rows, ROWS);
  assert_int_equal(matrix.columns, COLUMNS);
  assert_int_equal(block.used, packed_size(RANK, COLUMNS) + packed_size(ROWS, RANK));
  aligned_block_free(&block);
  model_file_free(file);
}

static void factors_lie_in_the_order_in_which_they_run(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  add_factors(file);
  AlignedBlock block = {0};
  Matrix matrix = pack(file, &block);
  assert_ptr_equal(matrix.right, block.floats);
  assert_ptr_equal(matrix.left, block.floats + packed_size(RANK, COLUMNS));
  aligned_block_free(&block);
  model_file_free(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dense_matrix_multiplies_and_adds),
      cmocka_unit_test(factor_pair_equals_its_product),
      cmocka_unit_test(factor_pair_is_not_multiplied_out),
      cmocka_unit_test(factors_lie_in_the_order_in_which_they_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
