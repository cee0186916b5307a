/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "frame_layout.h"

#include <math.h>

static int transforms_fast(uint32_t length) {
  static const uint32_t factors[] = {2, 3, 5, 7, 11};
  for (unsigned i = 0; i < sizeof factors / sizeof factors[0]; i++)
    while (length % factors[i] == 0)
      length /= factors[i];
  return length == 1;
}

static uint32_t nearest_fast_length(double wanted) {
  uint32_t below = 2 * (uint32_t)(wanted / 2), above = below + 2;
  while (!transforms_fast(below))
    below -= 2;
  while (!transforms_fast(above))
    above += 2;
  return wanted - below <= above - wanted ? below : above;
}

FrameLayout frame_layout(uint32_t sample_rate) {
  FrameLayout layout;
  layout.sample_rate = sample_rate;
  layout.hop = (uint32_t)floor(sample_rate * HOP_SECONDS + 1e-9);
  layout.window = nearest_fast_length(sample_rate * WINDOW_SECONDS);
  layout.bins = layout.window / 2 + 1;
  return layout;
}

uint32_t frame_layout_latency(const FrameLayout *layout) {
  return 2 * layout->hop;
}
