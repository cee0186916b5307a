/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/data/bandwidth.h"
#include "offline/data/filter_design.h"
#include "offline/data/level.h"
#include "offline/data/random_generator.h"
#include "offline/data/room.h"
#include "offline/data/same_recording.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int prepare(void **state) {
  (void)state;
  return convolution_prepare();
}

static void convolution_equals_the_sum_of_products(void **state) {
  enum { SAMPLES = 40000, TAPS = 300, DELAY = 20 };
  RandomGenerator generator;
  ConvolutionBuffers buffers;
  float *in = malloc(SAMPLES * sizeof *in), *out = malloc(SAMPLES * sizeof *out), taps[TAPS];
  (void)state;
  random_start(&generator, 1, 1);
  random_fill_noise(&generator, in, SAMPLES);
  random_fill_noise(&generator, taps, TAPS);
  assert_int_equal(convolution_buffers_create(&buffers), 0);
  for (int length = 0; length < CONVOLUTION_LENGTHS; length++) {
    ConvolutionLength kind = (ConvolutionLength)length;
    uint32_t points = convolution_points(kind);
    float complex *response = convolution_alloc_spectrum(kind);
    memset(buffers.signal, 0, points * sizeof(float));
    for (int k = 0; k < TAPS; k++)
      buffers.signal[k] = taps[k] / (float)points;
    convolution_forward(kind, buffers.signal, response);
    const float complex *responses[] = {response};
    float *outputs[] = {out};
    convolution_run(kind, &buffers, in, SAMPLES, responses, outputs, 1, TAPS, DELAY);
    for (int n = 0; n < SAMPLES; n += 37) {
      double sum = 0;
      for (int k = 0; k < TAPS; k++)
        if (n + DELAY - k >= 0 && n + DELAY - k < SAMPLES) sum += (double)taps[k] * in[n + DELAY - k];
      assert_float_equal(out[n], sum, 1e-3);
    }
    convolution_free(response);
  }
  convolution_buffers_free(&buffers);
  free(in);
  free(out);
}

static double gain_db(const FilterDesign *filter, double frequency) {
  double re = 0, im = 0;
  for (int n = 0; n < FILTER_TAPS; n++) {
    re += filter->taps[n] * cos(6.283185307179586 * frequency * n / 48000);
    im += filter->taps[n] * sin(6.283185307179586 * frequency * n / 48000);
  }
  return 10 * log10(re * re + im * im + 1e-30);
}

static void a_filter_that_does_nothing_is_a_delay(void **state) {
  FilterDesign filter;
  (void)state;
  assert_int_equal(filter_create(&filter), 0);
  filter_reset(&filter);
  filter_finish(&filter);
  for (int n = 0; n < FILTER_TAPS; n++)
    assert_float_equal(filter.taps[n], n == FILTER_DELAY ? 1 : 0, 1e-5);
  filter_free(&filter);
}

static void filters_have_the_gains_they_are_asked_for(void **state) {
  FilterDesign filter;
  (void)state;
  assert_int_equal(filter_create(&filter), 0);
  filter_reset(&filter);
  filter_add_low_pass(&filter, 3680, 4000);
  Biquad high_pass = biquad_high_pass(200, 0.7071), peak = biquad_peak(1000, 1, 6);
  filter_add_biquad(&filter, &high_pass);
  filter_add_biquad(&filter, &peak);
  filter_finish(&filter);
  assert_float_equal(gain_db(&filter, 1000), 6, 0.1);
  assert_float_equal(gain_db(&filter, 200), -2.75, 0.1); /* -3, and a little of the peak */
  assert_float_equal(gain_db(&filter, 50), -24.1, 0.5);
  assert_float_equal(gain_db(&filter, 3500), 0.3, 0.3);
  assert_true(gain_db(&filter, 4100) < -75);
  assert_true(gain_db(&filter, 9000) < -90);
  filter_reset(&filter);
  filter_add_tilt(&filter, -6);
  filter_finish(&filter);
  assert_float_equal(gain_db(&filter, 1000), 0, 0.05);
  assert_float_equal(gain_db(&filter, 10000), -6, 0.05);
  filter_free(&filter);
}

static void a_room_decays_as_long_as_it_was_asked_to(void **state) {
  static float taps[ROOM_TAPS_MAX];
  RandomGenerator generator;
  (void)state;
  for (int trial = 0; trial < 8; trial++) {
    double wanted = 0.2 + 0.1 * trial, tail = 0, from = 0, to = 0;
    random_start(&generator, 3, (uint64_t)trial);
    uint32_t count = room_simulate(&generator, wanted, taps);
    assert_true(fabsf(taps[0]) > 0.5f);
    /* Backward integration: the time from -5 to -25 dB of what is after 50 ms, times three. */
    double total = 0;
    for (uint32_t n = 2400; n < count; n++)
      total += (double)taps[n] * taps[n];
    for (uint32_t n = count; n-- > 2400;) {
      tail += (double)taps[n] * taps[n];
      if (tail < total * pow(10, -2.5)) to = n;
      if (tail < total * pow(10, -0.5)) from = n;
    }
    double measured = 3 * (to - from) / 48000;
    assert_true(measured > 0.55 * wanted && measured < 1.5 * wanted);
  }
}

