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
#include <stdlib.h>

#define RATE 16000
#define FRAMES (3 * RATE)

static float *voice, *noise, *processed;

static int make_signals(void **state) {
  (void)state;
  voice = generated_voice(FRAMES, RATE);
  noise = generated_noise(FRAMES, 7);
  processed = generated_noise(FRAMES, 8);
  return 0;
}

static int free_signals(void **state) {
  (void)state;
  free(voice);
  free(noise);
  free(processed);
  return 0;
}

static double score(Metric metric, const float *clean, const float *other) {
  double value;
  assert_int_equal(metric_score(metric, clean, other, FRAMES, RATE, &value), METRIC_OK);
  return value;
}

/* processed = voice_gain * voice + noise_gain * noise */
static void mix(double voice_gain, double noise_gain) {
  for (size_t i = 0; i < FRAMES; i++)
    processed[i] = (float)(voice_gain * voice[i] + noise_gain * noise[i]);
}

static void assert_near(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.9f is not within %g of %.9f", value, tolerance, expected);
}

static void stoi_and_estoi_of_the_clean_signal_are_one(void **state) {
  (void)state;
  assert_near(score(METRIC_STOI, voice, voice), 1, 1e-9);
  assert_near(score(METRIC_ESTOI, voice, voice), 1, 1e-9);
}

static void stoi_and_estoi_ignore_the_level(void **state) {
  (void)state;
  for (Metric metric = METRIC_STOI; metric <= METRIC_ESTOI; metric++) {
    mix(1, 0.05);
    const double loud = score(metric, voice, processed);
    mix(0.01, 0.0005);
    assert_near(score(metric, voice, processed), loud, 1e-6);
  }
}

static void stoi_and_estoi_of_silence_are_zero(void **state) {
  (void)state;
  mix(0, 0);
  assert_near(score(METRIC_STOI, voice, processed), 0, 1e-9);
  assert_near(score(METRIC_ESTOI, voice, processed), 0, 1e-9);
}

static void estoi_of_unrelated_noise_is_near_zero(void **state) {
  (void)state;
  mix(0, 0.1);
  assert_near(score(METRIC_ESTOI, voice, processed), 0, 0.1);
}

static void every_measure_gets_worse_as_noise_is_added(void **state) {
  (void)state;
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    const double sign = metric_info((Metric)metric)->better == METRIC_HIGHER_IS_BETTER ? 1 : -1;
    double before = sign * score((Metric)metric, voice, voice);
    for (double gain = 0.001; gain < 0.3; gain *= 4) {
      mix(1, gain);
      const double now = sign * score((Metric)metric, voice, processed);
      assert_true(now < before);
      before = now;
    }
  }
}

static void segmental_ratio_of_the_clean_signal_is_the_ceiling(void **state) {
  (void)state;
  assert_near(score(METRIC_SEGSNR, voice, voice), 35, 0);
}

static void segmental_ratio_of_half_the_level_is_6_02_dB(void **state) {
  (void)state;
  mix(0.5, 0);
  assert_near(score(METRIC_SEGSNR, voice, processed), 20 * log10(2), 1e-5);
}

static void segmental_ratio_of_silence_is_0_dB(void **state) {
  (void)state;
  mix(0, 0);
  assert_near(score(METRIC_SEGSNR, voice, processed), 0, 1e-9);
}

static void segmental_ratio_is_held_at_minus_10_dB(void **state) {
  (void)state;
  mix(1, 100);
  assert_near(score(METRIC_SEGSNR, voice, processed), -10, 1e-9);
}

static void log_spectral_distance_of_the_clean_signal_is_zero(void **state) {
  (void)state;
  assert_near(score(METRIC_LSD, voice, voice), 0, 0);
}

static void log_spectral_distance_of_half_the_level_is_6_02_dB(void **state) {
  (void)state;
  mix(0, 0.5);
  assert_near(score(METRIC_LSD, noise, processed), 20 * log10(2), 1e-4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stoi_and_estoi_of_the_clean_signal_are_one),
      cmocka_unit_test(stoi_and_estoi_ignore_the_level),
      cmocka_unit_test(stoi_and_estoi_of_silence_are_zero),
      cmocka_unit_test(estoi_of_unrelated_noise_is_near_zero),
      cmocka_unit_test(every_measure_gets_worse_as_noise_is_added),
      cmocka_unit_test(segmental_ratio_of_the_clean_signal_is_the_ceiling),
      cmocka_unit_test(segmental_ratio_of_half_the_level_is_6_02_dB),
      cmocka_unit_test(segmental_ratio_of_silence_is_0_dB),
      cmocka_unit_test(segmental_ratio_is_held_at_minus_10_dB),
      cmocka_unit_test(log_spectral_distance_of_the_clean_signal_is_zero),
      cmocka_unit_test(log_spectral_distance_of_half_the_level_is_6_02_dB),
  };
  return cmocka_run_group_tests(tests, make_signals, free_signals);
}
