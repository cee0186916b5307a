/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * J. Jensen, C. H. Taal: An algorithm for predicting the intelligibility of speech masked by modulated noise maskers,
 * IEEE/ACM TASLP 24(11), 2016. The envelopes of a 384 ms segment are normalised band by band, then frame by frame, and
 * the spectra of corresponding frames correlated.
 */
#include "band_envelopes.h"
#include "unit_vector.h"

static void normalise(double segment[ENVELOPE_BANDS][ENVELOPE_SEGMENT]) {
  for (size_t band = 0; band < ENVELOPE_BANDS; band++)
    vector_centre_and_scale(segment[band], ENVELOPE_SEGMENT, 1);
  for (size_t frame = 0; frame < ENVELOPE_SEGMENT; frame++)
    vector_centre_and_scale(&segment[0][frame], ENVELOPE_BANDS, ENVELOPE_SEGMENT);
}

MetricStatus score_estoi(const SignalPair *pair, double *value) {
  BandEnvelopes envelopes;
  const MetricStatus status = band_envelopes_compute(pair, &envelopes);
  if (status != METRIC_OK) return status;
  const size_t segments = envelopes.frames - ENVELOPE_SEGMENT + 1;
  double sum = 0;
  for (size_t first = 0; first < segments; first++) {
    double clean[ENVELOPE_BANDS][ENVELOPE_SEGMENT], processed[ENVELOPE_BANDS][ENVELOPE_SEGMENT];
    band_envelopes_segment(envelopes.clean, first, clean);
    band_envelopes_segment(envelopes.processed, first, processed);
    normalise(clean);
    normalise(processed);
    for (size_t band = 0; band < ENVELOPE_BANDS; band++)
      for (size_t frame = 0; frame < ENVELOPE_SEGMENT; frame++)
        sum += clean[band][frame] * processed[band][frame];
  }
  *value = sum / (double)(segments * ENVELOPE_SEGMENT);
  band_envelopes_free(&envelopes);
  return METRIC_OK;
}
