/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bins to bands and back.
 */
#include "engine/bands.h"
#include "test.h"

#include <math.h>

/* About bin-wide at the bottom, wider above, one above what most rates have. */
static const float centres[] = {31.25f, 62.5f, 93.75f, 125,  187.5f, 250,  400,   700,  1100,
                                1800,   3000,  4000,   5000, 8000,   9000, 15000, 40000};
#define COUNT (sizeof centres / sizeof centres[0])

static Bands *bands_at(uint32_t rate) {
  const FrameLayout layout = frame_layout(rate);
  Bands *bands = bands_create(centres, COUNT, &layout, (float)rate / 2);
  assert_non_null(bands);
  return bands;
}

static uint32_t rate_at(size_t index) {
  return index < USUAL_RATES ? usual_rates[index] : odd_rates[index - USUAL_RATES];
}

static double hz_of(const Bands *bands, uint32_t rate, uint32_t bin) {
  return (double)bin * rate / (2 * (bands->bins - 1));
}

static float *interpolated(const Bands *bands, const float *gains) {
  float *bin_gains = silence(bands->bins);
  bands_interpolate(bands, gains, bin_gains);
  return bin_gains;
}

static void gains_of_1_are_1_in_every_bin_to_the_bit(void **state) {
  (void)state;
  float gains[COUNT];
  for (size_t band = 0; band < COUNT; band++)
    gains[band] = 1;
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES; i++) {
    Bands *bands = bands_at(rate_at(i));
    float *bin_gains = interpolated(bands, gains);
    for (uint32_t bin = 0; bin < bands->bins; bin++)
      assert_true(bin_gains[bin] == 1);
    free(bin_gains);
    bands_free(bands);
  }
}

static void shares_of_the_bands_in_a_bin_add_up_to_1(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES; i++) {
    Bands *bands = bands_at(rate_at(i));
    float *sum = silence(bands->bins);
    for (size_t band = 0; band < COUNT; band++) {
      float gains[COUNT] = {0};
      gains[band] = 1;
      float *share = interpolated(bands, gains);
      for (uint32_t bin = 0; bin < bands->bins; bin++) {
        assert_true(share[bin] >= 0 && share[bin] <= 1);
        sum[bin] += share[bin];
      }
      free(share);
    }
    for (uint32_t bin = 0; bin < bands->bins; bin++)
      assert_below(fabs(sum[bin] - 1), 1e-6, "bin %u at %u Hz", bin, rate_at(i));
    free(sum);
    bands_free(bands);
  }
}

static void gains_lie_on_a_straight_line_between_two_centres(void **state) {
  (void)state;
  float gains[COUNT];
  for (size_t band = 0; band < COUNT; band++)
    gains[band] = centres[band] / 40000;
  for (size_t i = 0; i < USUAL_RATES; i++) {
    Bands *bands = bands_at(usual_rates[i]);
    float *bin_gains = interpolated(bands, gains);
    const double top = centres[bands->present - 1];
    for (uint32_t bin = 0; bin < bands->bins; bin++) {
      const double hz = fmin(fmax(hz_of(bands, usual_rates[i], bin), centres[0]), top);
      assert_below(fabs(bin_gains[bin] - hz / 40000), 1e-6, "bin %u at %u Hz", bin, usual_rates[i]);
    }
    free(bin_gains);
    bands_free(bands);
  }
}

static void bins_above_the_top_band_follow_it(void **state) {
  (void)state;
  float gains[COUNT] = {0};
  gains[COUNT - 1] = 0.25f;
  Bands *bands = bands_at(192000);
  float *bin_gains = interpolated(bands, gains);
  for (uint32_t bin = 0; bin < bands->bins; bin++)
    if (hz_of(bands, 192000, bin) >= 40000) assert_true(bin_gains[bin] == 0.25f);
  free(bin_gains);
  bands_free(bands);
}

static void bands_at_or_above_half_the_rate_are_absent(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++) {
    Bands *bands = bands_at(usual_rates[i]);
    for (size_t band = 0; band < COUNT; band++)
      assert_int_equal(band < bands->present, centres[band] < (float)usual_rates[i] / 2);
    bands_free(bands);
  }
}

static void gains_of_absent_bands_are_not_used(void **state) {
  (void)state;
  float gains[COUNT], others[COUNT];
  Bands *bands = bands_at(16000);
  for (size_t band = 0; band < COUNT; band++) {
    gains[band] = 1 / (float)(band + 1);
    others[band] = band < bands->present ? gains[band] : 1e18f;
  }
  float *expected = interpolated(bands, gains), *bin_gains = interpolated(bands, others);
  assert_same_bits(bin_gains, expected, bands->bins);
  free(expected);
  free(bin_gains);
  bands_free(bands);
}

static void even_power_gives_even_energy_and_none_in_absent_bands(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES; i++) {
    Bands *bands = bands_at(rate_at(i));
    float *power = silence(bands->bins), energy[COUNT];
    for (uint32_t bin = 0; bin < bands->bins; bin++)
      power[bin] = 0.7f;
    bands_energy(bands, power, energy);
    for (size_t band = 0; band < COUNT; band++)
      assert_below(fabs(energy[band] - (band < bands->present ? 0.7 : 0)), 1e-5, "band %zu at %u Hz", band, rate_at(i));
    free(power);
    bands_free(bands);
  }
}

