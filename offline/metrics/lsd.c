/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Log-spectral distance, after A. H. Gray, J. D. Markel: Distance measures for speech processing, 1976: root mean
 * square over frequency of the difference of two log power spectra, averaged over frames. Both are floored 80 dB below
 * the strongest bin of the clean signal: below that, nothing is heard and the logarithm would count rounding noise.
 */
#include "power_spectrum.h"
#include "signal_pair.h"

#include <math.h>
#include <string.h>

#define FLOOR_RATIO 1e-8 /* 80 dB */
#define HOP (POWER_SPECTRUM_POINTS / 2)

static double strongest_bin(PowerSpectrum *spectrum, const float *samples, size_t count) {
  double strongest = 0;
  for (size_t frame = 0; frame < count; frame++) {
    const double *power = power_spectrum_compute(spectrum, samples + frame * HOP);
    for (size_t bin = 0; bin < POWER_SPECTRUM_BINS; bin++)
      strongest = fmax(strongest, power[bin]);
  }
  return strongest;
}

static double frame_distance(const double *clean, const double *processed, double floor) {
  double sum = 0;
  for (size_t bin = 0; bin < POWER_SPECTRUM_BINS; bin++) {
    const double difference = 10 * log10(fmax(clean[bin], floor) / fmax(processed[bin], floor));
    sum += difference * difference;
  }
  return sqrt(sum / POWER_SPECTRUM_BINS);
}

static double mean_distance(PowerSpectrum *spectrum, const SignalPair *pair, size_t count, double floor) {
  double sum = 0;
  for (size_t frame = 0; frame < count; frame++) {
    double clean[POWER_SPECTRUM_BINS];
    memcpy(clean, power_spectrum_compute(spectrum, pair->clean + frame * HOP), sizeof clean);
    sum += frame_distance(clean, power_spectrum_compute(spectrum, pair->processed + frame * HOP), floor);
  }
  return sum / (double)count;
}

MetricStatus score_lsd(const SignalPair *pair, double *value) {
  if (pair->frames < POWER_SPECTRUM_POINTS) return METRIC_TOO_SHORT;
  const size_t count = (pair->frames - POWER_SPECTRUM_POINTS) / HOP + 1;
  PowerSpectrum *spectrum = power_spectrum_create(POWER_SPECTRUM_POINTS);
  if (!spectrum) return METRIC_NO_MEMORY;
  MetricStatus status = METRIC_OK;
  const double strongest = strongest_bin(spectrum, pair->clean, count);
  if (strongest <= SILENT_ENERGY)
    status = METRIC_SILENT_CLEAN;
  else
    *value = mean_distance(spectrum, pair, count, strongest * FLOOR_RATIO);
  power_spectrum_free(spectrum);
  return status;
}
