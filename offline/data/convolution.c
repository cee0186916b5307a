/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "convolution.h"

#include <fftw3.h>
#include <pthread.h>
#include <string.h>

static const uint32_t points_of[CONVOLUTION_LENGTHS] = {16384, 65536, 131072};

static struct {
  pthread_mutex_t lock;
  fftwf_plan forward[CONVOLUTION_LENGTHS], inverse[CONVOLUTION_LENGTHS];
} plans = {.lock = PTHREAD_MUTEX_INITIALIZER};

uint32_t convolution_points(ConvolutionLength length) {
  return points_of[length];
}

ConvolutionLength convolution_length_for(uint32_t taps) {
  if (taps <= points_of[CONVOLUTION_SHORT] / 4) return CONVOLUTION_SHORT;
  return taps <= points_of[CONVOLUTION_MEDIUM] / 2 ? CONVOLUTION_MEDIUM : CONVOLUTION_LONG;
}

float *convolution_alloc_samples(size_t count) {
  return fftwf_malloc(count * sizeof(float));
}

float *convolution_alloc_real(ConvolutionLength length) {
  return fftwf_malloc(points_of[length] * sizeof(float));
}

float complex *convolution_alloc_spectrum(ConvolutionLength length) {
  return fftwf_malloc((points_of[length] / 2 + 1) * sizeof(float complex));
}

void convolution_free(void *memory) {
  fftwf_free(memory);
}

/* Estimated plans: measured ones differ from run to run in their rounding, and mixtures must not. */
static int make_plans(ConvolutionLength length) {
  float *signal = convolution_alloc_real(length);
  float complex *spectrum = convolution_alloc_spectrum(length);
  if (signal && spectrum) {
    int points = (int)points_of[length];
    plans.forward[length] = fftwf_plan_dft_r2c_1d(points, signal, spectrum, FFTW_ESTIMATE);
    plans.inverse[length] = fftwf_plan_dft_c2r_1d(points, spectrum, signal, FFTW_ESTIMATE);
  }
  convolution_free(signal);
  convolution_free(spectrum);
  return plans.forward[length] && plans.inverse[length] ? 0 : -1;
}

int convolution_prepare(void) {
  int status = 0;
  pthread_mutex_lock(&plans.lock);
  for (int length = 0; length < CONVOLUTION_LENGTHS && status == 0; length++)
    if (!plans.inverse[length]) status = make_plans((ConvolutionLength)length);
  pthread_mutex_unlock(&plans.lock);
  return status;
}

void convolution_forward(ConvolutionLength length, float *signal, float complex *spectrum) {
  fftwf_execute_dft_r2c(plans.forward[length], signal, spectrum);
}

void convolution_inverse(ConvolutionLength length, float complex *spectrum, float *signal) {
  fftwf_execute_dft_c2r(plans.inverse[length], spectrum, signal);
}

int convolution_buffers_create(ConvolutionBuffers *buffers) {
  buffers->signal = convolution_alloc_real(CONVOLUTION_LONG);
  buffers->spectrum = convolution_alloc_spectrum(CONVOLUTION_LONG);
  buffers->product = convolution_alloc_spectrum(CONVOLUTION_LONG);
  if (buffers->signal && buffers->spectrum && buffers->product) return 0;
  convolution_buffers_free(buffers);
  return -1;
}

void convolution_buffers_free(ConvolutionBuffers *buffers) {
  convolution_free(buffers->signal);
  convolution_free(buffers->spectrum);
  convolution_free(buffers->product);
  memset(buffers, 0, sizeof *buffers);
}

/* Copies in[from .. from + count), zeros where that lies outside. */
static void copy_window(float *to, const float *in, uint32_t samples, int64_t from, uint32_t count) {
  int64_t first = from < 0 ? -from : 0, last = (int64_t)samples - from;
  if (last > count) last = count;
  if (first > last) first = last > 0 ? last : 0;
  if (last < first) last = first;
  memset(to, 0, (size_t)first * sizeof *to);
  memcpy(to + first, in + (from + first), (size_t)(last - first) * sizeof *to);
  memset(to + last, 0, (size_t)(count - last) * sizeof *to);
}

/* Written out, since the complex product of C checks for infinities. */
static void multiply(const float *a, const float *b, float *product, uint32_t bins) {
  for (uint32_t k = 0; k < bins; k++) {
    float ar = a[2 * k], ai = a[2 * k + 1], br = b[2 * k], bi = b[2 * k + 1];
    product[2 * k] = ar * br - ai * bi;
    product[2 * k + 1] = ar * bi + ai * br;
  }
}

void convolution_run(ConvolutionLength length, ConvolutionBuffers *buffers, const float *in, uint32_t samples,
                     const float complex *const *responses, float *const *outputs, uint32_t output_count, uint32_t taps,
                     uint32_t delay) {
  uint32_t points = points_of[length], step = points - taps;
  for (uint32_t start = 0; start < samples; start += step) {
    uint32_t count = samples - start < step ? samples - start : step;
    copy_window(buffers->signal, in, samples, (int64_t)start + delay - taps, points);
    convolution_forward(length, buffers->signal, buffers->spectrum);
    for (uint32_t i = 0; i < output_count; i++) {
      multiply((const float *)buffers->spectrum, (const float *)responses[i], (float *)buffers->product,
               points / 2 + 1);
      convolution_inverse(length, buffers->product, buffers->signal);
      memcpy(outputs[i] + start, buffers->signal + taps, count * sizeof(float));
    }
  }
}
