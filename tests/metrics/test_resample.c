/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "offline/metrics/resample.h"

#include <math.h>
#include <stdlib.h>

static float *tone(size_t frames, double hz, double rate) {
  float *samples = malloc(frames * sizeof *samples);
  assert_non_null(samples);
  for (size_t i = 0; i < frames; i++)
    samples[i] = (float)sin(2 * M_PI * hz * (double)i / rate);
  return samples;
}

/* Greatest difference of a resampled tone from the same tone made at the new rate, away from the ends. */
static double tone_error(double hz, uint32_t from, uint32_t to) {
  const size_t frames = from / 4, length = resampled_length(frames, from, to);
  float *source = tone(frames, hz, from), *expected = tone(length, hz, to);
  float *got = resample(source, frames, from, to);
  assert_non_null(got);
  double worst = 0;
  for (size_t i = length / 4; i < 3 * length / 4; i++)
    worst = fmax(worst, fabs(got[i] - expected[i]));
  free(source);
  free(expected);
  free(got);
  return worst;
}

static void a_tone_keeps_its_time_and_level(void **state) {
  (void)state;
  const uint32_t rates[] = {8000, 11025, 22050, 44100, 44101, 48000, 96000, 192000};
  for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
    assert_true(tone_error(1000, rates[i], 16000) < 0.004);
}

static void a_tone_above_the_new_band_is_removed(void **state) {
  (void)state;
  float *source = tone(48000, 11000, 48000);
  float *got = resample(source, 48000, 48000, 16000);
  assert_non_null(got);
  for (size_t i = 4000; i < 12000; i++)
    assert_true(fabsf(got[i]) < 0.004);
  free(source);
  free(got);
}

static void the_length_is_rounded_up(void **state) {
  (void)state;
  assert_int_equal(resampled_length(48000, 48000, 16000), 16000);
  assert_int_equal(resampled_length(48001, 48000, 16000), 16001);
  assert_int_equal(resampled_length(1, 192000, 10000), 1);
  assert_int_equal(resampled_length((size_t)1 << 36, 8000, 16000), (size_t)1 << 37);
}

static void one_sample_comes_through(void **state) {
  (void)state;
  const float source = 0.5f;
  float *got = resample(&source, 1, 48000, 16000);
  assert_non_null(got);
  assert_true(got[0] > 0.1f && got[0] < 0.5f);
  free(got);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_tone_keeps_its_time_and_level),
      cmocka_unit_test(a_tone_above_the_new_band_is_removed),
      cmocka_unit_test(the_length_is_rounded_up),
      cmocka_unit_test(one_sample_comes_through),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
