/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the network sees: the same of a sound at every level and rate, and always within bounds.
 */
#include "engine/frame_features.h"
#include "engine/network_description.h"
#include "engine/stft.h"
#include "test.h"

#include <math.h>

#define FILTER_BINS 20

static NetworkDescription description; /* of the built-in model, for its bands */

/* Everything from a sound to its features. */
typedef struct {
  Stft *stft;
  FrameLayout layout;
  Bands *bands;
  FeatureLayout features;
  FeatureState state;
  Complex *now, *before;
  float *power, *energy, *values;
  uint32_t count;
} Features;

static Features features_make(uint32_t rate) {
  Features f = {.stft = stft_create(rate), .layout = frame_layout(rate)};
  f.bands = bands_create(description.bands_hz, description.band_count, &f.layout, (float)rate / 2);
  assert_true(f.stft && f.bands);
  assert_true(feature_layout_init(&f.features, description.band_count, FILTER_BINS, &f.layout));
  assert_true(feature_state_init(&f.state, &f.features));
  f.count = 2 * description.band_count + 2 * FILTER_BINS;
  f.now = calloc(f.layout.bins, sizeof(Complex));
  f.before = calloc(f.layout.bins, sizeof(Complex));
  f.power = silence(f.layout.bins);
  f.energy = silence(description.band_count);
  f.values = silence(f.count);
  return f;
}

static void features_free(Features *f) {
  stft_free(f->stft);
  bands_free(f->bands);
  feature_layout_clear(&f->features);
  feature_state_clear(&f->state);
  free(f->now);
  free(f->before);
  free(f->power);
  free(f->energy);
  free(f->values);
}

static void compute(Features *f) {
  const Complex *now = f->now, *before = f->before;
  features_compute(&f->features, &f->state, f->bands, &now, &before, 1, f->power, f->energy, f->values);
}

/* The frame that begins at `samples`. */
static void hear(Features *f, const float *samples) {
  Complex *oldest = f->before;
  f->before = f->now;
  f->now = oldest;
  stft_forward(f->stft, samples, f->now);
  compute(f);
}

static void start_again(Features *f) {
  feature_state_reset(&f->state);
  memset(f->now, 0, f->layout.bins * sizeof(Complex));
}

static int read_description(void **state) {
  (void)state;
  QuellModel *model = default_model();
  const QuellStatus status = network_description_parse(quell_model_text(model, "network"), &description, NULL);
  quell_model_free(model);
  return (int)status;
}

static int is_of_absent_band(const Features *f, uint32_t feature) {
  return feature < 2 * description.band_count && feature % description.band_count >= f->bands->present;
}

static void a_sound_40_or_60_db_lower_has_the_same_features_from_the_first_frame(void **state) {
  (void)state;
  Features first = features_make(16000), other = features_make(16000);
  float *loud = noisy_speech(16000, 16000, 3900, 1);
  for (float factor = 0.01f; factor >= 0.001f; factor *= 0.1f) {
    float *low = scaled(loud, 16000, factor);
    start_again(&first);
    start_again(&other);
    for (uint32_t at = 0; at + first.layout.window <= 16000; at += first.layout.hop) {
      hear(&first, loud + at);
      hear(&other, low + at);
      for (uint32_t i = 0; i < first.count; i++)
        if (!is_of_absent_band(&first, i))
          assert_below(fabs(first.values[i] - other.values[i]), 1e-4, "feature %u at sample %u", i, at);
    }
    free(low);
  }
  free(loud);
  features_free(&first);
  features_free(&other);
}

/* Some seventy tones up to 6.8 kHz that swell and fall, sampled in the middle of each sample's time, so that frames of
 * all rates have the same middle. */
static float *band_limited(uint32_t rate, size_t count) {
  float *samples = silence(count);
  for (size_t n = 0; n < count; n++) {
    const double t = ((double)n + 0.5) / rate;
    for (int tone = 1; tone < 70; tone++)
      samples[n] +=
          (float)(0.02 * (1 + sin(2 * M_PI * (1 + 0.13 * tone) * t)) * sin(2 * M_PI * 97.3 * tone * t + tone * tone));
  }
  return samples;
}

typedef struct {
  double largest, mean;
} Difference;

