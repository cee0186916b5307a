/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A library whose audio function allocates, two calls down: call_graph.py must find it.
 */
#include "planted_allocation.h"

#include <stdlib.h>
#include <string.h>

static __attribute__((noinline)) void *hidden_allocation(size_t size) {
  return malloc(size);
}

void quell_planted_process(float *samples, size_t count) {
  float *copy = hidden_allocation(count * sizeof *copy);
  if (!copy) return;
  memcpy(copy, samples, count * sizeof *copy);
  samples[0] = copy[count - 1];
  free(copy);
}
