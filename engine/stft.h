/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Short-time Fourier transform with a long analysis and a short synthesis window (Mauler and Martin 2007): the analysis
 * window sees 32 ms, so that neighbouring harmonics fall into different bins, while only the last two hops are
 * overlapped and added, so that the delay is 20 ms. Their product over those two hops is a Hann window, which sums to
 * one: with an unchanged spectrum the input comes back.
 */
#ifndef QUELL_STFT_H
#define QUELL_STFT_H

#include "frame_layout.h"
#include "quell.h"

typedef struct {
  float re, im;
} Complex;

typedef struct Stft Stft; /* plans and windows of one rate; one thread at a time, since it has one scratch buffer */

/* setup. NULL without memory. FFTW's planner is made safe for all threads of the process. */
Stft *stft_create(uint32_t sample_rate);
/* setup. */
void stft_free(Stft *stft);
FrameLayout stft_layout(const Stft *stft);

/* audio. `frame` holds the last `window` input samples, oldest first; `spectrum` gets `bins` values, scaled so that a
 * sine of amplitude 1 at a bin's centre has magnitude 0.5 there, at every rate. */
void stft_forward(Stft *stft, const float *frame, Complex *spectrum) QUELL_REALTIME;
/* audio. Adds the last two hops to `overlap` (2 * hop samples): the first hop of it is then finished output. `spectrum`
 * is left unspecified. */
void stft_inverse_add(Stft *stft, Complex *spectrum, float *overlap) QUELL_REALTIME;

#endif
