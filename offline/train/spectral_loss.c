/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "spectral_loss.h"
#include "wide_vectors.h"

#include <math.h>

/* Power, relative to that of the speech, below which differences stop counting: 60 dB. */
#define FLOOR_POWER 1e-6f
#define EVEN_TOP_HZ 1000.0

void loss_weights_defaults(LossWeights *weights) {
  *weights = (LossWeights){.magnitude_weight = 0.6f,
                           .complex_weight = 0.4f,
                           .under_weight = 2.0f,
                           .distortion_weight = 0.03f,
                           .voice_weight = 0.01f};
}

static double erb_hz(double hz) {
  return 24.7 * (1 + 4.37 * hz / 1000);
}

void loss_bin_weights(const FrameLayout *layout, float limit_hz, float *weight) {
  const double bin_hz = (double)layout->sample_rate / layout->window;
  double sum = 0;
  for (uint32_t bin = 0; bin < layout->bins; bin++) {
    const double hz = bin * bin_hz;
    const double even = hz <= EVEN_TOP_HZ ? 1 : erb_hz(EVEN_TOP_HZ) / erb_hz(hz);
    sum += even;
    weight[bin] = hz < limit_hz ? (float)even : 0;
  }
  for (uint32_t bin = 0; bin < layout->bins; bin++)
    weight[bin] = (float)(weight[bin] / sum);
}

WIDE_VECTORS
static double frame_terms(float magnitude_weight, float complex_weight, float under_weight, const float *bin_weight,
                          uint32_t bins, float scale, const Complex *clean, const Complex *denoised,
                          Complex *gradient) {
  float sum = 0;
  for (uint32_t bin = 0; bin < bins; bin++) {
    const float sr = scale * clean[bin].re, si = scale * clean[bin].im;
    const float er = scale * denoised[bin].re, ei = scale * denoised[bin].im;
    const float s_power = sr * sr + si * si + FLOOR_POWER, e_power = er * er + ei * ei + FLOOR_POWER;
    /* Power to the 1/8 is magnitude to the 1/4; times x / root^3 it keeps the phase. */
    const float s_root = sqrtf(sqrtf(sqrtf(s_power))), e_root = sqrtf(sqrtf(sqrtf(e_power)));
    const float s_factor = 1 / (s_root * s_root * s_root), e_factor = 1 / (e_root * e_root * e_root);
    const float difference = e_root - s_root;
    const float u = difference < 0 ? under_weight : 1.0f;
    const float dr = er * e_factor - sr * s_factor, di = ei * e_factor - si * s_factor;
    const float weight = bin_weight[bin];
    sum += weight * (magnitude_weight * u * difference * difference + complex_weight * (dr * dr + di * di));
    /* d root / d e = root / (4 power) e;  d factor / d e = -3/4 factor / power e. */
    const float along = magnitude_weight * u * 2 * difference * e_root / (4 * e_power) -
                        complex_weight * 2 * 0.75f * e_factor / e_power * (dr * er + di * ei);
    const float direct = complex_weight * 2 * e_factor;
    gradient[bin].re = weight * scale * (along * er + direct * dr);
    gradient[bin].im = weight * scale * (along * ei + direct * di);
  }
  return sum;
}

double loss_frame(const LossWeights *weights, const float *bin_weight, uint32_t bins, float scale, const Complex *clean,
                  const Complex *denoised, Complex *gradient) {
  return frame_terms(weights->magnitude_weight, weights->complex_weight, weights->under_weight, bin_weight, bins, scale,
                     clean, denoised, gradient);
}
