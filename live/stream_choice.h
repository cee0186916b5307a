/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rates and channels two devices are opened with.
 */
#ifndef QUELL_STREAM_CHOICE_H
#define QUELL_STREAM_CHOICE_H

#include "streams.h"

typedef struct {
  uint32_t sample_rate; /* Hz; 0: what the input prefers */
  uint32_t block;       /* frames; 0: as the devices like it */
  uint32_t channels;    /* 0: as many as the input has, at most two */
} StreamWishes;

/* setup. plan->input and plan->output are given; fills in the rest. Asks the devices what they take. */
int stream_choice_make(StreamPlan *plan, const StreamWishes *wishes, LiveTrouble *trouble);

#endif
