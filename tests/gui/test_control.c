/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values as text, as places on a knob, and as steps.
 */
#include "gui_test.h"

#include "plugin/gui/control.h"

#include <locale.h>
#include <math.h>

static const ScalePoint ends[] = {{100, "No limit"}};
static const ControlInfo decibels = {
    .unit = "dB", .minimum = 0, .maximum = 100, .standard = 100, .points = ends, .point_count = 1};
static const ControlInfo milliseconds = {
    .unit = "ms", .minimum = 1, .maximum = 1000, .standard = 10, .logarithmic = true};
static const ControlInfo gain = {.unit = "dB", .minimum = -24, .maximum = 24};
static const ScalePoint names[] = {{0, "Auto"}, {1, "Full"}, {2, "Light"}};
static const ControlInfo choice = {.unit = "", .maximum = 2, .kind = CONTROL_CHOICE, .points = names, .point_count = 3};

static void assert_text(const ControlInfo *info, float value, const char *expected) {
  char text[64];
  control_text(info, value, text, sizeof text);
  assert_string_equal(text, expected);
}

static void a_value_has_its_unit(void **state) {
  (void)state;
  assert_text(&decibels, 12, "12.0 dB");
  assert_text(&milliseconds, 250, "250 ms");
}

static void a_scale_point_has_its_name(void **state) {
  (void)state;
  assert_text(&decibels, 100, "No limit");
  assert_text(&choice, 2, "Light");
}

static void zero_has_no_sign(void **state) {
  (void)state;
  assert_text(&gain, -0.01f, "0.0 dB");
}

static void assert_parsed(const ControlInfo *info, const char *text, float expected) {
  float value = NAN;
  if (!control_parse(info, text, &value)) fail_msg("\"%s\" is not understood", text);
  if (fabsf(value - expected) > 1e-4f) fail_msg("\"%s\" became %g, not %g", text, (double)value, (double)expected);
}

static void typed_numbers_are_understood(void **state) {
  (void)state;
  assert_parsed(&decibels, "12", 12);
  assert_parsed(&decibels, " 12.5 dB ", 12.5f);
  assert_parsed(&decibels, "12,5db", 12.5f);
  assert_parsed(&gain, "-3", -3);
  assert_parsed(&gain, "+3", 3);
  assert_parsed(&decibels, "no limit", 100);
}

static void typed_numbers_are_understood_under_a_comma_locale(void **state) {
  (void)state;
  if (!setlocale(LC_NUMERIC, "de_DE.UTF-8")) skip();
  assert_parsed(&decibels, "12.5", 12.5f);
  assert_parsed(&decibels, "12,5", 12.5f);
  setlocale(LC_NUMERIC, "C");
}

static void what_is_no_value_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {"", "x", "12 ms", "101", "-1", "nan", "inf", "12 dB dB", "1e9"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    float value = 5;
    if (control_parse(&decibels, bad[i], &value)) fail_msg("\"%s\" became %g", bad[i], (double)value);
    assert_true(value == 5);
  }
}

static void a_place_on_the_knob_and_its_value_are_inverse(void **state) {
  (void)state;
  for (float value = 1; value <= 1000; value *= 1.7f)
    assert_true(fabsf(control_value_at(&milliseconds, control_position(&milliseconds, value)) - value) < 1e-3f * value);
  assert_true(fabs(control_position(&milliseconds, sqrtf(1000)) - 0.5) < 1e-6);
  assert_true(fabs(control_position(&gain, 0) - 0.5) < 1e-9);
}

static void a_fine_step_is_a_tenth_of_a_step(void **state) {
  (void)state;
  assert_true(fabsf(control_stepped(&decibels, 50, 1, STEP_NORMAL) - 51) < 1e-4f);
  assert_true(fabsf(control_stepped(&decibels, 50, 1, STEP_FINE) - 50.1f) < 1e-4f);
  assert_true(fabsf(control_stepped(&decibels, 50, -1, STEP_COARSE) - 40) < 1e-4f);
}

static void steps_stop_at_the_ends(void **state) {
  (void)state;
  assert_true(control_stepped(&decibels, 99.5f, 5, STEP_COARSE) == 100);
  assert_true(control_stepped(&choice, 2, 1, STEP_NORMAL) == 2);
  assert_true(control_stepped(&choice, 0, -1, STEP_NORMAL) == 0);
}

static void a_choice_steps_from_name_to_name(void **state) {
  (void)state;
  assert_true(control_stepped(&choice, 0, 1, STEP_NORMAL) == 1);
  assert_true(control_stepped(&choice, 2, -1, STEP_NORMAL) == 1);
}

static void what_is_not_a_number_becomes_the_default(void **state) {
  (void)state;
  assert_true(control_nearest(&decibels, NAN) == 100);
  assert_true(control_nearest(&decibels, INFINITY) == 100);
  assert_true(control_nearest(&gain, -INFINITY) == -24);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_value_has_its_unit),
      cmocka_unit_test(a_scale_point_has_its_name),
      cmocka_unit_test(zero_has_no_sign),
      cmocka_unit_test(typed_numbers_are_understood),
      cmocka_unit_test(typed_numbers_are_understood_under_a_comma_locale),
      cmocka_unit_test(what_is_no_value_is_refused),
      cmocka_unit_test(a_place_on_the_knob_and_its_value_are_inverse),
      cmocka_unit_test(a_fine_step_is_a_tenth_of_a_step),
      cmocka_unit_test(steps_stop_at_the_ends),
      cmocka_unit_test(a_choice_steps_from_name_to_name),
      cmocka_unit_test(what_is_not_a_number_becomes_the_default),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
