/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of a model's profiles runs: the one that the user has chosen, or with "automatic" one that the processor can
 * keep up with.
 */
#ifndef QUELL_PROFILE_CHOICE_H
#define QUELL_PROFILE_CHOICE_H

#include "engine/profile_steps.h"
#include "load_meter.h"

#define PROFILE_AUTOMATIC 0

typedef struct {
  ProfileSteps steps; /* of "automatic" */
  uint32_t windows;   /* of the load meter that have been judged */
} ProfileChoice;

/* audio. Index of the profile for a port value (PROFILE_AUTOMATIC, or 1 for the best profile, 2 for the next ...) in a
 * model with so many profiles; a value past its last profile means its last. `judge`: whether load matters, which it
 * does not when rendering out of real time. */
uint32_t profile_choose(ProfileChoice *choice, float value, uint32_t profiles, const LoadMeter *load, int judge);

#endif
