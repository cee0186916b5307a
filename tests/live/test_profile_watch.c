/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live/live_session.h"
#include "live/profile_watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RATE 48000
#define PROFILES 3

/* Callbacks of 10 ms, each of which spends so much of its time; the watch looks after each. Returns what runs then. */
static uint32_t pass(ProfileWatch *watch, AudioPath *path, double seconds, double share, uint32_t wished) {
  uint32_t profile = 0;
  for (int i = 0; i < (int)(100 * seconds + 0.5); i++) {
    path->received += RATE / 100;
    path->busy_ns += (uint64_t)(share * 1e7);
    profile = profile_watch_choose(watch, path, wished, PROFILES);
  }
  return profile;
}

static void load_steps_down_and_calm_up_again(void **state) {
  (void)state;
  AudioPath path = {.sample_rate = RATE};
  ProfileWatch watch;
  profile_watch_begin(&watch, &path);
  assert_int_equal(pass(&watch, &path, 5, 0.5, LIVE_PROFILE_AUTOMATIC), 0);
  assert_int_equal(pass(&watch, &path, 0.2, 0.8, LIVE_PROFILE_AUTOMATIC), 0);
  assert_int_equal(pass(&watch, &path, 0.1, 0.8, LIVE_PROFILE_AUTOMATIC), 1);
  assert_int_equal(pass(&watch, &path, 9, 0.1, LIVE_PROFILE_AUTOMATIC), 1);
  assert_int_equal(pass(&watch, &path, 2, 0.1, LIVE_PROFILE_AUTOMATIC), 0);
}

static void a_profile_that_was_chosen_runs_under_any_load(void **state) {
  (void)state;
  AudioPath path = {.sample_rate = RATE};
  ProfileWatch watch;
  profile_watch_begin(&watch, &path);
  assert_int_equal(pass(&watch, &path, 5, 0.9, 0), 0);
  assert_int_equal(pass(&watch, &path, 15, 0.01, 2), 2);
}

static void what_was_before_automatic_is_not_judged(void **state) {
  (void)state;
  AudioPath path = {.sample_rate = RATE};
  ProfileWatch watch;
  profile_watch_begin(&watch, &path);
  pass(&watch, &path, 5, 0.9, 1);
  assert_int_equal(pass(&watch, &path, 1, 0.1, LIVE_PROFILE_AUTOMATIC), 0);
}

static void a_path_that_ran_before_is_not_judged_by_that(void **state) {
  (void)state;
  AudioPath path = {.sample_rate = RATE, .received = 1000 * RATE, .busy_ns = UINT64_C(990000000000)};
  ProfileWatch watch;
  profile_watch_begin(&watch, &path);
  assert_int_equal(pass(&watch, &path, 1, 0.1, LIVE_PROFILE_AUTOMATIC), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(load_steps_down_and_calm_up_again),
      cmocka_unit_test(a_profile_that_was_chosen_runs_under_any_load),
      cmocka_unit_test(what_was_before_automatic_is_not_judged),
      cmocka_unit_test(a_path_that_ran_before_is_not_judged_by_that),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
