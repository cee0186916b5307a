/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "generated_signal.h"

#include <math.h>
#include <stdlib.h>

#define HARMONICS 24

/* The test cannot go on without memory. */
static float *new_signal(size_t frames) {
  float *samples = malloc((frames ? frames : 1) * sizeof *samples);
  if (!samples) abort();
  return samples;
}

static double next_noise(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return (double)(*state >> 8) / 8388608.0 - 1;
}

float *generated_noise(size_t frames, uint32_t seed) {
  float *samples = new_signal(frames);
  for (size_t i = 0; i < frames; i++)
    samples[i] = (float)next_noise(&seed);
  return samples;
}

float *generated_voice(size_t frames, uint32_t sample_rate) {
  float *samples = new_signal(frames);
  uint32_t state = 1;
  for (size_t i = 0; i < frames; i++) {
    const double time = (double)i / sample_rate;
    const double turns = 140 * time + 6 * sin(2 * M_PI * 0.9 * time);
    const double syllable = fmax(0, sin(2 * M_PI * 2.3 * time)) * (sin(2 * M_PI * 0.4 * time + 1) > -0.6);
    double tone = 0;
    for (int harmonic = 1; harmonic <= HARMONICS; harmonic++)
      tone += sin(2 * M_PI * harmonic * turns) * (1 + 0.8 * sin(harmonic + 5 * time)) / harmonic;
    samples[i] = (float)(0.15 * syllable * tone + 1e-4 * next_noise(&state));
  }
  return samples;
}

float *generated_damage(const float *voice, size_t frames, uint32_t sample_rate, Damage damage) {
  float *samples = new_signal(frames);
  uint32_t state = 2;
  double smooth = 0;
  for (size_t i = 0; i < frames; i++) {
    const double noise = next_noise(&state), time = (double)i / sample_rate;
    smooth += 0.3 * (voice[i] - smooth);
    double sample = 0;
    if (damage == DAMAGE_NOISE) sample = voice[i] + 0.1 * noise;
    if (damage == DAMAGE_MODULATED_NOISE) sample = voice[i] + 0.2 * noise * (1 + sin(2 * M_PI * 7 * time));
    if (damage == DAMAGE_CLIPPING) sample = fmax(-0.08, fmin(0.08, voice[i])) + 0.01;
    if (damage == DAMAGE_SMOOTHING) sample = 0.5 * smooth + 0.02 * noise;
    samples[i] = (float)sample;
  }
  return samples;
}
