/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Laws of the transform, at usual and odd rates.
 */
#include "engine/stft.h"
#include "test.h"

#include <math.h>

typedef struct {
  Stft *stft;
  FrameLayout layout;
  Complex *spectrum;
} Transform;

static Transform transform_make(uint32_t rate) {
  Transform transform = {.stft = stft_create(rate)};
  assert_non_null(transform.stft);
  transform.layout = stft_layout(transform.stft);
  transform.spectrum = calloc(transform.layout.bins, sizeof(Complex));
  return transform;
}

static void transform_free(Transform *transform) {
  stft_free(transform->stft);
  free(transform->spectrum);
}

static void at_all_rates(void (*law)(Transform *transform)) {
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES; i++) {
    Transform transform = transform_make(i < USUAL_RATES ? usual_rates[i] : odd_rates[i - USUAL_RATES]);
    law(&transform);
    transform_free(&transform);
  }
}

static double magnitude(Complex value) {
  return hypot(value.re, value.im);
}

static void forward(Transform *transform, float *frame) {
  stft_forward(transform->stft, frame, transform->spectrum);
  free(frame);
}

/* A tone of amplitude 1 at the centre of a bin. */
static float *tone(const FrameLayout *layout, uint32_t bin) {
  float *frame = silence(layout->window);
  for (uint32_t n = 0; n < layout->window; n++)
    frame[n] = (float)cos(2 * M_PI * bin * n / layout->window + 0.4);
  return frame;
}

static void tone_has_half_its_amplitude(Transform *transform) {
  const uint32_t bins = transform->layout.bins;
  const uint32_t places[] = {12, 17, bins / 2, bins - 13};
  for (size_t i = 0; i < 4; i++) {
    forward(transform, tone(&transform->layout, places[i]));
    assert_below(fabs(magnitude(transform->spectrum[places[i]]) - 0.5), 0.002, "magnitude off at %u Hz",
                 transform->layout.sample_rate);
  }
}

static void a_sine_of_amplitude_1_has_magnitude_half_in_its_bin_at_every_rate(void **state) {
  (void)state;
  at_all_rates(tone_has_half_its_amplitude);
}

/* The analysis window in its scale, from the answer to one impulse after the other. */
static double *window_of(Transform *transform) {
  double *window = calloc(transform->layout.window, sizeof *window);
  for (uint32_t n = 0; n < transform->layout.window; n++) {
    float *frame = silence(transform->layout.window);
    frame[n] = 1;
    forward(transform, frame);
    window[n] = transform->spectrum[0].re;
  }
  return window;
}

static void an_impulse_has_the_same_magnitude_in_every_bin(void **state) {
  (void)state;
  Transform transform = transform_make(44100);
  for (uint32_t n = 1; n < transform.layout.window; n += 97) {
    float *frame = silence(transform.layout.window);
    frame[n] = 1;
    forward(&transform, frame);
    const double expected = magnitude(transform.spectrum[0]);
    for (uint32_t bin = 0; bin < transform.layout.bins; bin++)
      assert_below(fabs(magnitude(transform.spectrum[bin]) / expected - 1), 1e-5, "impulse %u, bin %u", n, bin);
  }
  transform_free(&transform);
}

static void a_shift_by_a_sample_turns_every_bin_by_its_frequency(void **state) {
  (void)state;
  Transform transform = transform_make(16000);
  double *window = window_of(&transform);
  const uint32_t at = 300;
  float *frame = silence(transform.layout.window);
  frame[at] = 1;
  forward(&transform, frame);
  for (uint32_t bin = 0; bin < transform.layout.bins; bin++) {
    const double angle = -2 * M_PI * (double)(bin * at % transform.layout.window) / transform.layout.window;
    assert_float_equal(transform.spectrum[bin].re / window[at], cos(angle), 1e-5);
    assert_float_equal(transform.spectrum[bin].im / window[at], sin(angle), 1e-5);
  }
  free(window);
  transform_free(&transform);
}

static void the_window_is_positive_and_has_one_top_a_hop_before_its_end(void **state) {
  (void)state;
  Transform transform = transform_make(16000);
  double *window = window_of(&transform);
  const uint32_t top = transform.layout.window - transform.layout.hop;
  for (uint32_t n = 0; n < transform.layout.window; n++)
    assert_true(window[n] > 0);
  for (uint32_t n = 1; n < transform.layout.window; n++)
    assert_true(n < top ? window[n] > window[n - 1] : n == top || window[n] < window[n - 1]);
  free(window);
  transform_free(&transform);
}

