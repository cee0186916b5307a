/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli/live_faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const LiveFacts healthy = {.input = "Microphone",
                                  .seconds = 5,
                                  .sample_rate = 48000,
                                  .measured_rate = 47998,
                                  .peak_db = -8,
                                  .loudest_db = -20,
                                  .block = 1024,
                                  .load_p99 = 0.03,
                                  .load_largest = 0.05,
                                  .real_time = 1};

static void nothing_is_wrong_with_a_good_microphone(void **state) {
  (void)state;
  LiveFault faults[LIVE_FAULTS_MAX];
  assert_int_equal(live_faults_find(&healthy, faults), 0);
}

static void assert_one_fault(LiveFacts facts, const char *name, int serious, const char *advice) {
  LiveFault faults[LIVE_FAULTS_MAX];
  assert_int_equal(live_faults_find(&facts, faults), 1);
  assert_string_equal(faults[0].name, name);
  assert_int_equal(faults[0].serious, serious);
  assert_non_null(strstr(faults[0].sentence, advice));
}

static void each_fault_is_named_with_what_to_do(void **state) {
  (void)state;
  LiveFacts facts = healthy;
  facts.peak_db = facts.loudest_db = -200;
  assert_one_fault(facts, "silent", 1, "muted");
  facts = healthy, facts.peak_db = -45, facts.loudest_db = -60;
  assert_one_fault(facts, "quiet", 1, "turn up");
  facts = healthy, facts.clipped_share = 0.01;
  assert_one_fault(facts, "clipping", 1, "turn down");
  facts = healthy, facts.measured_rate = 44100;
  assert_one_fault(facts, "rate", 1, "44100 samples a second instead of 48000");
  facts = healthy, facts.load_p99 = 0.9;
  assert_one_fault(facts, "slow", 1, "--block");
  facts = healthy, facts.xruns = 3;
  assert_one_fault(facts, "slow", 1, "lost 3 times");
  facts = healthy, facts.real_time = 0;
  assert_one_fault(facts, "priority", 0, "rtprio");
}

static void priority_is_no_advice_where_it_is_given(void **state) {
  (void)state;
  LiveFault faults[LIVE_FAULTS_MAX];
  LiveFacts facts = healthy;
  facts.xruns = 1;
  assert_one_fault(facts, "slow", 1, "lost 1 time in 5 s, though callbacks need only 3.0 % of their time");
  assert_int_equal(live_faults_find(&facts, faults), 1);
  assert_null(strstr(faults[0].sentence, "priority"));
  facts.real_time = 0;
  assert_int_equal(live_faults_find(&facts, faults), 2);
  assert_non_null(strstr(faults[0].sentence, "priority"));
}

static void lost_sound_and_large_blocks_are_no_wrong_rate(void **state) {
  (void)state;
  LiveFault faults[LIVE_FAULTS_MAX];
  LiveFacts facts = healthy;
  facts.block = 8192, facts.measured_rate = 47000;
  assert_int_equal(live_faults_find(&facts, faults), 0);
  facts = healthy, facts.measured_rate = 46000, facts.xruns = 5;
  assert_one_fault(facts, "slow", 1, "lost 5 times");
  facts.measured_rate = 44100;
  assert_int_equal(live_faults_find(&facts, faults), 2);
  assert_string_equal(faults[0].name, "rate");
  facts.measured_rate = 40000, facts.xruns = 20;
  assert_one_fault(facts, "slow", 1, "lost 20 times");
}

static void no_priority_is_serious_where_sound_was_lost(void **state) {
  (void)state;
  LiveFault faults[LIVE_FAULTS_MAX];
  LiveFacts facts = healthy;
  facts.xruns = 3, facts.real_time = 0;
  assert_int_equal(live_faults_find(&facts, faults), 2);
  assert_int_equal(faults[1].serious, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_wrong_with_a_good_microphone),
      cmocka_unit_test(each_fault_is_named_with_what_to_do),
      cmocka_unit_test(priority_is_no_advice_where_it_is_given),
      cmocka_unit_test(lost_sound_and_large_blocks_are_no_wrong_rate),
      cmocka_unit_test(no_priority_is_serious_where_sound_was_lost),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
