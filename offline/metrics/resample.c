/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "resample.h"

#include <math.h>
#include <stdlib.h>

#define ZERO_CROSSINGS 10
#define KAISER_SHAPE 5.0

/* The rate is raised `up` times by zeros in between, filtered, and every `down`th sample taken. */
typedef struct {
  size_t up, down;
  size_t half;  /* taps on either side of the middle one */
  double *taps; /* [2 * half + 1] */
} Resampler;

static uint32_t greatest_common_divisor(uint32_t a, uint32_t b) {
  while (b) {
    const uint32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* Modified Bessel function of the first kind and order zero, by its power series. */
static double bessel_i0(double x) {
  double term = 1, sum = 1;
  for (int k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

static double tap(size_t distance, size_t half) {
  const double crossings = ZERO_CROSSINGS * (double)distance / (double)half, place = (double)distance / (double)half;
  const double sinc = distance ? sin(M_PI * crossings) / (M_PI * crossings) : 1;
  return sinc * bessel_i0(KAISER_SHAPE * sqrt(1 - place * place)) / bessel_i0(KAISER_SHAPE);
}

static int resampler_init(Resampler *resampler, uint32_t from, uint32_t to) {
  const uint32_t common = greatest_common_divisor(from, to);
  resampler->up = to / common;
  resampler->down = from / common;
  resampler->half = ZERO_CROSSINGS * (resampler->up > resampler->down ? resampler->up : resampler->down);
  const size_t half = resampler->half, count = 2 * half + 1;
  resampler->taps = malloc(count * sizeof *resampler->taps);
  if (!resampler->taps) return 0;
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += resampler->taps[i] = tap(i > half ? i - half : half - i, half);
  for (size_t i = 0; i < count; i++)
    resampler->taps[i] *= (double)resampler->up / sum;
  return 1;
}

/* Output sample `at`: input sample k meets the tap at * down - k * up + half, where there is one. */
static float output_sample(const Resampler *resampler, const float *samples, size_t frames, size_t at) {
  const size_t up = resampler->up, half = resampler->half, middle = at * resampler->down;
  const size_t first = middle > half ? (middle - half + up - 1) / up : 0;
  const size_t last = (middle + half) / up < frames ? (middle + half) / up : frames - 1;
  double sum = 0;
  for (size_t k = first; k <= last; k++)
    sum += samples[k] * resampler->taps[middle + half - k * up];
  return (float)sum;
}

size_t resampled_length(size_t frames, uint32_t from, uint32_t to) {
  return (size_t)(((uint64_t)frames * to + from - 1) / from);
}

float *resample(const float *samples, size_t frames, uint32_t from, uint32_t to) {
  const size_t length = resampled_length(frames, from, to);
  float *output = malloc(length * sizeof *output);
  Resampler resampler = {0};
  if (!output || !resampler_init(&resampler, from, to)) {
    free(output);
    return NULL;
  }
  for (size_t at = 0; at < length; at++)
    output[at] = output_sample(&resampler, samples, frames, at);
  free(resampler.taps);
  return output;
}
