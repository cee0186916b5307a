/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generated_signal.h"
#include "offline/metrics/metrics.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000
#define FRAMES (2 * RATE)

static float *clean, *processed;

static int make_signals(void **state) {
  (void)state;
  clean = generated_voice(FRAMES, RATE);
  processed = generated_damage(clean, FRAMES, RATE, DAMAGE_NOISE);
  return 0;
}

static int free_signals(void **state) {
  (void)state;
  free(clean);
  free(processed);
  return 0;
}

/* The status that every measure gives, which must be the same one, and none may give a value with it. */
static MetricStatus status_of_all(const float *a, const float *b, size_t frames, uint32_t rate) {
  double values[METRIC_COUNT];
  const MetricStatus status = metric_score_all(a, b, frames, rate, values);
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    double value = 1;
    assert_int_equal(metric_score((Metric)metric, a, b, frames, rate, &value), status);
    if (status != METRIC_OK) {
      assert_true(isnan(value));
      assert_true(isnan(values[metric]));
    }
  }
  return status;
}

static void no_frames_are_refused(void **state) {
  (void)state;
  assert_int_equal(status_of_all(clean, processed, 0, RATE), METRIC_EMPTY);
}

static void a_missing_signal_is_refused(void **state) {
  (void)state;
  assert_int_equal(status_of_all(NULL, processed, FRAMES, RATE), METRIC_BAD_ARGUMENT);
  assert_int_equal(status_of_all(clean, NULL, FRAMES, RATE), METRIC_BAD_ARGUMENT);
  assert_int_equal(metric_score(METRIC_STOI, clean, processed, FRAMES, RATE, NULL), METRIC_BAD_ARGUMENT);
  assert_int_equal(metric_score_all(clean, processed, FRAMES, RATE, NULL), METRIC_BAD_ARGUMENT);
}

static void a_rate_out_of_range_is_refused(void **state) {
  (void)state;
  assert_int_equal(status_of_all(clean, processed, FRAMES, 0), METRIC_BAD_ARGUMENT);
  assert_int_equal(status_of_all(clean, processed, FRAMES, METRIC_RATE_MIN - 1), METRIC_BAD_ARGUMENT);
  assert_int_equal(status_of_all(clean, processed, FRAMES, METRIC_RATE_MAX + 1), METRIC_BAD_ARGUMENT);
}

static void an_unknown_measure_is_refused(void **state) {
  (void)state;
  double value = 1;
  assert_int_equal(metric_score(METRIC_COUNT, clean, processed, FRAMES, RATE, &value), METRIC_BAD_ARGUMENT);
  assert_true(isnan(value));
  assert_null(metric_info(METRIC_COUNT));
}

static void one_sample_that_is_not_finite_is_found_in_either_signal(void **state) {
  (void)state;
  const float bad[] = {NAN, INFINITY, -INFINITY};
  for (int i = 0; i < 3; i++) {
    float *signals[] = {clean, processed};
    for (int which = 0; which < 2; which++) {
      float *last = &signals[which][FRAMES - 1];
      const float kept = *last;
      *last = bad[i];
      const MetricStatus status = status_of_all(clean, processed, FRAMES, RATE);
      *last = kept;
      assert_int_equal(status, METRIC_NOT_FINITE);
    }
  }
}

static void a_silent_clean_signal_is_refused(void **state) {
  (void)state;
  float *silence = calloc(FRAMES, sizeof *silence);
  assert_non_null(silence);
  assert_int_equal(status_of_all(silence, processed, FRAMES, RATE), METRIC_SILENT_CLEAN);
  free(silence);
}

static void a_short_signal_has_no_stoi_but_an_si_sdr(void **state) {
  (void)state;
  const size_t frames = RATE / 5;
  double values[METRIC_COUNT], value;
  assert_int_equal(metric_score_all(clean, processed, frames, RATE, values), METRIC_OK);
  assert_int_equal(metric_score(METRIC_STOI, clean, processed, frames, RATE, &value), METRIC_TOO_SHORT);
  assert_true(isnan(values[METRIC_STOI]) && isnan(values[METRIC_ESTOI]) && isnan(value));
  assert_true(isfinite(values[METRIC_SI_SDR]) && isfinite(values[METRIC_SEGSNR]) && isfinite(values[METRIC_LSD]));
}

static void one_frame_is_no_trouble(void **state) {
  (void)state;
  double values[METRIC_COUNT];
  metric_score_all(clean + RATE / 8, processed, 1, RATE, values);
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    assert_true(isnan(values[metric]));
}

static void all_at_once_gives_the_same_as_one_by_one(void **state) {
  (void)state;
  double values[METRIC_COUNT];
  assert_int_equal(metric_score_all(clean, processed, FRAMES, RATE, values), METRIC_OK);
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    double value;
    assert_int_equal(metric_score((Metric)metric, clean, processed, FRAMES, RATE, &value), METRIC_OK);
    assert_true(value == values[metric]);
  }
}

static void *score_in_thread(void *values) {
  for (int round = 0; round < 5; round++)
    metric_score_all(clean, processed, FRAMES, RATE, values);
  return NULL;
}

static void many_threads_get_the_same(void **state) {
  (void)state;
  enum { THREADS = 6 };
  double expected[METRIC_COUNT], values[THREADS][METRIC_COUNT];
  pthread_t threads[THREADS];
  assert_int_equal(metric_score_all(clean, processed, FRAMES, RATE, expected), METRIC_OK);
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, score_in_thread, values[i]), 0);
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    assert_memory_equal(values[i], expected, sizeof expected);
  }
}

static void every_measure_is_described(void **state) {
  (void)state;
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    const MetricInfo *info = metric_info((Metric)metric);
    assert_non_null(info);
    assert_true(strlen(info->symbol) && strlen(info->name) && strlen(info->paper) && strlen(info->variant));
    assert_non_null(info->unit);
  }
}

static void every_status_has_a_text_of_its_own(void **state) {
  (void)state;
  for (int a = 0; a < METRIC_STATUS_COUNT; a++)
    for (int b = 0; b < a; b++)
      assert_string_not_equal(metric_status_text((MetricStatus)a), metric_status_text((MetricStatus)b));
  assert_non_null(metric_status_text(METRIC_STATUS_COUNT));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_frames_are_refused),
      cmocka_unit_test(a_missing_signal_is_refused),
      cmocka_unit_test(a_rate_out_of_range_is_refused),
      cmocka_unit_test(an_unknown_measure_is_refused),
      cmocka_unit_test(one_sample_that_is_not_finite_is_found_in_either_signal),
      cmocka_unit_test(a_silent_clean_signal_is_refused),
      cmocka_unit_test(a_short_signal_has_no_stoi_but_an_si_sdr),
      cmocka_unit_test(one_frame_is_no_trouble),
      cmocka_unit_test(all_at_once_gives_the_same_as_one_by_one),
      cmocka_unit_test(many_threads_get_the_same),
      cmocka_unit_test(every_measure_is_described),
      cmocka_unit_test(every_status_has_a_text_of_its_own),
  };
  return cmocka_run_group_tests(tests, make_signals, free_signals);
}
