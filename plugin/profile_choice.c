/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "profile_choice.h"

/* Steps down at once above the one, and up again after so many quarters of a second below the other. */
#define BUSY_PERCENT 60
#define CALM_PERCENT 20
#define CALM_WINDOWS 40

static void judge_window(ProfileChoice *choice, float percent, uint32_t profiles) {
  choice->calm = percent < CALM_PERCENT ? choice->calm + 1 : 0;
  if (percent > BUSY_PERCENT && choice->step + 1 < profiles) choice->step++;
  if (choice->calm < CALM_WINDOWS || choice->step == 0) return;
  choice->step--;
  choice->calm = 0;
}

uint32_t profile_choose(ProfileChoice *choice, float value, uint32_t profiles, const LoadMeter *load, int judge) {
  const uint32_t last = profiles - 1;
  if (value >= 0.5f) {
    choice->step = choice->calm = 0;
    choice->windows = load->windows;
    const uint32_t wanted = (uint32_t)(value + 0.5f) - 1;
    return wanted < last ? wanted : last;
  }
  if (choice->step > last) choice->step = last;
  if (choice->windows != load->windows && judge) judge_window(choice, load->percent, profiles);
  choice->windows = load->windows;
  return choice->step;
}
