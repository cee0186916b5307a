/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * J. Le Roux, S. Wisdom, H. Erdogan, J. R. Hershey: SDR - half-baked or well done? ICASSP 2019. The processed signal is
 * split into its projection on the clean signal and the rest; their ratio does not depend on either level.
 */
#include "signal_pair.h"

#include <math.h>

static double mean(const float *samples, size_t frames) {
  double sum = 0;
  for (size_t i = 0; i < frames; i++)
    sum += samples[i];
  return sum / (double)frames;
}

MetricStatus score_si_sdr(const SignalPair *pair, double *value) {
  const double clean_mean = mean(pair->clean, pair->frames), processed_mean = mean(pair->processed, pair->frames);
  double energy = 0, product = 0;
  for (size_t i = 0; i < pair->frames; i++) {
    const double clean = pair->clean[i] - clean_mean;
    energy += clean * clean;
    product += clean * (pair->processed[i] - processed_mean);
  }
  if (energy <= SILENT_ENERGY) return METRIC_SILENT_CLEAN;
  const double scale = product / energy;
  double rest = 0;
  for (size_t i = 0; i < pair->frames; i++) {
    const double error = pair->processed[i] - processed_mean - scale * (pair->clean[i] - clean_mean);
    rest += error * error;
  }
  const double target = scale * scale * energy;
  const double ratio = 10 * log10(fmax(target, SILENT_ENERGY) / fmax(rest, SILENT_ENERGY));
  *value = fmax(-100, fmin(100, ratio));
  return METRIC_OK;
}
