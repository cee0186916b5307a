/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From real numbers to whole steps of a sound format: rounding, triangular dither where the steps are coarse,
 * saturation.
 */
#ifndef QUELL_DITHER_H
#define QUELL_DITHER_H

#include <stdint.h>

/* Formats of as many bits or fewer are dithered; finer steps lie below any recording's own noise. */
#define DITHER_BITS_MAX 16

typedef struct {
  uint64_t state;
} Dither;

/* The same seed gives the same noise. */
void dither_seed(Dither *dither, uint64_t seed);

/* `value` (full scale +-1) as a whole number of steps of a `bits` wide format (2..32), -2^(bits-1) .. 2^(bits-1)-1. A
 * value that is a step already is kept as it is, without noise: untouched sound and silence pass unchanged. `dither`
 * NULL only rounds. Adds 1 to *clipped when the value lies outside. */
int32_t quantise(double value, int bits, Dither *dither, uint64_t *clipped);

#endif
