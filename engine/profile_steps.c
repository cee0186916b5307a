/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "profile_steps.h"

#define BUSY_PERCENT 60
#define CALM_PERCENT 20
#define CALM_WINDOWS 40
#define DOUBLINGS_MAX 5

static void step_down(ProfileSteps *steps) {
  const uint32_t more = steps->doublings < DOUBLINGS_MAX ? steps->doublings + 1 : DOUBLINGS_MAX;
  steps->doublings = steps->trial > 0 ? more : 0;
  steps->trial = 0;
  steps->step++;
}

static void step_up(ProfileSteps *steps) {
  steps->step--;
  steps->calm = 0;
  steps->trial = CALM_WINDOWS;
}

uint32_t profile_steps_judge(ProfileSteps *steps, float percent, uint32_t profiles) {
  const uint32_t last = profiles - 1;
  if (steps->step > last) steps->step = last;
  steps->calm = percent < CALM_PERCENT ? steps->calm + 1 : 0;
  if (steps->trial > 0) steps->trial--;
  if (percent > BUSY_PERCENT && steps->step < last)
    step_down(steps);
  else if (steps->step > 0 && steps->calm >= (uint32_t)CALM_WINDOWS << steps->doublings)
    step_up(steps);
  return steps->step;
}
