/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "profile_watch.h"

#include "live_session.h"

static void begin_window(ProfileWatch *watch, uint64_t frames, uint64_t busy_ns) {
  watch->frames = frames;
  watch->busy_ns = busy_ns;
}

void profile_watch_begin(ProfileWatch *watch, const AudioPath *path) {
  watch->steps = (ProfileSteps){0};
  begin_window(watch, atomic_load_explicit(&path->received, memory_order_relaxed),
               atomic_load_explicit(&path->busy_ns, memory_order_relaxed));
}

uint32_t profile_watch_choose(ProfileWatch *watch, const AudioPath *path, uint32_t wished, uint32_t profiles) {
  if (wished != LIVE_PROFILE_AUTOMATIC) {
    profile_watch_begin(watch, path);
    return wished;
  }
  const uint64_t frames = atomic_load_explicit(&path->received, memory_order_relaxed);
  const uint64_t busy_ns = atomic_load_explicit(&path->busy_ns, memory_order_relaxed);
  const double seconds = (double)(frames - watch->frames) / path->sample_rate;
  if (seconds >= PROFILE_WINDOW_SECONDS) {
    const double busy = 1e-9 * (double)(busy_ns - watch->busy_ns);
    profile_steps_judge(&watch->steps, (float)(100 * busy / seconds), profiles);
    begin_window(watch, frames, busy_ns);
  }
  return watch->steps.step;
}
