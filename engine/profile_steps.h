/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of a model's profiles the processor can keep up with: a smaller one at once when it is busy, the better one
 * again after ten seconds of calm. A step up that does not hold makes the next one wait for twice as long, up to five
 * minutes, so that the sound does not change back and forth.
 */
#ifndef QUELL_PROFILE_STEPS_H
#define QUELL_PROFILE_STEPS_H

#include <stdint.h>

/* Load is judged as the mean of so long. */
#define PROFILE_WINDOW_SECONDS 0.25

/* Zero before the first call. */
typedef struct {
  uint32_t step;      /* index of the profile; 0 is the best */
  uint32_t calm;      /* windows in a row with little load */
  uint32_t trial;     /* windows for which the last step up is still to hold */
  uint32_t doublings; /* of the wait for the next step up */
} ProfileSteps;

/* audio. One more window has passed. `percent`: time spent on processing, against the duration of the sound.
 * `profiles`: how many the model has, at least 1. Returns the index of the profile that is to run. */
uint32_t profile_steps_judge(ProfileSteps *steps, float percent, uint32_t profiles);

#endif
