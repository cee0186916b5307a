/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the coefficients of the complex filter lie: pairs re, im, all bins of a tap one after the other; or, from a layer
 * that is shared over the bins, all taps of a bin one after the other.
 */
#ifndef QUELL_FILTER_SHAPE_H
#define QUELL_FILTER_SHAPE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t bins, taps;
  int bin_by_bin;
} FilterShape;

/* Index of the real part of the coefficient of tap 0..taps-1 and bin 1..bins. */
static inline size_t filter_coefficient(const FilterShape *shape, uint32_t tap, uint32_t bin) {
  const uint32_t pair = shape->bin_by_bin ? (bin - 1) * shape->taps + tap : tap * shape->bins + bin - 1;
  return 2 * (size_t)pair;
}

#endif
