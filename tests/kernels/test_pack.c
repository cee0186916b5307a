/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those above. */
#include <cmocka.h>

#include "engine/kernels/aligned_block.h"
#include "engine/kernels/kernels.h"
#include "random_values.h"
#include <stdlib.h>

static const size_t sizes[] = {1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 64, 65, 80, 128, 255, 257};
#define SIZES (sizeof sizes / sizeof sizes[0])

/* Where the header says that a weight lies. */
static size_t place(size_t rows, size_t columns, size_t row, size_t column) {
  size_t wide_rows = rows / KERNEL_WIDE_PANEL * KERNEL_WIDE_PANEL;
  size_t width = row < wide_rows ? KERNEL_WIDE_PANEL : KERNEL_PANEL;
  size_t first = row < wide_rows ? row / width * width : wide_rows + (row - wide_rows) / width * width;
  return first * columns + column * width + (row - first);
}

static void each_shape(void (*check)(size_t rows, size_t columns, const float *matrix, const float *packed)) {
  for (size_t i = 0; i < SIZES; i++)
    for (size_t j = 0; j < SIZES; j++) {
      size_t rows = sizes[i], columns = sizes[j];
      uint64_t random = 1;
      float *matrix = malloc(rows * columns * sizeof(float));
      float *packed = malloc(packed_size(rows, columns) * sizeof(float));
      assert_non_null(matrix);
      assert_non_null(packed);
      random_fill(&random, matrix, rows * columns, 1.0f);
      pack_matrix(matrix, rows, columns, columns, packed);
      check(rows, columns, matrix, packed);
      free(matrix);
      free(packed);
    }
}

static void check_places(size_t rows, size_t columns, const float *matrix, const float *packed) {
  for (size_t row = 0; row < rows; row++)
    for (size_t column = 0; column < columns; column++)
      assert_true(packed[place(rows, columns, row, column)] == matrix[row * columns + column]);
}

static void every_weight_is_found_where_the_header_says(void **state) {
  (void)state;
  each_shape(check_places);
}

static void check_padding(size_t rows, size_t columns, const float *matrix, const float *packed) {
  (void)matrix;
  size_t zeros = 0;
  for (size_t i = 0; i < packed_size(rows, columns); i++)
    zeros += packed[i] == 0.0f;
  assert_int_equal(zeros, packed_size(rows, columns) - rows * columns);
}

static void rows_that_fill_the_last_panel_are_zero(void **state) {
  (void)state;
  each_shape(check_padding);
}

static void size_is_rows_in_whole_panels_times_columns(void **state) {
  (void)state;
  assert_int_equal(packed_size(1, 5), 16 * 5);
  assert_int_equal(packed_size(16, 5), 16 * 5);
  assert_int_equal(packed_size(17, 5), 32 * 5);
  assert_int_equal(packed_size(64, 5), 64 * 5);
  assert_int_equal(packed_size(65, 5), 80 * 5);
}

static void block_gives_zeroed_aligned_arrays_in_order(void **state) {
  (void)state;
  static const size_t counts[] = {1, 16, 17, 3, 100};
  AlignedBlock block = {0};
  for (int i = 0; i < 5; i++)
    assert_null(aligned_block_take(&block, counts[i]));
  assert_true(aligned_block_allocate(&block));
  const float *end = block.floats;
  for (int i = 0; i < 5; i++) {
    float *taken = aligned_block_take(&block, counts[i]);
    assert_int_equal((uintptr_t)taken % 64, 0);
    assert_true(taken >= end && taken < end + 16);
    for (size_t k = 0; k < counts[i]; k++)
      assert_true(taken[k] == 0.0f);
    end = taken + counts[i];
  }
  aligned_block_free(&block);
  assert_null(block.floats);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_weight_is_found_where_the_header_says),
      cmocka_unit_test(rows_that_fill_the_last_panel_are_zero),
      cmocka_unit_test(size_is_rows_in_whole_panels_times_columns),
      cmocka_unit_test(block_gives_zeroed_aligned_arrays_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
