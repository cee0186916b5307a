/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Convolution of long signals with responses of up to CONVOLUTION_TAPS_MAX samples, by fast Fourier transform. All
 * plans are made once (convolution_prepare); after that every function may be called from any thread with memory of its
 * own.
 */
#ifndef QUELL_CONVOLUTION_H
#define QUELL_CONVOLUTION_H

#include <complex.h>
#include <stddef.h>
#include <stdint.h>

/* Half of each transform is the longest response that it takes. */
typedef enum { CONVOLUTION_SHORT, CONVOLUTION_MEDIUM, CONVOLUTION_LONG, CONVOLUTION_LENGTHS } ConvolutionLength;
#define CONVOLUTION_TAPS_MAX 65536

/* Setup; several calls are one. 0, or -1 when memory is short. */
int convolution_prepare(void);
uint32_t convolution_points(ConvolutionLength length);
/* The cheapest length for a response of `taps` samples. */
ConvolutionLength convolution_length_for(uint32_t taps);

/* Aligned memory for the transforms; free with convolution_free(). */
float *convolution_alloc_samples(size_t count);
float *convolution_alloc_real(ConvolutionLength length);
float complex *convolution_alloc_spectrum(ConvolutionLength length);
void convolution_free(void *memory);

/* Real signal of points() samples to points()/2 + 1 bins, and back (unscaled: times points()). The inverse destroys its
 * input. */
void convolution_forward(ConvolutionLength length, float *signal, float complex *spectrum);
void convolution_inverse(ConvolutionLength length, float complex *spectrum, float *signal);

typedef struct {
  float *signal;
  float complex *spectrum, *product;
} ConvolutionBuffers;

int convolution_buffers_create(ConvolutionBuffers *buffers);
void convolution_buffers_free(ConvolutionBuffers *buffers);

/* outputs[i][n] = sum over k of responses[i][k] * in[n + delay - k], n = 0 .. samples-1, with silence outside of the
 * input. responses[i] are spectra already divided by points(), of responses of at most taps samples, taps <= points()
 * / 2. One forward transform serves all outputs. No output may overlap the input. */
void convolution_run(ConvolutionLength length, ConvolutionBuffers *buffers, const float *in, uint32_t samples,
                     const float complex *const *responses, float *const *outputs, uint32_t output_count, uint32_t taps,
                     uint32_t delay);

#endif
