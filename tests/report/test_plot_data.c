/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What gnuplot is told.
 */
#include "made_result.h"
#include "offline/report/plot_data.h"
#include "offline/report/plot_ranges.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *script_of(const TuneResult *result) {
  const ReportModel model = {"made", result};
  char *script;
  size_t size;
  FILE *stream = open_memstream(&script, &size);
  assert_non_null(stream);
  plot_data_write(stream, &(ReportModels){&model, 1}, 0);
  assert_int_equal(fclose(stream), 0);
  return script;
}

/* The rows of a data block, with those that draw nothing and empty ones. */
static void rows_of(const char *script, const char *name, char *rows, size_t size) {
  char head[60];
  snprintf(head, sizeof head, "$%s << END\n", name);
  const char *at = strstr(script, head);
  assert_non_null(at);
  at += strlen(head);
  const char *end = strstr(at, "END\n");
  assert_true(end && (size_t)(end - at) < size);
  snprintf(rows, size, "%.*s", (int)(end - at), at);
}

static void each_matrix_has_a_block_though_it_has_no_curve(void **state) {
  (void)state;
  char *script = script_of(made_result()), rows[2000];
  rows_of(script, "curves", rows, sizeof rows);
  assert_string_equal(rows, "? ? ? ?\n1 -0.53 6 8\n2 -0.51 2 3\n\n\n? ? ? ?\n\n\n");
  free(script);
}

static void errors_are_tails_of_the_squared_values(void **state) {
  (void)state;
  const MatrixResult *matrix = &made_result()->matrices[0];
  assert_float_equal(error_of_rank(matrix, 0), 1, 1e-12);
  assert_float_equal(error_of_rank(matrix, 1), 5.0 / 21, 1e-12);
  assert_float_equal(error_of_rank(matrix, 3), 0, 1e-12);
}

static void a_rank_is_useful_while_its_pair_is_smaller(void **state) {
  (void)state;
  for (uint32_t columns = 1; columns < 40; columns++) {
    const MatrixResult matrix = {.rows = 30, .columns = columns};
    const uint32_t rank = useful_rank(&matrix);
    assert_true(rank * (30 + columns) < 30 * columns);
    assert_true((rank + 1) * (30 + columns) >= 30 * columns);
  }
}

static void networks_stand_by_size_and_performance(void **state) {
  (void)state;
  char *script = script_of(made_result()), rows[2000];
  rows_of(script, "networks", rows, sizeof rows);
  char expected[200];
  snprintf(expected, sizeof expected, "? ? ? ?\n %.9g 98 %.9g %.9g\n\n\n? ? ? ?\n %.9g 96 %.9g 14.885\n\n\n? ? ? ?\n",
           2977.0 / 261, 1290.0 / 143, 11908.0 / 1044, 2977.0 / 397, 1290 / 154.25);
  assert_string_equal(rows, expected);
  free(script);
}

static void a_line_joins_only_networks_that_no_smaller_one_beats(void **state) {
  (void)state;
  TuneResult *result = made_result();
  char rows[2000], expected[200];
  strcpy(result->networks[1].strategy, "joint"); /* larger than the other of joint, and worse */
  char *script = script_of(result);
  rows_of(script, "fronts", rows, sizeof rows);
  snprintf(expected, sizeof expected, "? ? ? ?\n %.9g 98 %.9g %.9g\n\n\n", 2977.0 / 261, 1290.0 / 143, 11908.0 / 1044);
  assert_int_equal(strncmp(rows, expected, strlen(expected)), 0);
  free(script);
}

/* gnuplot runs what stands between backquotes, and a quotation mark would end the name. */
static void a_name_cannot_become_a_command(void **state) {
  (void)state;
  TuneResult *result = made_result();
  strcpy(result->matrices[0].name, "a`touch x`\"\n!touch y");
  char *script = script_of(result);
  assert_non_null(strstr(script, "\"a_touch_x____touch_y\""));
  assert_null(strstr(script, "`"));
  assert_null(strstr(script, "!"));
  free(script);
}

static void numbers_that_are_not_known_are_left_out(void **state) {
  (void)state;
  TuneResult *result = made_result();
  char rows[2000];
  result->matrices[0].curve[0].loss.bound = INFINITY;
  char *script = script_of(result);
  rows_of(script, "curves", rows, sizeof rows);
  assert_non_null(strstr(rows, "1 -0.53 6 ?\n"));
  free(script);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_matrix_has_a_block_though_it_has_no_curve),
      cmocka_unit_test(errors_are_tails_of_the_squared_values),
      cmocka_unit_test(a_rank_is_useful_while_its_pair_is_smaller),
      cmocka_unit_test(networks_stand_by_size_and_performance),
      cmocka_unit_test(a_line_joins_only_networks_that_no_smaller_one_beats),
      cmocka_unit_test(a_name_cannot_become_a_command),
      cmocka_unit_test(numbers_that_are_not_known_are_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
