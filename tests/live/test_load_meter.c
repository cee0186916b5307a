/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live/load_meter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void nothing_measured_is_no_load(void **state) {
  (void)state;
  static LoadMeter meter;
  Load load;
  load_meter_read(&meter, &load);
  assert_int_equal(load.callbacks, 0);
  assert_true(load.p50 == 0 && load.p99 == 0 && load.largest == 0);
}

static void quantiles_lie_within_five_percent(void **state) {
  (void)state;
  static LoadMeter meter;
  Load load;
  for (int i = 1; i <= 1000; i++) /* 0.1 % to 100 % of 10 ms */
    load_meter_add(&meter, i * 1e-5, 0.01);
  load_meter_read(&meter, &load);
  assert_int_equal(load.callbacks, 1000);
  assert_true(fabs(load.p50 / 0.5 - 1) < 0.05);
  assert_true(fabs(load.p99 / 0.99 - 1) < 0.05);
  assert_true(fabs(load.largest - 1) < 1e-5);
}

static void what_is_beyond_the_steps_is_counted_at_the_ends(void **state) {
  (void)state;
  static LoadMeter meter;
  Load load;
  load_meter_add(&meter, 1e-12, 0.01);
  load_meter_add(&meter, 100, 0.01);
  load_meter_add(&meter, 0, 0.01);
  load_meter_read(&meter, &load);
  assert_int_equal(load.callbacks, 3);
  assert_true(load.largest > 9999);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_measured_is_no_load),
      cmocka_unit_test(quantiles_lie_within_five_percent),
      cmocka_unit_test(what_is_beyond_the_steps_is_counted_at_the_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
