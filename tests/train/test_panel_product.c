/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every kernel of the packed products against sums in double precision, at sizes around every multiple that the kernels
 * know.
 */
#include "offline/data/random_generator.h"
#include "offline/train/panel_product.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MARGIN 32 /* floats after y that must stay as they are */

typedef struct {
  size_t rows, columns, count;
  float *matrix, *x, *x_transposed, *start, *y, *packed, *scratch;
} Case;

static float *filled(RandomGenerator *random, size_t count) {
  float *values = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  assert_non_null(values);
  for (size_t i = 0; i < count; i++)
    values[i] = (float)random_between(random, -1, 1);
  return values;
}

static void open_case(Case *test, size_t rows, size_t columns, size_t count) {
  RandomGenerator random;
  random_start(&random, 4, rows * 1000 + columns);
  *test = (Case){.rows = rows, .columns = columns, .count = count};
  test->matrix = filled(&random, rows * columns);
  test->x = filled(&random, count * columns);
  test->x_transposed = filled(&random, count * columns);
  for (size_t n = 0; n < count; n++)
    for (size_t k = 0; k < columns; k++)
      test->x_transposed[k * count + n] = test->x[n * columns + k];
  test->start = filled(&random, count * rows + MARGIN);
  test->y = filled(&random, count * rows + MARGIN);
  test->packed = filled(&random, panel_matrix_size(rows, columns));
  test->scratch = filled(&random, PANEL_SCRATCH);
}

static void close_case(Case *test) {
  free(test->matrix);
  free(test->x);
  free(test->x_transposed);
  free(test->start);
  free(test->y);
  free(test->packed);
  free(test->scratch);
}

static void start_again(Case *test) {
  memcpy(test->y, test->start, (test->count * test->rows + MARGIN) * sizeof(float));
}

static void expect_product(const Case *test, const PanelKernel *kernel, const char *what) {
  for (size_t n = 0; n < test->count; n++)
    for (size_t row = 0; row < test->rows; row++) {
      double sum = test->start[n * test->rows + row], size = fabs(sum);
      for (size_t k = 0; k < test->columns; k++) {
        const double term = (double)test->matrix[row * test->columns + k] * test->x[n * test->columns + k];
        sum += term;
        size += fabs(term);
      }
      const double found = test->y[n * test->rows + row];
      if (!(fabs(found - sum) <= 1e-6 * size))
        fail_msg("%s, %s, %zu x %zu, vector %zu of %zu, row %zu: %g instead of %g", what, panel_kernel_name(kernel),
                 test->rows, test->columns, n, test->count, row, found, sum);
    }
  const size_t end = test->count * test->rows;
  assert_memory_equal(test->y + end, test->start + end, MARGIN * sizeof(float));
}

static void transpose(const float *matrix, size_t rows, size_t columns, float *transposed) {
  for (size_t row = 0; row < rows; row++)
    for (size_t column = 0; column < columns; column++)
      transposed[column * rows + row] = matrix[row * columns + column];
}

static void check_case(size_t rows, size_t columns, size_t count) {
  Case test;
  open_case(&test, rows, columns, count);
  float *transposed = malloc(rows * columns * sizeof(float));
  transpose(test.matrix, rows, columns, transposed);
  const PanelKernel *kernel;
  for (size_t i = 0; (kernel = panel_kernel_at(i)); i++) {
    start_again(&test);
    panel_matrix_pack(test.matrix, rows, columns, test.packed);
    panel_product_add(kernel, test.packed, rows, columns, test.x, count, test.y);
    expect_product(&test, kernel, "product");
    start_again(&test);
    panel_matrix_pack_transposed(transposed, columns, rows, test.packed);
    panel_product_add_transposed(kernel, test.packed, rows, columns, test.x_transposed, count, test.y, test.scratch);
    expect_product(&test, kernel, "product with both sides transposed");
  }
  free(transposed);
  close_case(&test);
}

static void products_are_right_at_every_size(void **state) {
  (void)state;
  const size_t rows[] = {1, 7, 15, 16, 17, 31, 32, 33, 47, 50, 65};
  const size_t counts[] = {1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17};
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++)
      check_case(rows[r], 3 + 2 * r + c, counts[c]);
}

/* Longer than what is taken at a time: 256 terms, 64 vectors. */
static void products_are_right_beyond_one_part(void **state) {
  (void)state;
  check_case(33, 255, 63);
  check_case(20, 256, 64);
  check_case(37, 257, 65);
  check_case(17, 600, 131);
}

static void the_sum_of_a_vector_does_not_depend_on_the_others(void **state) {
  (void)state;
  Case test;
  open_case(&test, 50, 300, 21);
  float together[21 * 50];
  const PanelKernel *kernel;
  for (size_t i = 0; (kernel = panel_kernel_at(i)); i++) {
    panel_matrix_pack(test.matrix, 50, 300, test.packed);
    start_again(&test);
    panel_product_add(kernel, test.packed, 50, 300, test.x, 21, test.y);
    memcpy(together, test.y, sizeof together);
    start_again(&test);
    for (size_t n = 0; n < 21; n++)
      panel_product_add(kernel, test.packed, 50, 300, test.x + n * 300, 1, test.y + n * 50);
    assert_memory_equal(together, test.y, sizeof together);
  }
  close_case(&test);
}

static void the_plain_kernel_runs_everywhere_and_comes_last(void **state) {
  (void)state;
  size_t count = 0;
  while (panel_kernel_at(count))
    count++;
  assert_true(count >= 1);
  assert_string_equal(panel_kernel_name(panel_kernel_at(count - 1)), "plain");
  assert_false(panel_kernel_is_fast(panel_kernel_at(count - 1)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(products_are_right_at_every_size),
      cmocka_unit_test(products_are_right_beyond_one_part),
      cmocka_unit_test(the_sum_of_a_vector_does_not_depend_on_the_others),
      cmocka_unit_test(the_plain_kernel_runs_everywhere_and_comes_last),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
