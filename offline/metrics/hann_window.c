/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "hann_window.h"

#include <math.h>
#include <stdlib.h>

double *hann_window(size_t size) {
  double *window = malloc(size * sizeof *window);
  if (!window) return NULL;
  for (size_t i = 0; i < size; i++)
    window[i] = 0.5 - 0.5 * cos(2 * M_PI * (double)(i + 1) / (double)(size + 1));
  return window;
}
