/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A gate that a voice opens. What leaves during a hop is older than the newest frame by one hop, so the frame that
 * holds a word's beginning is known before that beginning leaves: the gate opens in time, at no cost in delay.
 */
#ifndef QUELL_GATE_H
#define QUELL_GATE_H

#include "quell.h"

/* Times in samples. */
typedef struct {
  int on;
  float threshold; /* probability of a voice, 0..1 */
  float attack, release;
  uint32_t hold;
} GateSettings;

typedef struct {
  float open;    /* 1: open, 0: closed */
  uint32_t hold; /* samples for which it still opens or stays open */
} Gate;

/* audio. As it is before any sound: closed when it is on, and open when it is off. */
void gate_reset(Gate *gate, const GateSettings *settings) QUELL_REALTIME;
/* audio. The probability of a voice in the frame that a new hop has completed. */
void gate_hear(Gate *gate, const GateSettings *settings, float voice, uint32_t hop) QUELL_REALTIME;
/* audio. Gain of each of the next `count` samples; `floors` is what the closed gate leaves. An open gate is exactly 1.
 */
void gate_run(Gate *gate, const GateSettings *settings, const float *floors, float *gains,
              uint32_t count) QUELL_REALTIME;

#endif
