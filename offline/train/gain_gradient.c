/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "gain_gradient.h"
#include "gain.h"

static Complex multiply(Complex a, Complex b) {
  return (Complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* The filtered bin before its gain, and the gradients of the coefficients that made it. */
static Complex filter_backward(uint32_t bin, const float *coefficients, uint32_t filter_bins, uint32_t taps,
                               Complex turn, const Complex *const *history, Complex gradient,
                               float *coefficient_gradient) {
  const float share = filter_share(bin, filter_bins);
  Complex value = history[0][bin], rotation = {1, 0};
  for (uint32_t tap = 0; tap < taps; tap++) {
    const size_t at = 2 * (tap * filter_bins + bin - 1);
    const Complex turned = multiply(history[tap][bin], rotation);
    const Complex term = multiply((Complex){coefficients[at], coefficients[at + 1]}, turned);
    value.re += share * term.re;
    value.im += share * term.im;
    coefficient_gradient[at] += share * (gradient.re * turned.re + gradient.im * turned.im);
    coefficient_gradient[at + 1] += share * (gradient.im * turned.re - gradient.re * turned.im);
    rotation = multiply(rotation, turn);
  }
  return value;
}

void gain_backward(const Bands *bands, uint32_t bins, const float *bin_gains, const float *coefficients,
                   uint32_t filter_bins, uint32_t taps, const Complex *turn, const Complex *const *history,
                   Complex *gradient, float *gain_gradient, float *coefficient_gradient) {
  for (uint32_t bin = 0; bin < bins; bin++) {
    Complex value = history[0][bin];
    if (bin >= 1 && bin <= filter_bins) {
      const Complex inner = {bin_gains[bin] * gradient[bin].re, bin_gains[bin] * gradient[bin].im};
      value = filter_backward(bin, coefficients, filter_bins, taps, turn[bin], history, inner, coefficient_gradient);
    }
    const float by_gain = gradient[bin].re * value.re + gradient[bin].im * value.im;
    const uint32_t band = bands->lower[bin];
    const float upper = bands->share[bin] * by_gain;
    gain_gradient[band] += by_gain - upper;
    if (band + 1 < bands->count) gain_gradient[band + 1] += upper;
  }
}
