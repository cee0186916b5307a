/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A value that moves to its target in a straight line, sample by sample. */
#ifndef QUELL_RAMP_H
#define QUELL_RAMP_H

#include <stdint.h>

typedef struct {
  float value, target, step;
  uint32_t left;   /* samples until the target is reached */
  uint32_t length; /* samples that a change takes */
} Ramp;

static inline void ramp_aim(Ramp *ramp, float target) {
  if (target == ramp->target) return;
  ramp->target = target;
  ramp->left = ramp->length;
  ramp->step = (target - ramp->value) / (float)ramp->length;
}

static inline void ramp_finish(Ramp *ramp, float target) {
  ramp->value = ramp->target = target;
  ramp->left = 0;
}

static inline void ramp_run(Ramp *ramp, float *values, uint32_t count) {
  for (uint32_t n = 0; n < count; n++) {
    if (ramp->left > 0) ramp->value = --ramp->left ? ramp->value + ramp->step : ramp->target;
    values[n] = ramp->value;
  }
}

#endif
