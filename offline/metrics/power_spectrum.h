/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Power spectra of single frames by FFTW in double precision. Its planner shares nothing with the single-precision one
 * of the engine, so that the lock here is all that planning needs.
 */
#ifndef QUELL_POWER_SPECTRUM_H
#define QUELL_POWER_SPECTRUM_H

#include <stddef.h>

#define POWER_SPECTRUM_POINTS 512
#define POWER_SPECTRUM_BINS (POWER_SPECTRUM_POINTS / 2 + 1)

/* One thread at a time may use one of these. */
typedef struct PowerSpectrum PowerSpectrum;

/* For frames of `window_size` samples, at most POWER_SPECTRUM_POINTS, under a Hann window and padded with zeros. NULL
 * without memory. */
PowerSpectrum *power_spectrum_create(size_t window_size);
void power_spectrum_free(PowerSpectrum *spectrum);

/* Squared magnitudes of one frame, [POWER_SPECTRUM_BINS]; they stay until the next call. */
const double *power_spectrum_compute(PowerSpectrum *spectrum, const float *frame);

#endif
