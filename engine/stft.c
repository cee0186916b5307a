/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "stft.h"

#include <complex.h>
#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct Stft {
  FrameLayout layout;
  float *analysis;  /* [window], with the scale of stft_forward() */
  float *synthesis; /* [2 * hop], with the scale that undoes it */
  float *samples;   /* [window] scratch */
  fftwf_complex *values;
  fftwf_plan forward, inverse;
};

/* FFTW plans one at a time; executing needs no lock. A host, or another plugin in it, may plan at the same moment and
 * knows no lock of ours: FFTW guards its planner itself once it is asked to. It goes on doing so, which is why nothing
 * that has asked may be unloaded (see nodelete in meson.build). */
static pthread_once_t planner_guarded = PTHREAD_ONCE_INIT;

static void make_plans(Stft *stft) {
  pthread_once(&planner_guarded, fftwf_make_planner_thread_safe);
  const int length = (int)stft->layout.window;
  stft->forward = fftwf_plan_dft_r2c_1d(length, stft->samples, stft->values, FFTW_ESTIMATE);
  stft->inverse = fftwf_plan_dft_c2r_1d(length, stft->values, stft->samples, FFTW_ESTIMATE);
}

/* The analysis window rises over all but the last hop and falls over the last one, both as the root of a Hann window.
 */
static double analysis_window(const FrameLayout *layout, uint32_t n) {
  const uint32_t rise = layout->window - layout->hop;
  if (n < rise) return sin(M_PI * (n + 0.5) / (2.0 * rise));
  return cos(M_PI * (n - rise + 0.5) / (2.0 * layout->hop));
}

static void fill_windows(Stft *stft) {
  const FrameLayout *layout = &stft->layout;
  double sum = 0;
  for (uint32_t n = 0; n < layout->window; n++)
    sum += analysis_window(layout, n);
  for (uint32_t n = 0; n < layout->window; n++)
    stft->analysis[n] = (float)(analysis_window(layout, n) / sum);
  for (uint32_t n = 0; n < 2 * layout->hop; n++) {
    const double hann = 0.5 - 0.5 * cos(M_PI * (n + 0.5) / layout->hop);
    const double scale = sum / layout->window; /* FFTW's inverse is not normalised */
    stft->synthesis[n] = (float)(hann / analysis_window(layout, layout->window - 2 * layout->hop + n) * scale);
  }
}

Stft *stft_create(uint32_t sample_rate) {
  Stft *stft = calloc(1, sizeof *stft);
  if (!stft) return NULL;
  stft->layout = frame_layout(sample_rate);
  stft->analysis = fftwf_alloc_real(stft->layout.window);
  stft->synthesis = fftwf_alloc_real(2 * stft->layout.hop);
  stft->samples = fftwf_alloc_real(stft->layout.window);
  stft->values = fftwf_alloc_complex(stft->layout.bins);
  if (stft->analysis && stft->synthesis && stft->samples && stft->values) make_plans(stft);
  if (!stft->forward || !stft->inverse) {
    stft_free(stft);
    return NULL;
  }
  fill_windows(stft);
  return stft;
}

void stft_free(Stft *stft) {
  if (!stft) return;
  if (stft->forward) fftwf_destroy_plan(stft->forward);
  if (stft->inverse) fftwf_destroy_plan(stft->inverse);
  fftwf_free(stft->analysis);
  fftwf_free(stft->synthesis);
  fftwf_free(stft->samples);
  fftwf_free(stft->values);
  free(stft);
}

FrameLayout stft_layout(const Stft *stft) {
  return stft->layout;
}

void stft_forward(Stft *stft, const float *frame, Complex *spectrum) {
  for (uint32_t n = 0; n < stft->layout.window; n++)
    stft->samples[n] = frame[n] * stft->analysis[n];
  fftwf_execute(stft->forward);
  memcpy(spectrum, stft->values, stft->layout.bins * sizeof *spectrum);
}

void stft_inverse_add(Stft *stft, Complex *spectrum, float *overlap) {
  memcpy(stft->values, spectrum, stft->layout.bins * sizeof *spectrum);
  fftwf_execute(stft->inverse);
  const uint32_t length = 2 * stft->layout.hop;
  const float *tail = stft->samples + stft->layout.window - length;
  for (uint32_t n = 0; n < length; n++)
    overlap[n] += tail[n] * stft->synthesis[n];
}
