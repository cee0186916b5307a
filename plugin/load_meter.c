/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "load_meter.h"

#include "engine/profile_steps.h"

#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void load_meter_start(LoadMeter *meter) {
  meter->started = now();
}

void load_meter_stop(LoadMeter *meter, uint32_t frames) {
  meter->busy += now() - meter->started;
  meter->frames += frames;
  if (meter->frames < PROFILE_WINDOW_SECONDS * meter->sample_rate) return;
  meter->percent = (float)(100 * meter->busy * meter->sample_rate / meter->frames);
  meter->busy = meter->frames = 0;
  meter->windows++;
}
