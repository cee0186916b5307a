/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_keys.h"

#include <math.h>

static const LiveKey keys[] = {
    {'+', "+", "stronger"},      {'-', "-", "gentler"}, {'b', "b", "bypass"},
    {'r', "r", "removed sound"}, {'p', "p", "profile"}, {LIVE_KEY_QUIT, "q", "quit"},
};
#define KEYS (sizeof keys / sizeof keys[0])

const LiveKey *live_key(size_t index) {
  return index < KEYS ? &keys[index] : NULL;
}

static void toggle(LiveSession *session, QuellParameter parameter) {
  live_session_set(session, parameter, live_session_get(session, parameter) < 0.5f ? 1 : 0);
}

/* Fine steps where they can be heard. */
static void change_limit(LiveSession *session, int up) {
  const QuellParameterInfo *info = quell_parameter_info(QUELL_LIMIT);
  const float now = live_session_get(session, QUELL_LIMIT);
  const float step = now < 30 || (now == 30 && !up) ? 1 : 10;
  live_session_set(session, QUELL_LIMIT, fminf(fmaxf(now + (up ? step : -step), info->minimum), info->maximum));
}

/* Automatic comes between the last and the first, where there are several. */
static void next_profile(LiveSession *session) {
  QuellModelInfo info;
  quell_model_info(live_session_model(session), &info);
  const uint32_t now = live_session_profile(session);
  if (now == LIVE_PROFILE_AUTOMATIC)
    live_session_set_profile(session, 0);
  else if (info.profiles > 1)
    live_session_set_profile(session, now + 1 < info.profiles ? now + 1 : LIVE_PROFILE_AUTOMATIC);
}

void live_key_press(LiveSession *session, int key) {
  switch (key) {
  case '+':
  case '-':
    change_limit(session, key == '+');
    break;
  case 'b':
    toggle(session, QUELL_BYPASS);
    break;
  case 'r':
    toggle(session, QUELL_RESIDUAL);
    break;
  case 'p':
    next_profile(session);
    break;
  }
}
