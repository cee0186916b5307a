/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_STEADY_CLOCK_H
#define QUELL_STEADY_CLOCK_H

#include <time.h>

static inline double seconds_of_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* any. Seconds that never jump and stand still while the computer sleeps; without a system call. */
static inline double steady_seconds(void) {
  return seconds_of_clock(CLOCK_MONOTONIC);
}

#endif