/* Between features of the same second at two rates, in bands below 6.5 kHz. */
static Difference difference_between(uint32_t rate, uint32_t other_rate) {
  Features first = features_make(rate), second = features_make(other_rate);
  float *samples = band_limited(rate, rate), *other_samples = band_limited(other_rate, other_rate);
  Difference difference = {0, 0};
  uint32_t count = 0;
  for (uint32_t frame = 0; frame < 90; frame++) {
    hear(&first, samples + frame * first.layout.hop);
    hear(&second, other_samples + frame * second.layout.hop);
    if (frame == 0) continue; /* the frame before it was silence */
    for (uint32_t i = 0; i < first.count; i++) {
      if (i < 2 * description.band_count && description.bands_hz[i % description.band_count] > 6500) continue;
      const double apart = fabs(first.values[i] - second.values[i]);
      difference.largest = fmax(difference.largest, apart);
      difference.mean += apart;
      count++;
    }
  }
  difference.mean /= count;
  free(samples);
  free(other_samples);
  features_free(&first);
  features_free(&second);
  return difference;
}

static void features_at_16_and_48_khz_agree(void **state) {
  (void)state;
  assert_below(difference_between(16000, 48000).largest, 0.02, "largest difference");
}

static void features_at_16_and_192_khz_agree(void **state) {
  (void)state;
  assert_below(difference_between(16000, 192000).largest, 0.02, "largest difference");
}

/* Bins are 0.2 % wider there and the window 0.2 % shorter, so single bins between tones differ. */
static void features_at_44100_and_48000_hz_agree_on_average(void **state) {
  (void)state;
  assert_below(difference_between(44100, 48000).mean, 0.05, "mean difference");
}

static void features_stay_within_their_bounds_whatever_is_heard(void **state) {
  (void)state;
  static const float levels[] = {0.1f, 1e15f, 1e-12f, 1, 0, 1e-6f, 1e15f, 1e-20f};
  Features f = features_make(44100);
  const uint32_t bands = description.band_count;
  for (uint32_t round = 0; round < 40; round++) {
    float *samples = white_noise(f.layout.window, levels[round % 8], round);
    hear(&f, samples);
    for (uint32_t i = 0; i < f.count; i++) {
      const float least = i < bands ? -2.5f : i < 2 * bands ? 0 : -4, most = i < 2 * bands ? 2.5f : 4;
      if (!(f.values[i] >= least && f.values[i] <= most))
        fail_msg("feature %u is %g in round %u", i, f.values[i], round);
    }
    free(samples);
  }
  features_free(&f);
}

static void silence_before_any_sound_has_its_own_features(void **state) {
  (void)state;
  Features f = features_make(16000);
  float *samples = silence(f.layout.window);
  for (int frame = 0; frame < 3; frame++) {
    hear(&f, samples);
    for (uint32_t i = 0; i < f.count; i++)
      assert_true(f.values[i] == (i < description.band_count ? -2.5f : 0));
  }
  assert_false(f.state.started);
  free(samples);
  features_free(&f);
}

static void followers_hold_during_silence(void **state) {
  (void)state;
  Features f = features_make(16000);
  float *sound = white_noise(f.layout.window, 0.1f, 1), *nothing = silence(f.layout.window);
  hear(&f, sound);
  const float level = f.state.slow_level, minimum = f.state.minimum[3];
  for (int frame = 0; frame < 100; frame++)
    hear(&f, nothing);
  assert_true(f.state.slow_level == level && f.state.minimum[3] == minimum);
  free(sound);
  free(nothing);
  features_free(&f);
}

/* A steady tone at the centre of the fifth bin. */
static float *steady_tone(const FrameLayout *layout, size_t count, float amplitude) {
  float *samples = silence(count);
  for (size_t n = 0; n < count; n++)
    samples[n] = amplitude * (float)sin(2 * M_PI * 5 * (double)n / layout->window);
  return samples;
}

/* Share of a step of the level that is followed after so many frames. */
static double followed(float from, float to, int frames) {
  Features f = features_make(16000);
  float *first = steady_tone(&f.layout, f.layout.window, from), *second = steady_tone(&f.layout, f.layout.window, to);
  hear(&f, first);
  const double start = f.state.slow_level;
  for (int frame = 0; frame < frames; frame++)
    hear(&f, second);
  const double share = (f.state.slow_level - start) / (2 * log10(to / from));
  free(first);
  free(second);
  features_free(&f);
  return share;
}

