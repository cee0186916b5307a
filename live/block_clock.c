/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "block_clock.h"

#include <math.h>

#define PI 3.14159265358979323846
#define BANDWIDTH_HZ 0.2
/* At first the loop is wide, and narrows as the sound goes on. */
#define FIRST_BANDWIDTH_HZ 2.0
#define JUMP_SECONDS 0.05
/* No crystal is further off than that: what looks so is jitter. */
#define LARGEST_DEVIATION 0.01

void block_clock_init(BlockClock *clock, double sample_rate) {
  *clock = (BlockClock){.nominal = 1 / sample_rate, .seconds_per_frame = 1 / sample_rate};
}

int block_clock_tick(BlockClock *clock, size_t frames, double now) {
  const double expected = clock->time + (double)frames * clock->seconds_per_frame, error = now - expected;
  if (!clock->started || fabs(error) > JUMP_SECONDS) {
    clock->started = 1;
    clock->time = now;
    clock->frames = 0;
    return 1;
  }
  const double duration = (double)frames * clock->nominal, age = clock->frames * clock->nominal;
  const double bandwidth = fmax(BANDWIDTH_HZ, FIRST_BANDWIDTH_HZ / (1 + 2 * age));
  const double omega = fmin(2 * PI * bandwidth * duration, 0.5);
  clock->time = expected + sqrt(2) * omega * error;
  if (frames > 0) clock->seconds_per_frame += omega * omega * error / (double)frames;
  clock->seconds_per_frame = fmin(fmax(clock->seconds_per_frame, clock->nominal * (1 - LARGEST_DEVIATION)),
                                  clock->nominal * (1 + LARGEST_DEVIATION));
  clock->frames += (double)frames;
  return 0;
}
