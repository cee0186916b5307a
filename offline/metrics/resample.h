/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Brings a signal to another rate without delay. The filter is part of what a measure means: with a steeper one the
 * log-spectral distance moves by 0.1 dB and STOI by 0.002, as more or less is left near the new Nyquist frequency. So
 * it is written down here and not left to a library's choice: a sinc with ten zero crossings on either side, 6 dB down
 * at the lower of the two Nyquist frequencies, under a Kaiser window of shape 5. The same filter is the default of
 * scipy.signal.resample_poly, with which scores are often computed.
 */
#ifndef QUELL_METRICS_RESAMPLE_H
#define QUELL_METRICS_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* ceil(frames * to / from) */
size_t resampled_length(size_t frames, uint32_t from, uint32_t to);
/* [resampled_length()] samples from malloc; NULL without memory. */
float *resample(const float *samples, size_t frames, uint32_t from, uint32_t to);

#endif
