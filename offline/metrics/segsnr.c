/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segmental signal-to-noise ratio, after J. H. L. Hansen, B. L. Pellom: An effective quality evaluation protocol for
 * speech enhancement algorithms, ICSLP 1998: the ratio in dB of each short frame is held in -10..35 dB and averaged.
 * Pauses, where the ratio says nothing, are left out: a frame counts when its energy is within 40 dB of the loudest
 * one.
 */
#include "hann_window.h"
#include "signal_pair.h"

#include <math.h>
#include <stdlib.h>

#define FRAME_SECONDS 0.030
#define LOWEST_DB (-10.0)
#define HIGHEST_DB 35.0
#define ACTIVE_RANGE 1e-4 /* 40 dB */

static double frame_energy(const float *clean, const double *window, size_t size) {
  double energy = 0;
  for (size_t i = 0; i < size; i++) {
    const double sample = window[i] * clean[i];
    energy += sample * sample;
  }
  return energy;
}

static double error_energy(const float *clean, const float *processed, const double *window, size_t size) {
  double energy = 0;
  for (size_t i = 0; i < size; i++) {
    const double error = window[i] * ((double)clean[i] - processed[i]);
    energy += error * error;
  }
  return energy;
}

static double frame_ratio(double clean, double error) {
  const double ratio = 10 * log10(fmax(clean, SILENT_ENERGY) / fmax(error, SILENT_ENERGY));
  return fmax(LOWEST_DB, fmin(HIGHEST_DB, ratio));
}

/* Mean over the active frames, `energies` being those of the clean frames. */
static double mean_ratio(const SignalPair *pair, const double *energies, size_t count, double loudest,
                         const double *window, size_t size, size_t hop) {
  double sum = 0;
  size_t active = 0;
  for (size_t frame = 0; frame < count; frame++) {
    if (energies[frame] <= loudest * ACTIVE_RANGE) continue;
    const size_t at = frame * hop;
    sum += frame_ratio(energies[frame], error_energy(pair->clean + at, pair->processed + at, window, size));
    active++;
  }
  return sum / (double)active;
}

MetricStatus score_segsnr(const SignalPair *pair, double *value) {
  const size_t size = (size_t)lrint(FRAME_SECONDS * pair->sample_rate);
  const size_t hop = size / 4;
  if (pair->frames < size) return METRIC_TOO_SHORT;
  const size_t count = (pair->frames - size) / hop + 1;
  double *window = hann_window(size), *energies = malloc(count * sizeof *energies);
  MetricStatus status = window && energies ? METRIC_OK : METRIC_NO_MEMORY;
  if (status == METRIC_OK) {
    double loudest = 0;
    for (size_t frame = 0; frame < count; frame++) {
      energies[frame] = frame_energy(pair->clean + frame * hop, window, size);
      loudest = fmax(loudest, energies[frame]);
    }
    if (loudest <= SILENT_ENERGY)
      status = METRIC_SILENT_CLEAN;
    else
      *value = mean_ratio(pair, energies, count, loudest, window, size, hop);
  }
  free(window);
  free(energies);
  return status;
}
