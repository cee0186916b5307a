/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "gate.h"

void gate_reset(Gate *gate, const GateSettings *settings) {
  gate->open = settings->on ? 0 : 1;
  gate->hold = 0;
}

/* The hop that leaves next lies in this frame and in the one after it: one hop more of hold keeps it to its end. */
void gate_hear(Gate *gate, const GateSettings *settings, float voice, uint32_t hop) {
  if (voice >= settings->threshold) gate->hold = settings->hold + hop;
}

void gate_run(Gate *gate, const GateSettings *settings, const float *floors, float *gains, uint32_t count) {
  const float opening = 1 / settings->attack, closing = 1 / settings->release;
  for (uint32_t n = 0; n < count; n++) {
    const int opens = !settings->on || gate->hold > 0;
    if (gate->hold > 0) gate->hold--;
    gate->open = opens ? gate->open + opening : gate->open - closing;
    if (gate->open > 1) gate->open = 1;
    if (gate->open < 0) gate->open = 0;
    /* The square makes a release that fades away rather than ends. */
    gains[n] = gate->open == 1 ? 1 : floors[n] + (1 - floors[n]) * gate->open * gate->open;
  }
}
