/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Filters of random shape, drawn in the frequency domain and turned into a short impulse response. Any number of them
 * in series costs as much as one when they are run.
 */
#ifndef QUELL_FILTER_DESIGN_H
#define QUELL_FILTER_DESIGN_H

#include "convolution.h"

#define FILTER_TAPS 4096
#define FILTER_DELAY 1024

/* Bins of CONVOLUTION_SHORT at 48 kHz, and the finished response. */
typedef struct {
  float complex *bins;
  float *taps; /* as long as a short transform; FILTER_TAPS of them are not zero after filter_finish() */
} FilterDesign;

int filter_create(FilterDesign *filter);
void filter_free(FilterDesign *filter);
/* Lets everything pass. */
void filter_reset(FilterDesign *filter);

/* b0 + b1/z + b2/z^2 over 1 + a1/z + a2/z^2. */
typedef struct {
  double b0, b1, b2, a1, a2;
} Biquad;
Biquad biquad_high_pass(double frequency, double quality);
Biquad biquad_peak(double frequency, double quality, double gain_db);
void filter_add_biquad(FilterDesign *filter, const Biquad *biquad);
/* Constant slope between 100 Hz and 16 kHz, 0 dB at 1 kHz, linear phase. */
void filter_add_tilt(FilterDesign *filter, double db_per_decade);
/* Linear phase: passes to `pass`, blocks from `stop`. */
void filter_add_low_pass(FilterDesign *filter, double pass, double stop);

/* Taps, FILTER_TAPS long, that answer FILTER_DELAY samples late. */
void filter_finish(FilterDesign *filter);

#endif
