/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "power_spectrum.h"

#include "hann_window.h"

#include <fftw3.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct PowerSpectrum {
  size_t window_size;
  double *window;
  double *samples;
  fftw_complex *bins;
  fftw_plan plan;
  double power[POWER_SPECTRUM_BINS];
};

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

PowerSpectrum *power_spectrum_create(size_t window_size) {
  PowerSpectrum *spectrum = calloc(1, sizeof *spectrum);
  if (!spectrum) return NULL;
  spectrum->window_size = window_size;
  spectrum->window = hann_window(window_size);
  spectrum->samples = fftw_alloc_real(POWER_SPECTRUM_POINTS);
  spectrum->bins = fftw_alloc_complex(POWER_SPECTRUM_BINS);
  if (spectrum->window && spectrum->samples && spectrum->bins) {
    pthread_mutex_lock(&planner);
    spectrum->plan = fftw_plan_dft_r2c_1d(POWER_SPECTRUM_POINTS, spectrum->samples, spectrum->bins, FFTW_ESTIMATE);
    pthread_mutex_unlock(&planner);
    memset(spectrum->samples, 0, POWER_SPECTRUM_POINTS * sizeof *spectrum->samples);
  }
  if (spectrum->plan) return spectrum;
  power_spectrum_free(spectrum);
  return NULL;
}

void power_spectrum_free(PowerSpectrum *spectrum) {
  if (!spectrum) return;
  if (spectrum->plan) {
    pthread_mutex_lock(&planner);
    fftw_destroy_plan(spectrum->plan);
    pthread_mutex_unlock(&planner);
  }
  fftw_free(spectrum->samples);
  fftw_free(spectrum->bins);
  free(spectrum->window);
  free(spectrum);
}

const double *power_spectrum_compute(PowerSpectrum *spectrum, const float *frame) {
  for (size_t i = 0; i < spectrum->window_size; i++)
    spectrum->samples[i] = spectrum->window[i] * frame[i];
  fftw_execute(spectrum->plan);
  for (size_t bin = 0; bin < POWER_SPECTRUM_BINS; bin++) {
    const double re = spectrum->bins[bin][0], im = spectrum->bins[bin][1];
    spectrum->power[bin] = re * re + im * im;
  }
  return spectrum->power;
}