static void the_slow_level_starts_at_the_first_sound(void **state) {
  (void)state;
  Features f = features_make(16000);
  float *samples = steady_tone(&f.layout, f.layout.window, 0.02f);
  hear(&f, samples);
  double power = 0;
  for (uint32_t bin = 1; bin < 100; bin++)
    power += f.now[bin].re * f.now[bin].re + f.now[bin].im * f.now[bin].im;
  assert_float_equal(f.state.slow_level, log10(power), 1e-4);
  free(samples);
  features_free(&f);
}

static void the_slow_level_rises_in_0_2_s(void **state) {
  (void)state;
  assert_float_equal(followed(0.01f, 0.1f, 20), 1 - exp(-1), 0.02);
}

static void the_slow_level_falls_in_3_s(void **state) {
  (void)state;
  assert_float_equal(followed(0.1f, 0.01f, 300), 1 - exp(-1), 0.02);
}

static void a_tone_at_the_centre_of_a_bin_has_a_real_product_at_every_rate(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES; i++) {
    Features f = features_make(i < USUAL_RATES ? usual_rates[i] : odd_rates[i - USUAL_RATES]);
    float *samples = steady_tone(&f.layout, f.layout.window + f.layout.hop, 0.1f);
    hear(&f, samples);
    hear(&f, samples + f.layout.hop);
    const float *product = f.values + 2 * description.band_count + 2 * (5 - 1);
    assert_true(product[0] > 0.5f);
    assert_below(fabs(product[1]), 0.01, "imaginary part at %u Hz", f.layout.sample_rate);
    free(samples);
    features_free(&f);
  }
}

static void two_equal_channels_have_the_features_of_one(void **state) {
  (void)state;
  Features one = features_make(16000), two = features_make(16000);
  float *samples = noisy_speech(16000, 16000, 3900, 1);
  for (uint32_t at = 0; at < 10 * one.layout.hop; at += one.layout.hop) {
    hear(&one, samples + at);
    const Complex *now[2] = {one.now, one.now}, *before[2] = {one.before, one.before};
    features_compute(&two.features, &two.state, two.bands, now, before, 2, two.power, two.energy, two.values);
    for (uint32_t i = 0; i < one.count; i++)
      assert_float_equal(one.values[i], two.values[i], 1e-5);
  }
  free(samples);
  features_free(&one);
  features_free(&two);
}

static void a_state_that_was_reset_is_as_new(void **state) {
  (void)state;
  Features used = features_make(16000), fresh = features_make(16000);
  float *loud = white_noise(2000, 10, 1), *samples = noisy_speech(2000, 16000, 3900, 1);
  hear(&used, loud);
  hear(&used, loud + 160);
  start_again(&used);
  for (uint32_t at = 0; at < 1400; at += 160) {
    hear(&used, samples + at);
    hear(&fresh, samples + at);
    assert_same_bits(used.values, fresh.values, used.count);
  }
  free(loud);
  free(samples);
  features_free(&used);
  features_free(&fresh);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sound_40_or_60_db_lower_has_the_same_features_from_the_first_frame),
      cmocka_unit_test(features_at_16_and_48_khz_agree),
      cmocka_unit_test(features_at_16_and_192_khz_agree),
      cmocka_unit_test(features_at_44100_and_48000_hz_agree_on_average),
      cmocka_unit_test(features_stay_within_their_bounds_whatever_is_heard),
      cmocka_unit_test(silence_before_any_sound_has_its_own_features),
      cmocka_unit_test(followers_hold_during_silence),
      cmocka_unit_test(the_slow_level_starts_at_the_first_sound),
      cmocka_unit_test(the_slow_level_rises_in_0_2_s),
      cmocka_unit_test(the_slow_level_falls_in_3_s),
      cmocka_unit_test(a_tone_at_the_centre_of_a_bin_has_a_real_product_at_every_rate),
      cmocka_unit_test(two_equal_channels_have_the_features_of_one),
      cmocka_unit_test(a_state_that_was_reset_is_as_new),
  };
  return cmocka_run_group_tests(tests, read_description, NULL);
}
