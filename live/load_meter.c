/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "load_meter.h"

#include <math.h>

#define STEPS_PER_OCTAVE 8
#define LOWEST_OCTAVE (-12)

void load_meter_add(LoadMeter *meter, double seconds, double duration) {
  if (!(duration > 0) || !(seconds >= 0)) return;
  const float share = (float)(seconds / duration);
  float step = floorf(STEPS_PER_OCTAVE * (log2f(share) - LOWEST_OCTAVE));
  step = step >= 0 ? fminf(step, LOAD_STEPS - 1) : 0;
  atomic_fetch_add_explicit(&meter->counts[(int)step], 1, memory_order_relaxed);
  if (share > atomic_load_explicit(&meter->largest, memory_order_relaxed))
    atomic_store_explicit(&meter->largest, share, memory_order_relaxed);
}

/* The share below which `part` of the callbacks lie: the middle of the step that holds that callback. */
static double quantile(const uint32_t *counts, uint64_t total, double part) {
  const double wanted = part * (double)total;
  uint64_t below = 0;
  for (int step = 0; step < LOAD_STEPS; step++) {
    below += counts[step];
    if (below > 0 && (double)below >= wanted) return exp2((step + 0.5) / STEPS_PER_OCTAVE + LOWEST_OCTAVE);
  }
  return 0;
}

void load_meter_read(const LoadMeter *meter, Load *load) {
  uint32_t counts[LOAD_STEPS];
  load->callbacks = 0;
  for (int step = 0; step < LOAD_STEPS; step++)
    load->callbacks += counts[step] = atomic_load_explicit(&meter->counts[step], memory_order_relaxed);
  load->largest = (double)atomic_load_explicit(&meter->largest, memory_order_relaxed);
  load->p50 = fmin(load->largest, quantile(counts, load->callbacks, 0.5));
  load->p99 = fmin(load->largest, quantile(counts, load->callbacks, 0.99));
}
