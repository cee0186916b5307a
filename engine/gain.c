/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "gain.h"

#define FADE_BINS 4

float filter_share(uint32_t bin, uint32_t filter_bins) {
  const uint32_t left = filter_bins - bin + 1;
  return left > FADE_BINS ? 1 : (float)left / (FADE_BINS + 1);
}

static Complex multiply(Complex a, Complex b) {
  return (Complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* Adds to out[1..bins of the filter] what the filter takes from this and earlier spectra. */
static void add_filter(const float *coefficients, const FilterShape *shape, const Complex *turn,
                       const Complex *const *history, Complex *out) {
  for (uint32_t bin = 1; bin <= shape->bins; bin++) {
    Complex sum = {0, 0};
    Complex rotation = {1, 0};
    for (uint32_t tap = 0; tap < shape->taps; tap++) {
      const float *pair = coefficients + filter_coefficient(shape, tap, bin);
      const Complex term = multiply(multiply((Complex){pair[0], pair[1]}, history[tap][bin]), rotation);
      sum.re += term.re;
      sum.im += term.im;
      rotation = multiply(rotation, turn[bin]);
    }
    const float share = filter_share(bin, shape->bins);
    out[bin].re += share * sum.re;
    out[bin].im += share * sum.im;
  }
}

void gain_apply(const float *bin_gains, uint32_t bins, const float *coefficients, const FilterShape *shape,
                const Complex *turn, const Complex *const *history, Complex *out) {
  const Complex *now = history[0];
  for (uint32_t bin = 0; bin < bins; bin++)
    out[bin] = now[bin];
  add_filter(coefficients, shape, turn, history, out);
  for (uint32_t bin = 0; bin < bins; bin++) {
    out[bin].re *= bin_gains[bin];
    out[bin].im *= bin_gains[bin];
  }
}
