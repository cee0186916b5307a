/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "gain_gradient.h"
#include "gain.h"
#include "wide_vectors.h"

static Complex multiply(Complex a, Complex b) {
  return (Complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* The filtered bin before its gain, and the gradients of the coefficients that made it. */
static Complex filter_backward(uint32_t bin, const float *coefficients, const FilterShape *shape, Complex turn,
                               const Complex *const *history, Complex gradient, float *coefficient_gradient) {
  const float share = filter_share(bin, shape->bins);
  Complex value = history[0][bin], rotation = {1, 0};
  for (uint32_t tap = 0; tap < shape->taps; tap++) {
    const size_t at = filter_coefficient(shape, tap, bin);
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

/* The derivative by a bin's gain, for bins without a filter; it takes the place of re. */
WIDE_VECTORS
static void gain_derivatives(uint32_t first, uint32_t end, const Complex *values, Complex *gradient) {
  for (uint32_t bin = first; bin < end; bin++)
    gradient[bin].re = gradient[bin].re * values[bin].re + gradient[bin].im * values[bin].im;
}

void gain_backward(const Bands *bands, uint32_t bins, const float *bin_gains, const float *coefficients,
                   const FilterShape *shape, const Complex *turn, const Complex *const *history, Complex *gradient,
                   float *gain_gradient, float *coefficient_gradient) {
  const uint32_t filtered = shape->bins + 1 < bins ? shape->bins + 1 : bins;
  gain_derivatives(0, bins ? 1 : 0, history[0], gradient);
  for (uint32_t bin = 1; bin < filtered; bin++) {
    const Complex inner = {bin_gains[bin] * gradient[bin].re, bin_gains[bin] * gradient[bin].im};
    const Complex value = filter_backward(bin, coefficients, shape, turn[bin], history, inner, coefficient_gradient);
    gradient[bin].re = gradient[bin].re * value.re + gradient[bin].im * value.im;
  }
  gain_derivatives(filtered ? filtered : 1, bins, history[0], gradient);
  for (uint32_t bin = 0; bin < bins; bin++) {
    const uint32_t band = bands->lower[bin];
    const float by_gain = gradient[bin].re, upper = bands->share[bin] * by_gain;
    gain_gradient[band] += by_gain - upper;
    if (band + 1 < bands->count) gain_gradient[band + 1] += upper;
  }
}