static void noise_has_unit_variance_and_no_memory(void **state) {
  enum { COUNT = 200000 };
  float *noise = malloc(COUNT * sizeof *noise);
  double power = 0, neighbour = 0, mean = 0;
  RandomGenerator generator;
  (void)state;
  random_start(&generator, 5, 6);
  random_fill_noise(&generator, noise, COUNT);
  for (int n = 1; n < COUNT; n++) {
    power += (double)noise[n] * noise[n];
    neighbour += (double)noise[n] * noise[n - 1];
    mean += noise[n];
  }
  assert_float_equal(power / COUNT, 1, 0.02);
  assert_float_equal(neighbour / COUNT, 0, 0.02);
  assert_float_equal(mean / COUNT, 0, 0.02);
  free(noise);
}

static int16_t *band_noise(double limit_hz, uint32_t count, uint64_t index) {
  float *noise = malloc(count * sizeof *noise), *low = malloc(count * sizeof *low);
  int16_t *samples = malloc(count * sizeof *samples);
  RandomGenerator generator;
  FilterDesign filter;
  ConvolutionBuffers buffers;
  float complex *response = convolution_alloc_spectrum(CONVOLUTION_SHORT);
  random_start(&generator, 9, index);
  random_fill_noise(&generator, noise, count);
  assert_int_equal(filter_create(&filter), 0);
  assert_int_equal(convolution_buffers_create(&buffers), 0);
  filter_reset(&filter);
  filter_add_low_pass(&filter, 0.95 * limit_hz, limit_hz);
  filter_finish(&filter);
  memset(buffers.signal, 0, convolution_points(CONVOLUTION_SHORT) * sizeof(float));
  for (int n = 0; n < FILTER_TAPS; n++)
    buffers.signal[n] = filter.taps[n] / (float)convolution_points(CONVOLUTION_SHORT);
  convolution_forward(CONVOLUTION_SHORT, buffers.signal, response);
  const float complex *responses[] = {response};
  convolution_run(CONVOLUTION_SHORT, &buffers, noise, count, responses, &low, 1, FILTER_TAPS, FILTER_DELAY);
  for (uint32_t n = 0; n < count; n++)
    samples[n] = (int16_t)lrintf(4000 * low[n]);
  convolution_free(response);
  convolution_buffers_free(&buffers);
  filter_free(&filter);
  free(noise);
  free(low);
  return samples;
}

static void bandwidth_is_found_within_a_quarter_of_a_kilohertz(void **state) {
  static const double limits[] = {3400, 4000, 8000, 12000, 16000, 20000};
  (void)state;
  for (int i = 0; i < 6; i++) {
    int16_t *samples = band_noise(limits[i], 96000, 1);
    assert_float_equal(bandwidth_estimate(samples, 96000), limits[i], 260);
    free(samples);
  }
}

static void silence_has_no_bandwidth(void **state) {
  int16_t zeros[4800] = {0};
  (void)state;
  assert_true(bandwidth_estimate(zeros, 4800) == 0);
  assert_true(bandwidth_estimate(zeros, 0) == 0);
}

static void a_cut_of_a_known_recording_is_recognised_at_another_level(void **state) {
  RecordingIndex *index = recording_index_create();
  int16_t *known = band_noise(8000, 20 * 48000, 1), *other = band_noise(8000, 20 * 48000, 2), cut[4 * 48000];
  (void)state;
  assert_int_equal(recording_index_add(index, other, 10 * 48000), 1);
  assert_int_equal(recording_index_add(index, known, 20 * 48000), 1);
  for (int n = 0; n < 4 * 48000; n++)
    cut[n] = (int16_t)(known[n + 7 * 48000 + 1236] / 5); /* half a sample of the low rate */
  assert_true(recording_index_match(index, cut, 4 * 48000) > 0.75);
  assert_true(recording_index_match(index, other + 12 * 48000, 4 * 48000) < 0.3);
  recording_index_free(index);
  free(known);
  free(other);
}

static void active_level_leaves_pauses_out(void **state) {
  float *samples = calloc(96000, sizeof *samples);
  (void)state;
  for (int n = 0; n < 48000; n++)
    samples[n] = n % 2 ? 0.5f : -0.5f;
  assert_float_equal(level_active(samples, 96000), 0.5, 1e-6);
  assert_float_equal(level_rms(samples, 96000), 0.5 / sqrt(2), 1e-6);
  free(samples);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(convolution_equals_the_sum_of_products),
      cmocka_unit_test(a_filter_that_does_nothing_is_a_delay),
      cmocka_unit_test(filters_have_the_gains_they_are_asked_for),
      cmocka_unit_test(a_room_decays_as_long_as_it_was_asked_to),
      cmocka_unit_test(noise_has_unit_variance_and_no_memory),
      cmocka_unit_test(bandwidth_is_found_within_a_quarter_of_a_kilohertz),
      cmocka_unit_test(silence_has_no_bandwidth),
      cmocka_unit_test(a_cut_of_a_known_recording_is_recognised_at_another_level),
      cmocka_unit_test(active_level_leaves_pauses_out),
  };
  return cmocka_run_group_tests(tests, prepare, NULL);
}
