/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "level.h"

#include <math.h>
#include <stdlib.h>

#define FRAME 960
#define FLAT_RUN 3

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

float level_peak(const float *samples, uint32_t count) {
  float peaks[8] = {0}, peak = 0;
  uint32_t n = 0;
  for (; n + 8 <= count; n += 8)
    for (int lane = 0; lane < 8; lane++) {
      float magnitude = fabsf(samples[n + lane]);
      peaks[lane] = magnitude > peaks[lane] ? magnitude : peaks[lane];
    }
  for (; n < count; n++)
    peak = fmaxf(peak, fabsf(samples[n]));
  for (int lane = 0; lane < 8; lane++)
    peak = fmaxf(peak, peaks[lane]);
  return peak;
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

/* Powers of the frames; the last may be short. NULL when memory is short. The caller frees it. */
static double *powers_16(const int16_t *samples, uint32_t count, uint32_t *frames) {
  *frames = (count + FRAME - 1) / FRAME;
  double *powers = calloc(*frames + 1, sizeof *powers);
  float frame[FRAME];
  for (uint32_t i = 0; powers && i < *frames; i++) {
    uint32_t start = i * FRAME, length = count - start < FRAME ? count - start : FRAME;
    for (uint32_t n = 0; n < length; n++)
      frame[n] = samples[start + n];
    powers[i] = level_power(frame, length);
  }
  return powers;
}

double level_active_16(const int16_t *samples, uint32_t count) {
  uint32_t frames;
  double *powers = powers_16(samples, count, &frames);
  double level = powers ? active_of(powers, frames) : 0;
  free(powers);
  return level;
}

double level_contrast_db(const int16_t *samples, uint32_t count) {
  uint32_t frames, first = 0;
  double *powers = powers_16(samples, count, &frames), contrast = 0;
  if (powers) qsort(powers, frames, sizeof *powers, compare_doubles);
  while (powers && first < frames && powers[first] <= 0)
    first++;
  if (powers && first < frames) {
    uint32_t sounding = frames - first, tenth = sounding / 10 ? sounding / 10 : 1;
    double loud = 0, quiet = 0;
    for (uint32_t i = 0; i < tenth; i++) {
      quiet += powers[first + i];
      loud += powers[frames - 1 - i];
    }
    contrast = 10 * log10(loud / quiet);
  }
  free(powers);
  return contrast;
}

double level_flat_share(const float *samples, uint32_t count) {
  float peak = level_peak(samples, count);
  uint32_t flat = 0, run = 0;
  for (uint32_t n = 0; n < count; n++)
    peak = fmaxf(peak, fabsf(samples[n]));
  for (uint32_t n = 0; n < count; n++) {
    int at_top = peak > 0 && fabsf(samples[n]) >= 0.995f * peak;
    int goes_on = run > 0 && (samples[n] > 0) == (samples[n - 1] > 0);
    run = !at_top ? 0 : goes_on ? run + 1 : 1;
    if (run == FLAT_RUN) flat += FLAT_RUN;
    if (run > FLAT_RUN) flat++;
  }
  return count ? (double)flat / count : 0;
}
