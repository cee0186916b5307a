/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "profile_choice.h"

uint32_t profile_choose(ProfileChoice *choice, float value, uint32_t profiles, const LoadMeter *load, int judge) {
  const uint32_t last = profiles - 1;
  const int window_passed = choice->windows != load->windows;
  choice->windows = load->windows;
  if (value >= 0.5f) {
    choice->steps = (ProfileSteps){0};
    const uint32_t wanted = (uint32_t)(value + 0.5f) - 1;
    return wanted < last ? wanted : last;
  }
  if (window_passed && judge) profile_steps_judge(&choice->steps, load->percent, profiles);
  return choice->steps.step < last ? choice->steps.step : last;
}
