/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C. H. Taal, R. C. Hendriks, R. Heusdens, J. Jensen: An algorithm for intelligibility prediction of time-frequency
 * weighted noisy speech, IEEE TASLP 19(7), 2011. Mean correlation of the clean and the processed envelope over 384 ms
 * in each third-octave band; the processed one is scaled to the norm of the clean one first, and held where it exceeds
 * it so far that the signal-to-distortion ratio would fall below -15 dB.
 */
#include "band_envelopes.h"
#include "unit_vector.h"

#include <math.h>

#define LOWEST_RATIO_DB (-15.0)

static double band_correlation(double *clean, double *processed) {
  const double ceiling = 1 + pow(10, -LOWEST_RATIO_DB / 20);
  const double scale = vector_norm(clean, ENVELOPE_SEGMENT, 1) / (vector_norm(processed, ENVELOPE_SEGMENT, 1) + 1e-12);
  for (size_t i = 0; i < ENVELOPE_SEGMENT; i++)
    processed[i] = fmin(scale * processed[i], ceiling * clean[i]);
  vector_centre_and_scale(clean, ENVELOPE_SEGMENT, 1);
  vector_centre_and_scale(processed, ENVELOPE_SEGMENT, 1);
  double correlation = 0;
  for (size_t i = 0; i < ENVELOPE_SEGMENT; i++)
    correlation += clean[i] * processed[i];
  return correlation;
}

MetricStatus score_stoi(const SignalPair *pair, double *value) {
  BandEnvelopes envelopes;
  const MetricStatus status = band_envelopes_compute(pair, &envelopes);
  if (status != METRIC_OK) return status;
  const size_t segments = envelopes.frames - ENVELOPE_SEGMENT + 1;
  double sum = 0;
  for (size_t first = 0; first < segments; first++) {
    double clean[ENVELOPE_BANDS][ENVELOPE_SEGMENT], processed[ENVELOPE_BANDS][ENVELOPE_SEGMENT];
    band_envelopes_segment(envelopes.clean, first, clean);
    band_envelopes_segment(envelopes.processed, first, processed);
    for (size_t band = 0; band < ENVELOPE_BANDS; band++)
      sum += band_correlation(clean[band], processed[band]);
  }
  *value = sum / (double)(segments * ENVELOPE_BANDS);
  band_envelopes_free(&envelopes);
  return METRIC_OK;
}