static void energy_is_where_the_power_is(void **state) {
  (void)state;
  Bands *bands = bands_at(48000);
  for (uint32_t bin = 0; bin < bands->bins; bin += 13) {
    float *power = silence(bands->bins), energy[COUNT];
    power[bin] = 1;
    bands_energy(bands, power, energy);
    const double hz = hz_of(bands, 48000, bin);
    for (size_t band = 0; band < COUNT; band++) {
      const int above = band > 0 && hz <= centres[band - 1],
                below = band + 1 < bands->present && hz >= centres[band + 1];
      assert_true(above || below ? energy[band] == 0 : energy[band] >= 0);
    }
    free(power);
  }
  bands_free(bands);
}

static void power_far_above_the_top_band_does_not_count_as_its_energy(void **state) {
  (void)state;
  const FrameLayout layout = frame_layout(192000);
  const float low[] = {100, 1000};
  Bands *bands = bands_create(low, 2, &layout, 96000);
  float *power = silence(bands->bins), energy[2];
  power[bands->bins - 1] = power[bands->bins / 2] = 1;
  bands_energy(bands, power, energy);
  assert_true(energy[0] == 0 && energy[1] == 0);
  free(power);
  bands_free(bands);
}

/* Neighbouring rates differ in the width of a bin, so a smooth spectrum is sampled elsewhere. */
static void a_smooth_spectrum_has_the_same_energy_at_every_rate(void **state) {
  (void)state;
  float expected[COUNT];
  for (size_t i = 0; i < USUAL_RATES; i++) {
    Bands *bands = bands_at(usual_rates[USUAL_RATES - 1 - i]);
    float *power = silence(bands->bins), energy[COUNT];
    for (uint32_t bin = 0; bin < bands->bins; bin++)
      power[bin] = (float)exp(-hz_of(bands, usual_rates[USUAL_RATES - 1 - i], bin) / 4000);
    bands_energy(bands, power, energy);
    if (i == 0) memcpy(expected, energy, sizeof energy);
    for (size_t band = 0; band + 1 < bands->present; band++)
      assert_below(fabs(10 * log10(energy[band] / expected[band])), 0.5, "dB in band %zu at %u Hz", band,
                   usual_rates[USUAL_RATES - 1 - i]);
    free(power);
    bands_free(bands);
  }
}

static void a_limit_below_half_the_rate_gives_the_bands_of_the_lower_rate(void **state) {
  (void)state;
  const FrameLayout layout = frame_layout(48000);
  Bands *limited = bands_create(centres, COUNT, &layout, 4000), *low = bands_at(8000);
  assert_int_equal(limited->present, low->present);
  float gains[COUNT], *power = silence(limited->bins), energy[COUNT], expected[COUNT];
  for (size_t band = 0; band < COUNT; band++)
    gains[band] = 1 / (float)(band + 1);
  float *bin_gains = interpolated(limited, gains), *low_gains = interpolated(low, gains);
  for (uint32_t bin = 0; bin < low->bins; bin++)
    assert_float_equal(bin_gains[bin], low_gains[bin], 1e-6);
  for (uint32_t bin = 0; bin < limited->bins; bin++)
    power[bin] = bin < low->bins ? 1 / (float)(bin + 1) : 1000;
  bands_energy(limited, power, energy);
  bands_energy(low, power, expected);
  for (size_t band = 0; band < COUNT; band++)
    assert_float_equal(energy[band], expected[band], 1e-6);
  free(power);
  free(bin_gains);
  free(low_gains);
  bands_free(limited);
  bands_free(low);
}

static void bands_narrower_than_a_bin_take_the_nearest_one(void **state) {
  (void)state;
  const FrameLayout layout = frame_layout(48000);
  const float close[] = {1000, 1001, 1002, 1003, 2000};
  Bands *bands = bands_create(close, 5, &layout, 24000);
  float *power = silence(bands->bins), energy[5];
  power[32] = 3; /* at 1000 Hz */
  bands_energy(bands, power, energy);
  for (int band = 1; band < 3; band++)
    assert_true(energy[band] == 3);
  free(power);
  bands_free(bands);
}

static void a_single_band_above_the_limit_is_used_for_all_bins(void **state) {
  (void)state;
  const FrameLayout layout = frame_layout(8000);
  const float high = 20000;
  Bands *bands = bands_create(&high, 1, &layout, 4000);
  const float gain = 0.125f;
  float *bin_gains = interpolated(bands, &gain), *power = silence(bands->bins), energy;
  for (uint32_t bin = 0; bin < bands->bins; bin++) {
    assert_true(bin_gains[bin] == 0.125f);
    power[bin] = 2;
  }
  bands_energy(bands, power, &energy);
  assert_true(isfinite(energy));
  free(bin_gains);
  free(power);
  bands_free(bands);
}

static void no_bands_may_be_freed(void **state) {
  (void)state;
  bands_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gains_of_1_are_1_in_every_bin_to_the_bit),
      cmocka_unit_test(shares_of_the_bands_in_a_bin_add_up_to_1),
      cmocka_unit_test(gains_lie_on_a_straight_line_between_two_centres),
      cmocka_unit_test(bins_above_the_top_band_follow_it),
      cmocka_unit_test(bands_at_or_above_half_the_rate_are_absent),
      cmocka_unit_test(gains_of_absent_bands_are_not_used),
      cmocka_unit_test(even_power_gives_even_energy_and_none_in_absent_bands),
      cmocka_unit_test(energy_is_where_the_power_is),
      cmocka_unit_test(power_far_above_the_top_band_does_not_count_as_its_energy),
      cmocka_unit_test(a_smooth_spectrum_has_the_same_energy_at_every_rate),
      cmocka_unit_test(a_limit_below_half_the_rate_gives_the_bands_of_the_lower_rate),
      cmocka_unit_test(bands_narrower_than_a_bin_take_the_nearest_one),
      cmocka_unit_test(a_single_band_above_the_limit_is_used_for_all_bins),
      cmocka_unit_test(no_bands_may_be_freed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
