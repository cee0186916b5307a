/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lengths of hop and window at every rate there is.
 */
#include "engine/frame_layout.h"
#include "engine/quell.h"
#include "test.h"

#include <math.h>

#define FOR_EVERY_RATE(layout)                                                                                         \
  for (FrameLayout layout = frame_layout(QUELL_SAMPLE_RATE_MIN); layout.sample_rate <= QUELL_SAMPLE_RATE_MAX;          \
       layout = frame_layout(layout.sample_rate + 1))

static void a_hop_is_the_largest_number_of_samples_within_10_ms(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    if (layout.hop * 100 > layout.sample_rate || (layout.hop + 1) * 100 <= layout.sample_rate)
      fail_msg("%u samples at %u Hz", layout.hop, layout.sample_rate);
  }
}

static double deviation(const FrameLayout *layout) {
  return fabs(layout->window / (layout->sample_rate * WINDOW_SECONDS) - 1);
}

static void a_window_is_within_a_quarter_per_cent_of_32_ms_at_usual_rates(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++) {
    const FrameLayout layout = frame_layout(usual_rates[i]);
    assert_below(deviation(&layout), 0.0025, "%u samples at %u Hz", layout.window, usual_rates[i]);
  }
}

/* Short transforms are fast at few lengths only. */
static void a_window_is_within_two_and_a_half_per_cent_of_32_ms_at_any_rate(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    if (deviation(&layout) > 0.025) fail_msg("%u samples at %u Hz", layout.window, layout.sample_rate);
  }
}

static int transforms_fast(uint32_t length) {
  static const uint32_t factors[] = {2, 3, 5, 7, 11};
  for (size_t i = 0; i < 5; i++)
    while (length % factors[i] == 0)
      length /= factors[i];
  return length == 1;
}

static void a_window_transforms_fast(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    if (layout.window % 2 || !transforms_fast(layout.window))
      fail_msg("%u samples at %u Hz", layout.window, layout.sample_rate);
  }
}

static void no_other_fast_window_is_nearer_to_32_ms(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    const double wanted = layout.sample_rate * WINDOW_SECONDS, distance = fabs(layout.window - wanted);
    for (uint32_t other = (uint32_t)wanted - (uint32_t)distance; other <= wanted + distance; other++)
      if (other % 2 == 0 && transforms_fast(other) && fabs(other - wanted) < distance - 1e-6)
        fail_msg("%u is nearer than %u at %u Hz", other, layout.window, layout.sample_rate);
  }
}

static void the_synthesis_window_fits_into_the_analysis_window(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    if (2 * layout.hop >= layout.window) fail_msg("at %u Hz", layout.sample_rate);
  }
}

static void bins_reach_from_0_hz_to_half_the_rate(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    if (layout.bins != layout.window / 2 + 1) fail_msg("%u at %u Hz", layout.bins, layout.sample_rate);
  }
}

static void latency_is_two_hops(void **state) {
  (void)state;
  FOR_EVERY_RATE(layout) {
    if (frame_layout_latency(&layout) != 2 * layout.hop) fail_msg("at %u Hz", layout.sample_rate);
  }
}

static void the_most_usual_rates_have_these_lengths(void **state) {
  (void)state;
  static const uint32_t expected[][3] = {
      {8000, 80, 256}, {16000, 160, 512}, {44100, 441, 1408}, {48000, 480, 1536}, {192000, 1920, 6144}};
  for (size_t i = 0; i < 5; i++) {
    const FrameLayout layout = frame_layout(expected[i][0]);
    assert_int_equal(layout.hop, expected[i][1]);
    assert_int_equal(layout.window, expected[i][2]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hop_is_the_largest_number_of_samples_within_10_ms),
      cmocka_unit_test(a_window_is_within_a_quarter_per_cent_of_32_ms_at_usual_rates),
      cmocka_unit_test(a_window_is_within_two_and_a_half_per_cent_of_32_ms_at_any_rate),
      cmocka_unit_test(a_window_transforms_fast),
      cmocka_unit_test(no_other_fast_window_is_nearer_to_32_ms),
      cmocka_unit_test(the_synthesis_window_fits_into_the_analysis_window),
      cmocka_unit_test(bins_reach_from_0_hz_to_half_the_rate),
      cmocka_unit_test(latency_is_two_hops),
      cmocka_unit_test(the_most_usual_rates_have_these_lengths),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
