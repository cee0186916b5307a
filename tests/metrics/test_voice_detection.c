/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "offline/metrics/voice_detection.h"

#include <math.h>
#include <stdlib.h>

#define HOPS 200
#define HOP 80

static VoiceLabel labels[HOPS];
static float probabilities[HOPS];

/* Rest, 60 hops of a voice, rest. */
static VoiceDetection measure(double threshold) {
  const VoiceTrack track = {labels, probabilities, HOPS};
  VoiceDetection detection;
  assert_true(voice_detection(&track, 1, threshold, &detection));
  return detection;
}

static int speaks(size_t t) {
  return t >= 70 && t < 130;
}

static int prepare(void **state) {
  (void)state;
  for (size_t t = 0; t < HOPS; t++) {
    labels[t] = speaks(t) ? VOICE_PRESENT : VOICE_ABSENT;
    probabilities[t] = speaks(t) ? 0.9f : 0.1f;
  }
  return 0;
}

static void assert_near(double value, double expected) {
  if (!(fabs(value - expected) <= 1e-6)) fail_msg("%.9f is not %.9f", value, expected);
}

static void a_detector_that_is_always_right_has_no_errors(void **state) {
  (void)state;
  const VoiceDetection detection = measure(0.5);
  assert_near(detection.area, 1);
  assert_near(detection.equal_error_rate, 0);
  assert_near(detection.missed, 0);
  assert_near(detection.false_alarms, 0);
  assert_near(detection.delay_median, 0);
  assert_int_equal(detection.onsets, 1);
  assert_int_equal(detection.onsets_missed, 0);
}

static void a_detector_that_always_says_the_same_guesses(void **state) {
  (void)state;
  for (size_t t = 0; t < HOPS; t++)
    probabilities[t] = 0.4f;
  assert_near(measure(0.5).area, 0.5);
  assert_near(measure(0.5).equal_error_rate, 0.5);
  assert_near(measure(0.5).missed, 1);
  assert_near(measure(0.3).false_alarms, 1);
}

static void errors_are_shares_of_speech_and_of_the_rest(void **state) {
  (void)state;
  for (size_t t = 70; t < 76; t++)
    probabilities[t] = 0.2f; /* a tenth of the speech */
  for (size_t t = 0; t < 14; t++)
    probabilities[t] = 0.8f; /* a tenth of the rest */
  assert_near(measure(0.5).missed, 0.1);
  assert_near(measure(0.5).false_alarms, 0.1);
  assert_near(measure(0.5).equal_error_rate, 0.1);
  /* Pairs that are in the wrong order: a tenth of a tenth. */
  assert_near(measure(0.5).area, 0.99);
}

static void hops_between_speech_and_none_are_not_judged(void **state) {
  (void)state;
  for (size_t t = 70; t < 76; t++) {
    labels[t] = VOICE_UNCERTAIN;
    probabilities[t] = 0;
  }
  assert_near(measure(0.5).area, 1);
  assert_int_equal(measure(0.5).present, 54);
}

static void delay_counts_from_the_first_hop_of_a_word(void **state) {
  (void)state;
  for (size_t t = 70; t < 77; t++)
    probabilities[t] = 0.2f;
  assert_near(measure(0.5).delay_median, 7);
  assert_near(measure(0.15).delay_median, 0);
}

static void a_word_that_is_not_told_is_missed(void **state) {
  (void)state;
  for (size_t t = 70; t < 130; t++)
    probabilities[t] = 0.2f;
  assert_int_equal(measure(0.5).onsets_missed, 1);
  assert_true(isnan(measure(0.5).delay_median));
}

static void without_speech_there_is_no_curve(void **state) {
  (void)state;
  for (size_t t = 0; t < HOPS; t++)
    labels[t] = VOICE_ABSENT;
  assert_true(isnan(measure(0.5).area));
  assert_int_equal(measure(0.5).onsets, 0);
}

/* A tone at three levels, 0, -35 and -50 dB, then silence. */
static void labels_follow_the_level_of_the_clean_recording(void **state) {
  (void)state;
  static const double levels[] = {1, 0.0178, 0.00316, 0};
  static const VoiceLabel expected[] = {VOICE_PRESENT, VOICE_UNCERTAIN, VOICE_ABSENT, VOICE_ABSENT};
  float *clean = malloc(HOPS * HOP * sizeof *clean);
  VoiceLabel made[HOPS];
  for (size_t n = 0; n < HOPS * HOP; n++)
    clean[n] = (float)(0.1 * levels[4 * n / (HOPS * HOP)] * sin(M_PI / 4 * ((double)n + 0.5)));
  assert_true(voice_label(clean, HOPS * HOP, HOP, made));
  for (size_t t = 0; t < HOPS; t++)
    assert_int_equal(made[t], expected[4 * t / HOPS]);
  free(clean);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(a_detector_that_is_always_right_has_no_errors, prepare),
      cmocka_unit_test_setup(a_detector_that_always_says_the_same_guesses, prepare),
      cmocka_unit_test_setup(errors_are_shares_of_speech_and_of_the_rest, prepare),
      cmocka_unit_test_setup(hops_between_speech_and_none_are_not_judged, prepare),
      cmocka_unit_test_setup(delay_counts_from_the_first_hop_of_a_word, prepare),
      cmocka_unit_test_setup(a_word_that_is_not_told_is_missed, prepare),
      cmocka_unit_test_setup(without_speech_there_is_no_curve, prepare),
      cmocka_unit_test_setup(labels_follow_the_level_of_the_clean_recording, prepare),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
