/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "level.h"

#include <math.h>
#include <stdlib.h>

#define FRAME 960

double level_from_db(double db) {
  return pow(10, db / 20);
}

double level_power(const float *samples, uint32_t count) {
  float sums[8] = {0};
  uint32_t n = 0;
  for (; n + 8 <= count; n += 8)
    for (int lane = 0; lane < 8; lane++)
      sums[lane] += samples[n + lane] * samples[n + lane];
  for (; n < count; n++)
    sums[0] += samples[n] * samples[n];
  double sum = 0;
  for (int lane = 0; lane < 8; lane++)
    sum += sums[lane];
  return sum;
}

double level_rms(const float *samples, uint32_t count) {
  double sum = 0;
  for (uint32_t n = 0; n < count; n += FRAME)
    sum += level_power(samples + n, count - n < FRAME ? count - n : FRAME);
  return count ? sqrt(sum / count) : 0;
}

static int compare_doubles(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Sorts the powers of frames. */
static double active_of(double *powers, uint32_t frames) {
  if (frames == 0) return 0;
  qsort(powers, frames, sizeof *powers, compare_doubles);
  double least = powers[(uint32_t)(0.95 * (frames - 1))] * pow(10, -2.5), sum = 0;
  uint32_t used = 0;
  for (uint32_t i = 0; i < frames; i++) {
    if (powers[i] <= 0 || powers[i] < least) continue;
    sum += powers[i];
    used++;
  }
  return used ? sqrt(sum / used / FRAME) : 0;
}

double level_active(const float *samples, uint32_t count) {
  uint32_t frames = count / FRAME;
  if (frames == 0) return level_rms(samples, count);
  double *powers = malloc(frames * sizeof *powers);
  if (!powers) return level_rms(samples, count);
  for (uint32_t i = 0; i < frames; i++)
    powers[i] = level_power(samples + (size_t)i * FRAME, FRAME);
  double level = active_of(powers, frames);
  free(powers);
  return level;
}

double level_active_16(const int16_t *samples, uint32_t count) {
  uint32_t frames = (count + FRAME - 1) / FRAME;
  double *powers = calloc(frames + 1, sizeof *powers);
  float frame[FRAME];
  if (!powers) return 0;
  for (uint32_t i = 0; i < frames; i++) {
    uint32_t start = i * FRAME, length = count - start < FRAME ? count - start : FRAME;
    for (uint32_t n = 0; n < length; n++)
      frame[n] = samples[start + n];
    powers[i] = level_power(frame, length);
  }
  double level = active_of(powers, frames);
  free(powers);
  return level;
}
