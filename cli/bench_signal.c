/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench_signal.h"

#include <math.h>
#include <stdlib.h>

#define HARMONICS 30

static double noise(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return (double)*state / 2147483648.0 - 1;
}

/* The harmonics of `turns` periods below half the sample rate; which are strong changes as vowels do. */
static double voice(double turns, double pitch_hz, double time, uint32_t sample_rate) {
  double sum = 0;
  for (int harmonic = 1; harmonic <= HARMONICS && harmonic * pitch_hz < sample_rate / 2.0; harmonic++)
    sum += sin(2 * M_PI * harmonic * turns) * (1 + 0.8 * sin(0.9 * harmonic + 6 * time)) / harmonic;
  return sum;
}

float *bench_signal(size_t frames, uint32_t sample_rate) {
  float *samples = malloc(frames * sizeof *samples);
  if (!samples) return NULL;
  uint32_t state = 1;
  double turns = 0;
  for (size_t i = 0; i < frames; i++) {
    const double time = (double)i / sample_rate;
    const double pitch_hz = 130 + 30 * sin(2 * M_PI * 0.7 * time);
    const double syllable = fmax(0, sin(2 * M_PI * 3.1 * time));
    turns += pitch_hz / sample_rate;
    samples[i] = (float)(0.1 * syllable * voice(turns, pitch_hz, time, sample_rate) + 0.02 * noise(&state));
  }
  return samples;
}
