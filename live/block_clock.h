/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When blocks of sound really fall due, out of callbacks that come now early, now late: a delay-locked loop of second
 * order, after F. Adriaensen, "Using a DLL to filter time" (2005). It learns the clock of a device against the
 * computer's.
 */
#ifndef QUELL_BLOCK_CLOCK_H
#define QUELL_BLOCK_CLOCK_H

#include <stddef.h>

typedef struct {
  double nominal;           /* seconds per frame */
  double time;              /* of the last block, filtered; seconds */
  double seconds_per_frame; /* filtered */
  double frames;            /* since the start */
  int started;
} BlockClock;

void block_clock_init(BlockClock *clock, double sample_rate);
/* audio. A block came at time `now`, `frames` after the one before. A jump of more than 50 ms starts the clock anew,
 * with the speed that it knew; the call then returns 1, else 0. */
int block_clock_tick(BlockClock *clock, size_t frames, double now);

#endif
