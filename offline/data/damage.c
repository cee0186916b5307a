/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "damage.h"

#include <math.h>
#include <string.h>

void damage_clip(float *samples, uint32_t count, double depth_db) {
  float peak = 0;
  for (uint32_t n = 0; n < count; n++)
    peak = fmaxf(peak, fabsf(samples[n]));
  float limit = peak * (float)pow(10, -depth_db / 20);
  for (uint32_t n = 0; n < count; n++)
    samples[n] = samples[n] > limit ? limit : samples[n] < -limit ? -limit : samples[n];
}

void damage_round_16(float *samples, uint32_t count) {
  for (uint32_t n = 0; n < count; n++)
    samples[n] = rintf(samples[n] * 32768) * (1 / 32768.0f);
}

void damage_round_8(float *samples, uint32_t count, int logarithmic) {
  const float mu = 255, scale = 1 / log1pf(mu);
  for (uint32_t n = 0; n < count; n++) {
    float x = samples[n];
    if (logarithmic) {
      float code = rintf(log1pf(mu * fminf(fabsf(x), 1)) * scale * 127) * (1 / 127.0f);
      samples[n] = copysignf(expm1f(code / scale) / mu, x);
    } else {
      samples[n] = rintf(x * 128) * (1 / 128.0f);
    }
  }
}

void damage_gap(float *noisy, float *clean, uint32_t samples, uint32_t start, uint32_t length) {
  if (start >= samples) return;
  if (length > samples - start) length = samples - start;
  memset(noisy + start, 0, length * sizeof *noisy);
  memset(clean + start, 0, length * sizeof *clean);
}
