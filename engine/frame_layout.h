/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many samples a frame has at a sample rate. Times are fixed in seconds, so that a bin means the same frequency
 * (31.25 Hz wide, within 0.25 % at the usual rates and 2.5 % at any) and a hop the same time at every rate.
 */
#ifndef QUELL_FRAME_LAYOUT_H
#define QUELL_FRAME_LAYOUT_H

#include <stdint.h>

#define HOP_SECONDS 0.010
#define WINDOW_SECONDS 0.032 /* analysis; the synthesis window has two hops */

typedef struct {
  uint32_t sample_rate;
  uint32_t hop;    /* frames between transforms: the largest number not above 10 ms */
  uint32_t window; /* length of the analysis window and of the transform: even, a product of 2, 3, 5, 7, 11, nearest to
                      32 ms */
  uint32_t bins;   /* window / 2 + 1 */
} FrameLayout;

FrameLayout frame_layout(uint32_t sample_rate);

/* Delay of a sample from input to output in frames: two hops (one to fill, one of overlap). */
uint32_t frame_layout_latency(const FrameLayout *layout);

#endif
