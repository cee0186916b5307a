/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of the time that a sound lasts its processing takes.
 */
#ifndef QUELL_LOAD_METER_H
#define QUELL_LOAD_METER_H

#include "quell.h"

typedef struct {
  double sample_rate;
  double started;      /* seconds, of a steady clock */
  double busy, frames; /* in the quarter of a second under way */
  float percent;       /* of the last whole one */
  uint32_t windows;    /* counts them */
} LoadMeter;

/* audio. Around all that run() does. The clock is read in user space on the usual systems (vDSO); where the kernel has
 * no clock to read there, this is the one system call of run(). */
void load_meter_start(LoadMeter *meter);
void load_meter_stop(LoadMeter *meter, uint32_t frames);

#endif
