/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which sets there are, and which of them this processor runs.
 */
#include "kernels.h"
#include "sets.h"
#include <string.h>

const Kernels *kernels_at(size_t index) {
#define KERNEL_SET(name, runs)                                                                                         \
  if ((runs) && index-- == 0) return &kernels_##name;
#include "kernels.def"
#undef KERNEL_SET
  return NULL;
}

const Kernels *kernels_find(const char *name) {
  const Kernels *kernels;
  if (!name) return kernels_at(0);
  for (size_t i = 0; (kernels = kernels_at(i)); i++)
    if (strcmp(kernels->name, name) == 0) return kernels;
  return NULL;
}
