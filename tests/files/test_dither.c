/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "files/dither.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT 200000

static void steps_of_the_format_pass_unchanged(void **state) {
  (void)state;
  Dither dither;
  uint64_t clipped = 0;
  dither_seed(&dither, 3);
  for (int32_t step = -32768; step < 32768; step++) {
    assert_int_equal(quantise(step / 32768.0, 16, &dither, &clipped), step);
  }
  assert_int_equal(clipped, 0);
}

/* Mean and mean square of the error in steps while the signal stays at `value`, a part of a step. */
static void measure(double value, int bits, double *mean, double *square) {
  Dither dither;
  uint64_t clipped = 0;
  dither_seed(&dither, 11);
  *mean = *square = 0;
  for (int i = 0; i < COUNT; i++) {
    double error = quantise(ldexp(value, 1 - bits), bits, &dither, &clipped) - value;
    *mean += error / COUNT;
    *square += error * error / COUNT;
  }
}

/* What triangular dither is for: neither moment shows the signal. Rounding alone would give the value itself. */
static void mean_and_power_of_the_error_do_not_depend_on_the_signal(void **state) {
  (void)state;
  static const double values[] = {0.1, 0.25, 0.5, 0.7, -0.4, 1000.3};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    for (int bits = 12; bits <= 16; bits += 4) {
      double mean, square;
      measure(values[i], bits, &mean, &square);
      assert_true(fabs(mean) < 0.01);
      assert_true(fabs(square - 0.25) < 0.01);
    }
  }
}

static void formats_above_16_bits_are_only_rounded(void **state) {
  (void)state;
  Dither dither;
  uint64_t clipped = 0;
  dither_seed(&dither, 5);
  for (int i = 0; i < 1000; i++) {
    assert_int_equal(quantise(ldexp(100.4, -23), 24, &dither, &clipped), 100);
    assert_int_equal(quantise(ldexp(-100.6, -31), 32, &dither, &clipped), -101);
  }
}

static void values_outside_saturate_and_are_counted(void **state) {
  (void)state;
  static const int widths[] = {8, 16, 24, 32};
  for (int i = 0; i < 4; i++) {
    uint64_t clipped = 0;
    int64_t limit = (int64_t)1 << (widths[i] - 1);
    assert_int_equal(quantise(1.5, widths[i], NULL, &clipped), limit - 1);
    assert_int_equal(quantise(1.0, widths[i], NULL, &clipped), limit - 1);
    assert_int_equal(quantise(-1e30, widths[i], NULL, &clipped), -limit);
    assert_int_equal(clipped, 3);
    assert_int_equal(quantise(-1.0, widths[i], NULL, &clipped), -limit);
    assert_int_equal(clipped, 3);
  }
}

static void the_same_seed_gives_the_same_noise(void **state) {
  (void)state;
  Dither one, other;
  uint64_t clipped = 0;
  dither_seed(&one, 9);
  dither_seed(&other, 9);
  for (int i = 0; i < 1000; i++) {
    assert_int_equal(quantise(0.1, 8, &one, &clipped), quantise(0.1, 8, &other, &clipped));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_of_the_format_pass_unchanged),
      cmocka_unit_test(mean_and_power_of_the_error_do_not_depend_on_the_signal),
      cmocka_unit_test(formats_above_16_bits_are_only_rounded),
      cmocka_unit_test(values_outside_saturate_and_are_counted),
      cmocka_unit_test(the_same_seed_gives_the_same_noise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
