/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "offline/metrics/metrics.h"

#include <math.h>
#include <stdlib.h>

#define RATE 48000
/* One second: whole periods of every tone below, so that they are orthogonal to each other and to an offset. */
#define FRAMES RATE

static float clean[FRAMES], processed[FRAMES];

static double tone(size_t frame, double hz) {
  return sin(2 * M_PI * hz * (double)frame / RATE);
}

/* A tone, and beside it another one `ratio_db` lower; `scale` times both, plus an offset. */
static double score_of_two_tones(double ratio_db, double scale, double offset) {
  const double other = pow(10, -ratio_db / 20);
  for (size_t i = 0; i < FRAMES; i++) {
    clean[i] = (float)(0.4 * tone(i, 440));
    processed[i] = (float)(scale * 0.4 * (tone(i, 440) + other * tone(i, 1000)) + offset);
  }
  double value;
  assert_int_equal(metric_score(METRIC_SI_SDR, clean, processed, FRAMES, RATE, &value), METRIC_OK);
  return value;
}

static void assert_near(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.9f is not within %g of %.9f", value, tolerance, expected);
}

static void an_orthogonal_disturbance_gives_its_ratio(void **state) {
  (void)state;
  for (double ratio = -30; ratio <= 60; ratio += 10)
    assert_near(score_of_two_tones(ratio, 1, 0), ratio, 1e-3);
}

static void the_level_of_the_processed_signal_does_not_count(void **state) {
  (void)state;
  assert_near(score_of_two_tones(12, 0.003, 0), 12, 1e-3);
  assert_near(score_of_two_tones(12, 40, 0), 12, 1e-3);
}

static void a_turned_polarity_does_not_count(void **state) {
  (void)state;
  assert_near(score_of_two_tones(12, -1, 0), 12, 1e-3);
}

static void an_offset_does_not_count(void **state) {
  (void)state;
  assert_near(score_of_two_tones(12, 1, 0.5), 12, 1e-3);
}

static void the_clean_signal_itself_scores_the_ceiling(void **state) {
  (void)state;
  score_of_two_tones(0, 1, 0);
  double value;
  assert_int_equal(metric_score(METRIC_SI_SDR, clean, clean, FRAMES, RATE, &value), METRIC_OK);
  assert_true(value == 100);
}

static void a_signal_without_any_of_the_clean_one_scores_very_low(void **state) {
  (void)state;
  for (size_t i = 0; i < FRAMES; i++) {
    clean[i] = (float)tone(i, 440);
    processed[i] = (float)tone(i, 1000);
  }
  double value;
  assert_int_equal(metric_score(METRIC_SI_SDR, clean, processed, FRAMES, RATE, &value), METRIC_OK);
  assert_true(value < -99);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_orthogonal_disturbance_gives_its_ratio),
      cmocka_unit_test(the_level_of_the_processed_signal_does_not_count),
      cmocka_unit_test(a_turned_polarity_does_not_count),
      cmocka_unit_test(an_offset_does_not_count),
      cmocka_unit_test(the_clean_signal_itself_scores_the_ceiling),
      cmocka_unit_test(a_signal_without_any_of_the_clean_one_scores_very_low),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
