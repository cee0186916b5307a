/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/profile_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WINDOWS_OF_CALM 40 /* ten seconds */

/* Lets windows pass until the profile changes; returns how many that took, or `most`. */
static uint32_t windows_until_a_step(ProfileSteps *steps, float percent, uint32_t most) {
  const uint32_t before = steps->step;
  for (uint32_t i = 1; i <= most; i++)
    if (profile_steps_judge(steps, percent, 3) != before) return i;
  return most;
}

static void a_busy_processor_gets_smaller_profiles_down_to_the_last(void **state) {
  (void)state;
  ProfileSteps steps = {0};
  assert_int_equal(profile_steps_judge(&steps, 59, 3), 0);
  assert_int_equal(profile_steps_judge(&steps, 61, 3), 1);
  assert_int_equal(profile_steps_judge(&steps, 61, 3), 2);
  assert_int_equal(profile_steps_judge(&steps, 99, 3), 2);
}

static void calm_brings_the_better_profile_back_after_ten_seconds(void **state) {
  (void)state;
  ProfileSteps steps = {.step = 2};
  assert_int_equal(windows_until_a_step(&steps, 19, 1000), WINDOWS_OF_CALM);
  assert_int_equal(steps.step, 1);
  assert_int_equal(windows_until_a_step(&steps, 19, 1000), WINDOWS_OF_CALM);
  assert_int_equal(steps.step, 0);
}

static void a_moment_without_calm_begins_the_wait_anew(void **state) {
  (void)state;
  ProfileSteps steps = {.step = 1};
  for (int i = 1; i < WINDOWS_OF_CALM; i++)
    profile_steps_judge(&steps, 10, 3);
  profile_steps_judge(&steps, 30, 3);
  assert_int_equal(windows_until_a_step(&steps, 10, 1000), WINDOWS_OF_CALM);
}

static void a_step_up_that_does_not_hold_doubles_the_wait(void **state) {
  (void)state;
  ProfileSteps steps = {0};
  for (uint32_t wait = WINDOWS_OF_CALM; wait <= 8 * WINDOWS_OF_CALM; wait *= 2) {
    assert_int_equal(windows_until_a_step(&steps, 70, 1), 1);
    assert_int_equal(windows_until_a_step(&steps, 10, 10000), wait);
  }
}

static void the_wait_grows_no_longer_than_about_five_minutes(void **state) {
  (void)state;
  ProfileSteps steps = {0};
  for (int i = 0; i < 50; i++) {
    profile_steps_judge(&steps, 70, 3);
    assert_true(windows_until_a_step(&steps, 10, 10000) * PROFILE_WINDOW_SECONDS <= 320);
  }
}

static void a_step_up_that_held_is_forgotten(void **state) {
  (void)state;
  ProfileSteps steps = {0};
  for (int i = 0; i < 3; i++) {
    profile_steps_judge(&steps, 70, 3);
    windows_until_a_step(&steps, 10, 10000);
  }
  for (int i = 0; i < WINDOWS_OF_CALM; i++)
    profile_steps_judge(&steps, 40, 3);
  profile_steps_judge(&steps, 70, 3);
  assert_int_equal(windows_until_a_step(&steps, 10, 10000), WINDOWS_OF_CALM);
}

static void a_model_with_fewer_profiles_runs_its_last(void **state) {
  (void)state;
  ProfileSteps steps = {.step = 2};
  assert_int_equal(profile_steps_judge(&steps, 99, 1), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_busy_processor_gets_smaller_profiles_down_to_the_last),
      cmocka_unit_test(calm_brings_the_better_profile_back_after_ten_seconds),
      cmocka_unit_test(a_moment_without_calm_begins_the_wait_anew),
      cmocka_unit_test(a_step_up_that_does_not_hold_doubles_the_wait),
      cmocka_unit_test(the_wait_grows_no_longer_than_about_five_minutes),
      cmocka_unit_test(a_step_up_that_held_is_forgotten),
      cmocka_unit_test(a_model_with_fewer_profiles_runs_its_last),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
