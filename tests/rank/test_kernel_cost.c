/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measured costs of products: only what holds on any machine, however loaded.
 */
#include "offline/rank/kernel_cost.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ROWS 768
#define COLUMNS 256

static KernelCost *cost;

static int open_cost(void **state) {
  (void)state;
  cost = kernel_cost_create();
  return cost == NULL;
}

static int close_cost(void **state) {
  (void)state;
  kernel_cost_free(cost);
  return 0;
}

static void a_small_rank_costs_less_than_the_whole_matrix(void **state) {
  (void)state;
  assert_true(kernel_cost_ns(cost, ROWS, COLUMNS, 8) > 0);
  assert_true(2 * kernel_cost_ns(cost, ROWS, COLUMNS, 8) < kernel_cost_ns(cost, ROWS, COLUMNS, 0));
}

static void a_matrix_of_a_quarter_costs_less(void **state) {
  (void)state;
  assert_true(kernel_cost_ns(cost, ROWS / 4, COLUMNS, 0) < kernel_cost_ns(cost, ROWS, COLUMNS, 0));
}

static void what_was_measured_is_not_measured_again(void **state) {
  (void)state;
  const double first = kernel_cost_ns(cost, ROWS, COLUMNS, 20);
  for (int i = 0; i < 5; i++)
    assert_true(kernel_cost_ns(cost, ROWS, COLUMNS, 20) == first);
}

static void ranks_within_a_panel_lie_on_a_line(void **state) {
  (void)state;
  const double first = kernel_cost_ns(cost, ROWS, COLUMNS, 17), last = kernel_cost_ns(cost, ROWS, COLUMNS, 32);
  assert_float_equal(kernel_cost_ns(cost, ROWS, COLUMNS, 22), first + (last - first) / 3, 1e-6 * last);
}

static void the_second_level_cache_is_unknown_or_plausible(void **state) {
  (void)state;
  const size_t bytes = second_level_cache();
  assert_true(bytes == 0 || (bytes >= (size_t)32 << 10 && bytes <= (size_t)1 << 30));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_small_rank_costs_less_than_the_whole_matrix),
      cmocka_unit_test(a_matrix_of_a_quarter_costs_less),
      cmocka_unit_test(what_was_measured_is_not_measured_again),
      cmocka_unit_test(ranks_within_a_panel_lie_on_a_line),
      cmocka_unit_test(the_second_level_cache_is_unknown_or_plausible),
  };
  return cmocka_run_group_tests(tests, open_cost, close_cost);
}
