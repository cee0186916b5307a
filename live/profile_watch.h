/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which profile of the model runs: the one that is wished for, or one that the processor can keep up with.
 */
#ifndef QUELL_PROFILE_WATCH_H
#define QUELL_PROFILE_WATCH_H

#include "audio_path.h"
#include "engine/profile_steps.h"

typedef struct {
  ProfileSteps steps;
  uint64_t frames, busy_ns; /* of the path when the window began */
} ProfileWatch;

/* setup. The best profile, until load says otherwise. */
void profile_watch_begin(ProfileWatch *watch, const AudioPath *path);

/* setup. To be called several times a second. `wished`: an index, or LIVE_PROFILE_AUTOMATIC; `profiles`: how many the
 * model has. Returns the index that is to run. */
uint32_t profile_watch_choose(ProfileWatch *watch, const AudioPath *path, uint32_t wished, uint32_t profiles);

#endif
