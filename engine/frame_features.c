/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "frame_features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL_TOP_HZ 3900.0
#define LEVEL_RISE ((float)(HOP_SECONDS / 0.2))
#define LEVEL_FALL ((float)(HOP_SECONDS / 3.0))
/* Power of a whole frame below which it is silence: no level can be told, so the followers hold. */
#define SILENCE_POWER 1e-13f
/* Power that no sound has, were its samples counted in units of 32 bits: such a frame tells nothing of the level
 * either, and would upset the followers for seconds. */
#define NONSENSE_POWER 1e20f
#define FLOOR_POWER 1e-20f
#define LEVEL_RANGE 2.5f
/* Rise of the tracked minimum: one decade in 1.5 s. */
#define MINIMUM_RISE ((float)(HOP_SECONDS / 1.5))
#define PRODUCT_EXPONENT 0.15f
#define PRODUCT_MAX 4.0f

int feature_layout_init(FeatureLayout *layout, uint32_t band_count, uint32_t filter_bins, const FrameLayout *frame) {
  layout->band_count = band_count;
  layout->filter_bins = filter_bins;
  layout->level_bins = (uint32_t)(LEVEL_TOP_HZ * frame->window / frame->sample_rate);
  layout->turn = calloc(filter_bins + 1, sizeof *layout->turn);
  if (!layout->turn) return 0;
  for (uint32_t bin = 0; bin <= filter_bins; bin++) {
    const double angle = 2 * M_PI * bin * frame->hop / frame->window;
    layout->turn[bin] = (Complex){(float)cos(angle), (float)sin(angle)};
  }
  return 1;
}

void feature_layout_clear(FeatureLayout *layout) {
  free(layout->turn);
  layout->turn = NULL;
}

int feature_state_init(FeatureState *state, const FeatureLayout *layout) {
  state->band_count = layout->band_count;
  state->minimum = calloc(layout->band_count, sizeof *state->minimum);
  if (!state->minimum) return 0;
  feature_state_reset(state);
  return 1;
}

void feature_state_clear(FeatureState *state) {
  free(state->minimum);
  state->minimum = NULL;
}

void feature_state_reset(FeatureState *state) {
  state->slow_level = 0;
  state->started = 0;
  memset(state->minimum, 0, state->band_count * sizeof *state->minimum);
}

void feature_state_copy(FeatureState *to, const FeatureState *from) {
  to->slow_level = from->slow_level;
  to->started = from->started;
  memcpy(to->minimum, from->minimum, from->band_count * sizeof *to->minimum);
}

int features_louder(const FeatureState *a, const FeatureState *b) {
  return a->started > b->started || (a->started && b->started && a->slow_level > b->slow_level);
}

static void mean_power(const Complex *const *now, uint32_t channels, uint32_t bins, float *power) {
  const float share = 1 / (float)channels;
  memset(power, 0, bins * sizeof *power);
  for (uint32_t channel = 0; channel < channels; channel++) {
    const Complex *spectrum = now[channel];
    for (uint32_t bin = 0; bin < bins; bin++)
      power[bin] += share * (spectrum[bin].re * spectrum[bin].re + spectrum[bin].im * spectrum[bin].im);
  }
}

static float clamp(float value, float minimum, float maximum) {
  return value < minimum ? minimum : value > maximum ? maximum : value;
}

static float sum_of(const float *power, uint32_t from, uint32_t end) {
  float sum = 0;
  for (uint32_t bin = from; bin < end; bin++)
    sum += power[bin];
  return sum;
}

static void follow_level(FeatureState *state, float power) {
  const float level = log10f(power);
  if (!state->started)
    state->slow_level = level;
  else
    state->slow_level += (level - state->slow_level) * (level > state->slow_level ? LEVEL_RISE : LEVEL_FALL);
}

static void band_features(const FeatureLayout *layout, FeatureState *state, const float *energy, int heard,
                          float *features) {
  const uint32_t bands = layout->band_count;
  for (uint32_t band = 0; band < bands; band++) {
    const float level =
        clamp(log10f(energy[band] + FLOOR_POWER) - state->slow_level, -2 * LEVEL_RANGE, 2 * LEVEL_RANGE);
    features[band] = 0.5f * level;
    const float absolute = level + state->slow_level;
    if (heard && !state->started) state->minimum[band] = absolute;
    if (heard) state->minimum[band] = fminf(absolute, state->minimum[band] + MINIMUM_RISE);
    features[bands + band] = heard ? clamp(0.5f * (absolute - state->minimum[band]), 0, LEVEL_RANGE) : 0;
  }
}

static void product_features(const FeatureLayout *layout, const Complex *const *now, const Complex *const *before,
                             uint32_t channels, float slow_level, float *features) {
  const float scale = powf(10, -slow_level) / (float)channels;
  for (uint32_t bin = 1; bin <= layout->filter_bins; bin++) {
    Complex product = {0, 0};
    for (uint32_t channel = 0; channel < channels; channel++) {
      const Complex a = now[channel][bin], b = before[channel][bin];
      product.re += a.re * b.re + a.im * b.im;
      product.im += a.im * b.re - a.re * b.im;
    }
    const Complex turn = layout->turn[bin];
    const float re = scale * (product.re * turn.re + product.im * turn.im);
    const float im = scale * (product.im * turn.re - product.re * turn.im);
    const float square = re * re + im * im + 1e-16f;
    const float weight = powf(square, 0.5f * (PRODUCT_EXPONENT - 1));
    *features++ = clamp(re * weight, -PRODUCT_MAX, PRODUCT_MAX);
    *features++ = clamp(im * weight, -PRODUCT_MAX, PRODUCT_MAX);
  }
}

void features_compute(const FeatureLayout *layout, FeatureState *state, const Bands *bands, const Complex *const *now,
                      const Complex *const *before, uint32_t channels, float *power, float *energy, float *features) {
  mean_power(now, channels, bands->bins, power);
  bands_energy(bands, power, energy);
  const float frame_power = sum_of(power, 1, layout->level_bins);
  const int heard = frame_power >= SILENCE_POWER, nonsense = !(sum_of(power, 0, bands->bins) <= NONSENSE_POWER);
  if (nonsense || (!heard && !state->started)) {
    for (uint32_t i = 0; i < 2 * layout->band_count + 2 * layout->filter_bins; i++)
      features[i] = i < layout->band_count ? -LEVEL_RANGE : 0;
    return;
  }
  if (heard) follow_level(state, frame_power);
  band_features(layout, state, energy, heard, features);
  product_features(layout, now, before, channels, state->slow_level, features + 2 * layout->band_count);
  state->started = 1;
}
