/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Maps the bins of a rate to the bands of a model and back. A bin lies between the centres of two bands and belongs to
 * both in linear shares. Bands whose centre lies at or above the limit are absent: their energy is zero and their gain
 * is not used. Bins below the first or above the last present centre follow that band.
 */
#ifndef QUELL_BANDS_H
#define QUELL_BANDS_H

#include "stft.h"

typedef struct {
  uint32_t bins, count; /* count: all bands of the model */
  uint32_t present;     /* bands that exist below the limit, from the lowest */
  uint32_t energy_bins; /* bins from the lowest that count for the energy of a band */
  uint16_t *lower;      /* [bins] the lower of a bin's two bands */
  float *share;         /* [bins] share of the upper one (lower + 1); 0 where there is none */
  float *scale;         /* [count] one over the sum of a band's shares */
  uint16_t *nearest;    /* [count] the bin nearest to the centre, for bands narrower than a bin; else UINT16_MAX */
} Bands;

/* setup. `limit_hz` is half the sample rate, or less to behave as at a lower rate. NULL without memory. */
Bands *bands_create(const float *centres_hz, uint32_t count, const FrameLayout *layout, float limit_hz);
void bands_free(Bands *bands);

/* audio. Mean power per bin in each band; power[bins] -> energy[count]. */
void bands_energy(const Bands *bands, const float *power, float *energy) QUELL_REALTIME;
/* audio. gains[count] -> gain of each bin [bins]. */
void bands_interpolate(const Bands *bands, const float *gains, float *bin_gains) QUELL_REALTIME;

#endif
