/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "generators.h"

#include "offline/data/convolution.h"
#include "offline/data/room.h"

#include <stdlib.h>
#include <string.h>

#define EARLY (48000 / 20)

static void demand(int condition) {
  if (!condition) abort();
}

/* The spectrum of the first `taps` of the response. */
static float complex *spectrum_of(const float *response, uint32_t taps) {
  const uint32_t points = convolution_points(CONVOLUTION_LONG);
  float *signal = convolution_alloc_real(CONVOLUTION_LONG);
  float complex *spectrum = convolution_alloc_spectrum(CONVOLUTION_LONG);
  demand(signal && spectrum);
  memset(signal, 0, points * sizeof *signal);
  for (uint32_t n = 0; n < taps; n++)
    signal[n] = response[n] / (float)points;
  convolution_forward(CONVOLUTION_LONG, signal, spectrum);
  convolution_free(signal);
  return spectrum;
}

Sound generated_room(Sound voice, double reverberation, Sound *early) {
  static float response[ROOM_TAPS_MAX];
  RandomGenerator random;
  ConvolutionBuffers buffers;
  demand(convolution_prepare() == 0 && convolution_buffers_create(&buffers) == 0);
  random_start(&random, 1, 5);
  const uint32_t taps = room_simulate(&random, reverberation, response);
  const double seconds = (double)voice.count / voice.rate;
  Sound full = sound_silence(voice.rate, seconds);
  *early = sound_silence(voice.rate, seconds);
  float complex *spectra[2] = {spectrum_of(response, taps), spectrum_of(response, EARLY)};
  float *outputs[2] = {full.samples, early->samples};
  convolution_run(CONVOLUTION_LONG, &buffers, voice.samples, (uint32_t)voice.count,
                  (const float complex *const *)spectra, outputs, 2, taps, 0);
  convolution_free(spectra[0]);
  convolution_free(spectra[1]);
  convolution_buffers_free(&buffers);
  return full;
}
