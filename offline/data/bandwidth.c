/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bandwidth.h"

#include "convolution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define FRAMES_MOST 64
#define BAND_HZ 250.0
#define BANDS 96

/* Mean power of each 250 Hz over the frames that are within 20 dB of the loudest, decibels relative to one rounding
 * step. */
typedef struct {
  double power[BANDS];
} BandPowers;

static void add_frame(const float complex *spectrum, uint32_t points, BandPowers *bands) {
  double width = RATE / points;
  for (uint32_t k = 1; k < points / 2; k++) {
    int band = (int)(k * width / BAND_HZ);
    double re = crealf(spectrum[k]), im = cimagf(spectrum[k]);
    if (band < BANDS) bands->power[band] += re * re + im * im;
  }
}

static double load_frame(const int16_t *samples, uint32_t count, float *frame, uint32_t points) {
  double power = 0;
  uint32_t used = count < points ? count : points;
  for (uint32_t n = 0; n < used; n++) {
    float s = sinf(3.14159265f * ((float)n + 0.5f) / (float)used);
    /* The square of a squared sine: side lobes fall below the rounding noise within 250 Hz. */
    frame[n] = (float)samples[n] * s * s * s * s;
    power += (double)frame[n] * frame[n];
  }
  memset(frame + used, 0, (points - used) * sizeof *frame);
  return power;
}

static uint32_t frame_count(uint32_t count, uint32_t points) {
  uint32_t frames = count / points;
  return frames < 1 ? 1 : frames > FRAMES_MOST ? FRAMES_MOST : frames;
}

static uint32_t frame_start(uint32_t frame, uint32_t frames, uint32_t count, uint32_t points) {
  return frames == 1 ? 0 : (uint32_t)((uint64_t)frame * (count - points) / (frames - 1));
}

static double measure(const int16_t *samples, uint32_t count, float *frame, float complex *spectrum,
                      BandPowers *bands) {
  uint32_t points = convolution_points(CONVOLUTION_SHORT), frames = frame_count(count, points);
  double loudest = 0, used = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < frames; i++) {
      uint32_t start = frame_start(i, frames, count, points);
      double power = load_frame(samples + start, count - start, frame, points);
      if (pass == 0) {
        loudest = fmax(loudest, power);
      } else if (power > 0 && power >= loudest * 0.01) {
        convolution_forward(CONVOLUTION_SHORT, frame, spectrum);
        add_frame(spectrum, points, bands);
        used++;
      }
    }
  }
  return used;
}

float bandwidth_estimate(const int16_t *samples, uint32_t count) {
  float *frame = convolution_alloc_real(CONVOLUTION_SHORT);
  float complex *spectrum = convolution_alloc_spectrum(CONVOLUTION_SHORT);
  BandPowers bands = {{0}};
  double used = frame && spectrum && count > 0 ? measure(samples, count, frame, spectrum, &bands) : 0;
  convolution_free(frame);
  convolution_free(spectrum);
  if (used <= 0) return 0;
  double points = convolution_points(CONVOLUTION_SHORT), strongest = 0;
  for (int b = 0; b < BANDS; b++)
    strongest = fmax(strongest, bands.power[b]);
  /* Rounding: variance 1/12 a sample, mean square of the window 35/128, bins in a band. */
  double rounding = used * points / 12 * (35.0 / 128) * (BAND_HZ * points / RATE);
  /* Lossy coders fill the top with noise some 60 dB down, which is no speech. */
  double least = fmax(strongest * pow(10, -5.5), rounding * 4);
  for (int b = BANDS - 1; b >= 0; b--)
    if (bands.power[b] > least) return (float)((b + 1) * BAND_HZ);
  return 0;
}