static void the_spectrum_is_the_fourier_sum_of_the_windowed_frame(void **state) {
  (void)state;
  static const uint32_t rates[] = {8000, 11111, 44100};
  for (size_t i = 0; i < 3; i++) {
    Transform transform = transform_make(rates[i]);
    const uint32_t window_length = transform.layout.window;
    double *window = window_of(&transform);
    float *frame = white_noise(window_length, 1, 1);
    stft_forward(transform.stft, frame, transform.spectrum);
    for (uint32_t bin = 0; bin < transform.layout.bins; bin++) {
      double re = 0, im = 0;
      for (uint32_t n = 0; n < window_length; n++) {
        const double angle = -2 * M_PI * (double)(bin * n % window_length) / window_length;
        re += window[n] * frame[n] * cos(angle);
        im += window[n] * frame[n] * sin(angle);
      }
      assert_below(hypot(transform.spectrum[bin].re - re, transform.spectrum[bin].im - im), 1e-7, "bin %u", bin);
    }
    free(frame);
    free(window);
    transform_free(&transform);
  }
}

static void linear(Transform *transform) {
  const uint32_t window = transform->layout.window, bins = transform->layout.bins;
  float *first = white_noise(window, 1, 1), *second = white_noise(window, 1, 2), *sum = silence(window);
  for (uint32_t n = 0; n < window; n++)
    sum[n] = 0.3f * first[n] - 2 * second[n];
  Complex *a = calloc(bins, sizeof *a), *b = calloc(bins, sizeof *b);
  stft_forward(transform->stft, first, a);
  stft_forward(transform->stft, second, b);
  forward(transform, sum);
  for (uint32_t bin = 0; bin < bins; bin++) {
    assert_float_equal(transform->spectrum[bin].re, 0.3f * a[bin].re - 2 * b[bin].re, 1e-6);
    assert_float_equal(transform->spectrum[bin].im, 0.3f * a[bin].im - 2 * b[bin].im, 1e-6);
  }
  free(first);
  free(second);
  free(a);
  free(b);
}

static void the_transform_is_linear_at_every_rate(void **state) {
  (void)state;
  at_all_rates(linear);
}

static void energy_is_that_of_the_windowed_frame(void **state) {
  (void)state;
  Transform transform = transform_make(48000);
  const uint32_t length = transform.layout.window, bins = transform.layout.bins;
  double *window = window_of(&transform);
  float *frame = white_noise(length, 1, 1);
  stft_forward(transform.stft, frame, transform.spectrum);
  double in_time = 0, in_frequency = 0;
  for (uint32_t n = 0; n < length; n++)
    in_time += window[n] * window[n] * frame[n] * frame[n];
  for (uint32_t bin = 0; bin < bins; bin++)
    in_frequency += (bin == 0 || bin == bins - 1 ? 1 : 2) * pow(magnitude(transform.spectrum[bin]), 2);
  assert_below(fabs(in_frequency / length / in_time - 1), 1e-5, "ratio off");
  free(window);
  free(frame);
  transform_free(&transform);
}

/* An unchanged spectrum comes back as the last two hops of its frame under a Hann window. */
static void comes_back_under_a_hann_window(Transform *transform) {
  const uint32_t window = transform->layout.window, length = 2 * transform->layout.hop;
  float *frame = white_noise(window, 1, 1), *overlap = silence(length);
  stft_forward(transform->stft, frame, transform->spectrum);
  stft_inverse_add(transform->stft, transform->spectrum, overlap);
  for (uint32_t n = 0; n < length; n++) {
    const double hann = 0.5 - 0.5 * cos(2 * M_PI * (n + 0.5) / length);
    assert_below(fabs(overlap[n] - hann * frame[window - length + n]), 2e-6, "sample %u at %u Hz", n,
                 transform->layout.sample_rate);
  }
  free(frame);
  free(overlap);
}

static void an_unchanged_spectrum_comes_back_under_a_hann_window_at_every_rate(void **state) {
  (void)state;
  at_all_rates(comes_back_under_a_hann_window);
}

static void the_inverse_adds_to_what_is_there(void **state) {
  (void)state;
  Transform transform = transform_make(16000);
  const uint32_t length = 2 * transform.layout.hop;
  float *overlap = silence(length);
  for (uint32_t n = 0; n < length; n++)
    overlap[n] = (float)n;
  stft_inverse_add(transform.stft, transform.spectrum, overlap);
  for (uint32_t n = 0; n < length; n++)
    assert_true(overlap[n] == (float)n);
  free(overlap);
  transform_free(&transform);
}

static void no_transform_may_be_freed(void **state) {
  (void)state;
  stft_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sine_of_amplitude_1_has_magnitude_half_in_its_bin_at_every_rate),
      cmocka_unit_test(an_impulse_has_the_same_magnitude_in_every_bin),
      cmocka_unit_test(a_shift_by_a_sample_turns_every_bin_by_its_frequency),
      cmocka_unit_test(the_window_is_positive_and_has_one_top_a_hop_before_its_end),
      cmocka_unit_test(the_spectrum_is_the_fourier_sum_of_the_windowed_frame),
      cmocka_unit_test(the_transform_is_linear_at_every_rate),
      cmocka_unit_test(energy_is_that_of_the_windowed_frame),
      cmocka_unit_test(an_unchanged_spectrum_comes_back_under_a_hann_window_at_every_rate),
      cmocka_unit_test(the_inverse_adds_to_what_is_there),
      cmocka_unit_test(no_transform_may_be_freed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
