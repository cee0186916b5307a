/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long callbacks take, as a share of the time that their sound lasts. The audio thread adds, any thread looks.
 */
#ifndef QUELL_LOAD_METER_H
#define QUELL_LOAD_METER_H

#include <stdatomic.h>
#include <stdint.h>

/* Steps of an eighth of an octave, from 2^-12 to 2^4 of the time that there is. */
#define LOAD_STEPS 128

typedef struct {
  _Atomic uint32_t counts[LOAD_STEPS];
  _Atomic float largest;
} LoadMeter;

typedef struct {
  double p50, p99; /* shares, 1 is all of the time; at most 5 % off */
  double largest;  /* exact */
  uint64_t callbacks;
} Load;

/* audio. `seconds` were spent on sound that lasts `duration` seconds. Several threads may add to one meter. */
void load_meter_add(LoadMeter *meter, double seconds, double duration);
/* any. Since the meter was zeroed. */
void load_meter_read(const LoadMeter *meter, Load *load);

#endif
