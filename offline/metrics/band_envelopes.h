/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part that STOI and ESTOI have in common: frames without speech are dropped, what is left is put together again,
 * and the magnitude of each third-octave band is followed frame by frame.
 */
#ifndef QUELL_BAND_ENVELOPES_H
#define QUELL_BAND_ENVELOPES_H

#include "signal_pair.h"

#define ENVELOPE_BANDS 15
#define ENVELOPE_SEGMENT 30 /* frames that are compared at a time, 384 ms */

typedef struct {
  size_t frames;             /* ENVELOPE_SEGMENT or more */
  double *clean, *processed; /* [frames][ENVELOPE_BANDS] */
} BandEnvelopes;

/* The pair is at 10 kHz. To be freed by band_envelopes_free(), unless it fails. */
MetricStatus band_envelopes_compute(const SignalPair *pair, BandEnvelopes *envelopes);
void band_envelopes_free(BandEnvelopes *envelopes);

/* One segment of one signal, [band][frame], starting at frame `first`. */
void band_envelopes_segment(const double *envelopes, size_t first, double segment[ENVELOPE_BANDS][ENVELOPE_SEGMENT]);

#endif
