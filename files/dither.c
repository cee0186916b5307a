/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "dither.h"

#include <math.h>

void dither_seed(Dither *dither, uint64_t seed) {
  dither->state = seed * 0x9E3779B97F4A7C15u + 0xD1B54A32D192ED03u;
}

/* Two independent halves of one 64-bit number of a multiply-xorshift sequence. The sum of two uniform numbers is
 * triangular: mean and variance of the rounding error no longer depend on the signal. */
static double triangular_noise(Dither *dither) {
  uint64_t x = dither->state += 0x9E3779B97F4A7C15u;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  x ^= x >> 31;
  return ((double)(x >> 32) + (double)(x & 0xFFFFFFFFu) + 1.0) / 4294967296.0 - 1.0;
}

int32_t quantise(double value, int bits, Dither *dither, uint64_t *clipped) {
  double limit = ldexp(1.0, bits - 1);
  double steps = value * limit;
  if (steps != rint(steps)) {
    if (dither && bits <= DITHER_BITS_MAX) steps += triangular_noise(dither);
    steps = rint(steps);
  }
  if (steps > limit - 1) {
    if (value * limit > limit - 0.5) ++*clipped;
    return (int32_t)(limit - 1);
  }
  if (steps < -limit) {
    if (value * limit < -limit - 0.5) ++*clipped;
    return (int32_t)-limit;
  }
  return (int32_t)steps;
}
