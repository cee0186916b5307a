/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "filter_design.h"

#include <math.h>
#include <string.h>

#define RATE 48000.0
#define PI 3.14159265358979323846

static uint32_t bin_count(void) {
  return convolution_points(CONVOLUTION_SHORT) / 2 + 1;
}

static double bin_frequency(uint32_t k) {
  return k * RATE / convolution_points(CONVOLUTION_SHORT);
}

int filter_create(FilterDesign *filter) {
  filter->bins = convolution_alloc_spectrum(CONVOLUTION_SHORT);
  filter->taps = convolution_alloc_real(CONVOLUTION_SHORT);
  if (filter->bins && filter->taps) return 0;
  filter_free(filter);
  return -1;
}

void filter_free(FilterDesign *filter) {
  convolution_free(filter->bins);
  convolution_free(filter->taps);
  memset(filter, 0, sizeof *filter);
}

void filter_reset(FilterDesign *filter) {
  for (uint32_t k = 0; k < bin_count(); k++)
    filter->bins[k] = 1.0f;
}

Biquad biquad_high_pass(double frequency, double quality) {
  double w = 2 * PI * frequency / RATE, alpha = sin(w) / (2 * quality), scale = 1 / (1 + alpha), c = cos(w);
  double b = (1 + c) / 2 * scale;
  return (Biquad){b, -2 * b, b, -2 * c * scale, (1 - alpha) * scale};
}

Biquad biquad_peak(double frequency, double quality, double gain_db) {
  double w = 2 * PI * frequency / RATE, alpha = sin(w) / (2 * quality), gain = pow(10, gain_db / 40);
  double scale = 1 / (1 + alpha / gain), c = -2 * cos(w) * scale;
  return (Biquad){(1 + alpha * gain) * scale, c, (1 - alpha * gain) * scale, c, (1 - alpha / gain) * scale};
}

void filter_add_biquad(FilterDesign *filter, const Biquad *q) {
  double step = 2 * PI / convolution_points(CONVOLUTION_SHORT);
  double turn_re = cos(step), turn_im = -sin(step), re = 1, im = 0;
  for (uint32_t k = 0; k < bin_count(); k++) {
    double re2 = re * re - im * im, im2 = 2 * re * im;
    double nr = q->b0 + q->b1 * re + q->b2 * re2, ni = q->b1 * im + q->b2 * im2;
    double dr = 1 + q->a1 * re + q->a2 * re2, di = q->a1 * im + q->a2 * im2;
    double scale = 1 / (dr * dr + di * di);
    double hr = (nr * dr + ni * di) * scale, hi = (ni * dr - nr * di) * scale;
    double br = crealf(filter->bins[k]), bi = cimagf(filter->bins[k]);
    filter->bins[k] = CMPLXF((float)(br * hr - bi * hi), (float)(br * hi + bi * hr));
    double next = re * turn_re - im * turn_im;
    im = re * turn_im + im * turn_re;
    re = next;
  }
}

static void scale_bin(FilterDesign *filter, uint32_t k, float gain) {
  filter->bins[k] = CMPLXF(crealf(filter->bins[k]) * gain, cimagf(filter->bins[k]) * gain);
}

void filter_add_tilt(FilterDesign *filter, double db_per_decade) {
  double power = db_per_decade / 20;
  for (uint32_t k = 0; k < bin_count(); k++) {
    double f = fmin(fmax(bin_frequency(k), 100), 16000);
    scale_bin(filter, k, powf((float)f * 1e-3f, (float)power));
  }
}

void filter_add_low_pass(FilterDesign *filter, double pass, double stop) {
  for (uint32_t k = 0; k < bin_count(); k++) {
    double f = bin_frequency(k);
    if (f <= pass) continue;
    scale_bin(filter, k, f >= stop ? 0.0f : (float)(0.5 + 0.5 * cos(PI * (f - pass) / (stop - pass))));
  }
}

/* Fades over the first and last part, so that cutting the response to length leaves no steps. */
static float edge_window(uint32_t n) {
  const uint32_t head = FILTER_DELAY / 2, tail = FILTER_TAPS / 4;
  if (n < head) return 0.5f - 0.5f * cosf((float)PI * (float)n / head);
  if (n >= FILTER_TAPS - tail) return 0.5f - 0.5f * cosf((float)PI * (float)(FILTER_TAPS - n) / tail);
  return 1.0f;
}

void filter_finish(FilterDesign *filter) {
  uint32_t points = convolution_points(CONVOLUTION_SHORT);
  /* A delay of FILTER_DELAY samples turns bin k by -2 pi k FILTER_DELAY / points: sixteenths of a circle. */
  for (uint32_t k = 0; k < bin_count(); k++) {
    uint32_t turn = (uint32_t)((uint64_t)k * FILTER_DELAY % points);
    filter->bins[k] *= CMPLXF(cosf((float)(2 * PI) * turn / points), -sinf((float)(2 * PI) * turn / points));
  }
  convolution_inverse(CONVOLUTION_SHORT, filter->bins, filter->taps);
  for (uint32_t n = 0; n < FILTER_TAPS; n++)
    filter->taps[n] *= edge_window(n) / (float)points;
  memset(filter->taps + FILTER_TAPS, 0, (points - FILTER_TAPS) * sizeof(float));
}
