/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "signals.h"

#include <math.h>
#include <stdlib.h>

const uint32_t usual_rates[USUAL_RATES] = {8000,  11025, 16000, 22050,  32000, 44100,
                                           48000, 88200, 96000, 176400, 192000};
const uint32_t odd_rates[ODD_RATES] = {8001,  8099,  9973,  11111, 12345,  16807, 24999,
                                       37800, 47952, 50000, 65537, 100003, 191999};

uint32_t random_number(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* -1..1 */
static float random_share(uint32_t *state) {
  return (float)random_number(state) / (1 << 23) - 1;
}

static float *allocate(size_t count) {
  float *samples = calloc(count ? count : 1, sizeof *samples);
  if (!samples) abort();
  return samples;
}

float *white_noise(size_t count, float amplitude, uint32_t seed) {
  float *samples = allocate(count);
  for (size_t n = 0; n < count; n++)
    samples[n] = amplitude * random_share(&seed);
  return samples;
}

/* Harmonics fall by 6 dB an octave under two formants. */
static double harmonic_level(double hz) {
  const double first = (hz - 600) / 300, second = (hz - 1800) / 500;
  return 60 / (hz + 60) * (0.15 + exp(-first * first) + 0.6 * exp(-second * second));
}

float *noisy_speech(size_t count, uint32_t rate, double limit_hz, uint32_t seed) {
  float *samples = allocate(count);
  for (size_t n = 0; n < count; n++) {
    const double t = (double)n / rate;
    const double pitch = 130 + 15 * sin(2 * M_PI * 0.9 * t);
    const double phase = 2 * M_PI * (130 * t - 15 / (2 * M_PI * 0.9) * cos(2 * M_PI * 0.9 * t));
    const double syllable = fmax(0, sin(2 * M_PI * 3.1 * t + 0.3));
    double voice = 0;
    for (int harmonic = 1; harmonic <= 30 && harmonic * (pitch + 1) < limit_hz; harmonic++)
      voice += harmonic_level(harmonic * pitch) * sin(harmonic * phase + harmonic * harmonic);
    samples[n] = (float)(syllable * voice) + 0.02f * random_share(&seed);
  }
  return samples;
}

float *silence(size_t count) {
  return allocate(count);
}

float *scaled(const float *signal, size_t count, float factor) {
  float *samples = allocate(count);
  for (size_t n = 0; n < count; n++)
    samples[n] = factor * signal[n];
  return samples;
}

double rms(const float *signal, size_t count) {
  double square = 0;
  for (size_t n = 0; n < count; n++)
    square += (double)signal[n] * signal[n];
  return sqrt(square / (double)count);
}

double difference_db(const float *signal, const float *reference, size_t count) {
  double difference = 0, square = 0;
  for (size_t n = 0; n < count; n++) {
    difference += ((double)signal[n] - reference[n]) * ((double)signal[n] - reference[n]);
    square += (double)reference[n] * reference[n];
  }
  if (difference == 0) return -400;
  return 10 * log10(difference / square);
}

int all_finite(const float *signal, size_t count) {
  for (size_t n = 0; n < count; n++)
    if (!isfinite(signal[n])) return 0;
  return 1;
}
