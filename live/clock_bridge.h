/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between two devices whose clocks disagree: what one thread writes, another reads at its own pace, resampled by a
 * ratio that a slow loop keeps such that the delay between them stays at its set point. The clocks may be some hundred
 * parts in a million apart, and the nominal rates may differ altogether.
 */
#ifndef QUELL_CLOCK_BRIDGE_H
#define QUELL_CLOCK_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

typedef struct ClockBridge ClockBridge;

typedef struct {
  double drift_ppm;     /* how much faster the writer's clock runs than the reader's, beyond the nominal rates */
  double delay_ms;      /* from writing to reading, now */
  double set_point_ms;  /* what that is to be */
  uint64_t gaps;        /* how often the reader found too little and played silence */
  uint64_t adjustments; /* how often sound was skipped to come back to the set point */
} BridgeStatus;

/* The delay is never made longer than this. */
#define BRIDGE_DELAY_MAX_SECONDS 0.5
/* How far the loop bends the pitch at most: 3.5 cents. */
#define BRIDGE_BEND_MAX 0.002

/* setup. NULL without memory. */
ClockBridge *clock_bridge_create(uint32_t channels, uint32_t input_rate, uint32_t output_rate);
/* setup. NULL is allowed. */
void clock_bridge_free(ClockBridge *bridge);

/* audio; the writer. Adds sound. */
void clock_bridge_write(ClockBridge *bridge, const float *const *planes, size_t frames);
/* audio; the writer. All of a callback's `frames` have been written. `now`: seconds of a clock that both sides share,
 * at the beginning of the callback. */
void clock_bridge_written(ClockBridge *bridge, size_t frames, double now);
/* audio; the reader. A callback begins that is to have `frames`. */
void clock_bridge_begin_read(ClockBridge *bridge, size_t frames, double now);
/* audio; the reader. Fills every plane; as often as wanted within a callback. */
void clock_bridge_read(ClockBridge *bridge, float *const *planes, size_t frames);
/* any. */
void clock_bridge_status(const ClockBridge *bridge, BridgeStatus *status);

#endif
