/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How gains and filter coefficients act on a spectrum.
 */
#include "engine/frame_features.h"
#include "engine/gain.h"
#include "test.h"

#include <complex.h>
#include <math.h>

#define BINS 40
#define FILTER_BINS 9
#define TAPS_MAX 5

static Complex history[TAPS_MAX][BINS], turn[FILTER_BINS + 1], out[BINS];
static const Complex *spectra[TAPS_MAX];
static float gains[BINS], coefficients[2 * TAPS_MAX * FILTER_BINS];

static float share(uint32_t *state) {
  return (float)random_number(state) / (1 << 23) - 1;
}

static int fill(void **test_state) {
  (void)test_state;
  uint32_t state = 3;
  for (int tap = 0; tap < TAPS_MAX; tap++) {
    spectra[tap] = history[tap];
    for (int bin = 0; bin < BINS; bin++)
      history[tap][bin] = (Complex){share(&state), share(&state)};
  }
  for (int bin = 0; bin <= FILTER_BINS; bin++)
    turn[bin] = (Complex){cosf(0.7f * (float)bin), sinf(0.7f * (float)bin)};
  for (int bin = 0; bin < BINS; bin++)
    gains[bin] = 0.5f + 0.5f * share(&state);
  for (size_t i = 0; i < sizeof coefficients / sizeof coefficients[0]; i++)
    coefficients[i] = share(&state);
  return 0;
}

static void assert_out(int bin, double complex expected) {
  const double complex difference = out[bin].re + I * (double)out[bin].im - expected;
  assert_below(cabs(difference), 1e-5, "bin %d", bin);
}

static double complex value(Complex number) {
  return number.re + I * (double)number.im;
}

static void gains_alone_scale_every_bin(void **state) {
  (void)state;
  gain_apply(gains, BINS, NULL, &(FilterShape){0}, NULL, spectra, out);
  for (int bin = 0; bin < BINS; bin++) {
    assert_true(out[bin].re == gains[bin] * history[0][bin].re);
    assert_true(out[bin].im == gains[bin] * history[0][bin].im);
  }
}

static void the_spectrum_itself_is_left_as_it_is(void **state) {
  (void)state;
  Complex before[TAPS_MAX][BINS];
  memcpy(before, history, sizeof before);
  gain_apply(gains, BINS, coefficients, &(FilterShape){FILTER_BINS, 3, 0}, turn, spectra, out);
  assert_memory_equal(history, before, sizeof before);
}

static void a_filter_of_zeros_changes_nothing(void **state) {
  (void)state;
  memset(coefficients, 0, sizeof coefficients);
  gain_apply(gains, BINS, coefficients, &(FilterShape){FILTER_BINS, 3, 0}, turn, spectra, out);
  for (int bin = 0; bin < BINS; bin++)
    assert_true(out[bin].re == gains[bin] * history[0][bin].re);
}

static void the_filter_fades_over_its_last_four_bins(void **state) {
  (void)state;
  for (uint32_t bin = 1; bin <= 44; bin++)
    assert_true(filter_share(bin, 48) == 1);
  assert_float_equal(filter_share(45, 48), 0.8, 1e-6);
  assert_float_equal(filter_share(46, 48), 0.6, 1e-6);
  assert_float_equal(filter_share(47, 48), 0.4, 1e-6);
  assert_float_equal(filter_share(48, 48), 0.2, 1e-6);
}

static void coefficients_lie_tap_by_tap_and_turn_with_the_hops(void **state) {
  (void)state;
  for (uint32_t taps = 1; taps <= TAPS_MAX; taps++) {
    gain_apply(gains, BINS, coefficients, &(FilterShape){FILTER_BINS, taps, 0}, turn, spectra, out);
    for (uint32_t bin = 1; bin <= FILTER_BINS; bin++) {
      double complex sum = 0;
      for (uint32_t tap = 0; tap < taps; tap++) {
        const float *pair = coefficients + 2 * (tap * FILTER_BINS + bin - 1);
        sum += (pair[0] + I * (double)pair[1]) * value(history[tap][bin]) * cpow(value(turn[bin]), tap);
      }
      assert_out((int)bin, gains[bin] * (value(history[0][bin]) + filter_share(bin, FILTER_BINS) * sum));
    }
  }
}

static void coefficients_may_lie_bin_by_bin(void **state) {
  (void)state;
  static float turned[2 * TAPS_MAX * FILTER_BINS];
  static Complex expected[BINS];
  for (uint32_t tap = 0; tap < TAPS_MAX; tap++)
    for (uint32_t bin = 0; bin < FILTER_BINS; bin++)
      memcpy(turned + 2 * (bin * TAPS_MAX + tap), coefficients + 2 * (tap * FILTER_BINS + bin), 2 * sizeof(float));
  gain_apply(gains, BINS, coefficients, &(FilterShape){FILTER_BINS, TAPS_MAX, 0}, turn, spectra, expected);
  gain_apply(gains, BINS, turned, &(FilterShape){FILTER_BINS, TAPS_MAX, 1}, turn, spectra, out);
  assert_memory_equal(out, expected, sizeof expected);
}

static void bins_outside_the_filter_only_get_their_gain(void **state) {
  (void)state;
  gain_apply(gains, BINS, coefficients, &(FilterShape){FILTER_BINS, 5, 0}, turn, spectra, out);
  for (int bin = 0; bin < BINS; bin++)
    if (bin == 0 || bin > FILTER_BINS) assert_out(bin, gains[bin] * value(history[0][bin]));
}

/* ---- In a denoiser ---- */

/* A tone at the centre of the second bin, in a filter that adds half of the spectrum two hops ago: one and a half times
 * the tone at every rate, since a tone looks to the filter as if it had not turned. */
static void a_steady_tone_meets_its_own_past_in_phase_at_every_rate(void **state) {
  (void)state;
  QuellModel *model = echo_model(0.5f);
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES; i++) {
    const uint32_t rate = i < USUAL_RATES ? usual_rates[i] : odd_rates[i - USUAL_RATES];
    const FrameLayout layout = frame_layout(rate);
    const size_t count = rate / 4, latency = 2 * layout.hop, settled = latency + 3 * layout.window;
    float *input = silence(count), *expected = silence(count);
    for (size_t n = 0; n < count; n++) {
      input[n] = (float)sin(2 * M_PI * 2 * (double)n / layout.window);
      if (n + latency < count) expected[n + latency] = 1.5f * input[n];
    }
    float *output = denoised(model, rate, input, count);
    assert_below(difference_db(output + settled, expected + settled, count - settled), -18, "in dB at %u Hz", rate);
    free(input);
    free(expected);
    free(output);
  }
  quell_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(gains_alone_scale_every_bin, fill),
      cmocka_unit_test_setup(the_spectrum_itself_is_left_as_it_is, fill),
      cmocka_unit_test_setup(a_filter_of_zeros_changes_nothing, fill),
      cmocka_unit_test_setup(the_filter_fades_over_its_last_four_bins, fill),
      cmocka_unit_test_setup(coefficients_lie_tap_by_tap_and_turn_with_the_hops, fill),
      cmocka_unit_test_setup(coefficients_may_lie_bin_by_bin, fill),
      cmocka_unit_test_setup(bins_outside_the_filter_only_get_their_gain, fill),
      cmocka_unit_test(a_steady_tone_meets_its_own_past_in_phase_at_every_rate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
