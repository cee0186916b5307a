/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "band_envelopes.h"

#include "hann_window.h"
#include "power_spectrum.h"

#include <math.h>
#include <stdlib.h>

#define WINDOW 256
#define HOP (WINDOW / 2)
#define BIN_HZ (10000.0 / POWER_SPECTRUM_POINTS)
#define LOWEST_CENTRE_HZ 150.0
#define SPEECH_RANGE_DB 40.0

static double level_db(const float *frame, const double *window) {
  double energy = 0;
  for (size_t i = 0; i < WINDOW; i++) {
    const double sample = window[i] * frame[i];
    energy += sample * sample;
  }
  return 20 * log10(sqrt(energy) + 1e-16);
}

/* Marks the frames within SPEECH_RANGE_DB of the loudest and returns how many there are. `levels` becomes 1 for these,
 * else 0. */
static size_t mark_speech(double *levels, size_t count) {
  double loudest = -INFINITY;
  for (size_t frame = 0; frame < count; frame++)
    loudest = fmax(loudest, levels[frame]);
  size_t marked = 0;
  for (size_t frame = 0; frame < count; frame++) {
    levels[frame] = levels[frame] > loudest - SPEECH_RANGE_DB;
    marked += levels[frame] > 0;
  }
  return marked;
}

/* Overlaps and adds the marked frames of one signal into one of (marked + 1) * HOP samples. */
static float *join_marked(const float *samples, const double *marks, size_t count, size_t marked,
                          const double *window) {
  float *joined = calloc((marked + 1) * HOP, sizeof *joined);
  if (!joined) return NULL;
  float *at = joined;
  for (size_t frame = 0; frame < count; frame++) {
    if (marks[frame] == 0) continue;
    for (size_t i = 0; i < WINDOW; i++)
      at[i] += (float)(window[i] * samples[frame * HOP + i]);
    at += HOP;
  }
  return joined;
}

/* Bins [from, to) of a third-octave band: from the bin nearest to one edge up to the one nearest to the other. */
static void band_bins(int band, size_t *from, size_t *to) {
  const double centre = LOWEST_CENTRE_HZ * exp2(band / 3.0);
  *from = (size_t)lrint(centre * exp2(-1 / 6.0) / BIN_HZ);
  *to = (size_t)lrint(centre * exp2(1 / 6.0) / BIN_HZ);
}

static double *follow_bands(PowerSpectrum *spectrum, const float *samples, size_t frames) {
  double *envelopes = malloc(frames * ENVELOPE_BANDS * sizeof *envelopes);
  if (!envelopes) return NULL;
  for (size_t frame = 0; frame < frames; frame++) {
    const double *power = power_spectrum_compute(spectrum, samples + frame * HOP);
    for (int band = 0; band < ENVELOPE_BANDS; band++) {
      size_t from, to;
      band_bins(band, &from, &to);
      double sum = 0;
      for (size_t bin = from; bin < to; bin++)
        sum += power[bin];
      envelopes[frame * ENVELOPE_BANDS + (size_t)band] = sqrt(sum);
    }
  }
  return envelopes;
}

static double *envelopes_of(const float *samples, const double *marks, size_t count, size_t marked,
                            const double *window, PowerSpectrum *spectrum) {
  float *joined = join_marked(samples, marks, count, marked, window);
  double *envelopes = joined ? follow_bands(spectrum, joined, marked) : NULL;
  free(joined);
  return envelopes;
}

static MetricStatus compute(const SignalPair *pair, size_t count, double *levels, const double *window,
                            PowerSpectrum *spectrum, BandEnvelopes *envelopes) {
  if (!levels || !window || !spectrum) return METRIC_NO_MEMORY;
  double loudest = -INFINITY;
  for (size_t frame = 0; frame < count; frame++) {
    levels[frame] = level_db(pair->clean + frame * HOP, window);
    loudest = fmax(loudest, levels[frame]);
  }
  if (loudest <= 10 * log10(SILENT_ENERGY)) return METRIC_SILENT_CLEAN;
  const size_t marked = mark_speech(levels, count);
  if (marked < ENVELOPE_SEGMENT) return METRIC_TOO_SHORT;
  envelopes->frames = marked;
  envelopes->clean = envelopes_of(pair->clean, levels, count, marked, window, spectrum);
  envelopes->processed = envelopes_of(pair->processed, levels, count, marked, window, spectrum);
  if (envelopes->clean && envelopes->processed) return METRIC_OK;
  band_envelopes_free(envelopes);
  return METRIC_NO_MEMORY;
}

MetricStatus band_envelopes_compute(const SignalPair *pair, BandEnvelopes *envelopes) {
  if (pair->frames < WINDOW) return METRIC_TOO_SHORT;
  const size_t count = (pair->frames - WINDOW) / HOP + 1;
  double *levels = malloc(count * sizeof *levels), *window = hann_window(WINDOW);
  PowerSpectrum *spectrum = power_spectrum_create(WINDOW);
  const MetricStatus status = compute(pair, count, levels, window, spectrum, envelopes);
  power_spectrum_free(spectrum);
  free(window);
  free(levels);
  return status;
}

void band_envelopes_free(BandEnvelopes *envelopes) {
  free(envelopes->clean);
  free(envelopes->processed);
}

void band_envelopes_segment(const double *envelopes, size_t first, double segment[ENVELOPE_BANDS][ENVELOPE_SEGMENT]) {
  for (size_t frame = 0; frame < ENVELOPE_SEGMENT; frame++)
    for (size_t band = 0; band < ENVELOPE_BANDS; band++)
      segment[band][frame] = envelopes[(first + frame) * ENVELOPE_BANDS + band];
}
