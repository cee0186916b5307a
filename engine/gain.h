/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Applies the network's outputs to a spectrum:
 *   out[k] = gain[k] * (X_t[k] + sum_i c_i[k] * X_{t-i}[k] * turn[k]^i)     for bins 1..F, i = 0..taps-1
 *   out[k] = gain[k] * X_t[k]                                             elsewhere
 * The filter fades out over its last four bins. `turn` is the phase of a bin's centre over one hop (FeatureLayout), so
 * the coefficients mean the same at every rate.
 */
#ifndef QUELL_GAIN_H
#define QUELL_GAIN_H

#include "filter_shape.h"
#include "stft.h"

/* Share of the filter at bin `bin` (1..filter_bins): 1, falling to 0.2 over the last four bins. */
float filter_share(uint32_t bin, uint32_t filter_bins) QUELL_REALTIME;

/* audio. `history[i]` is the spectrum i hops ago, i = 0..taps-1; `shape` tells how the coefficients lie. */
void gain_apply(const float *bin_gains, uint32_t bins, const float *coefficients, const FilterShape *shape,
                const Complex *turn, const Complex *const *history, Complex *out) QUELL_REALTIME;

#endif
