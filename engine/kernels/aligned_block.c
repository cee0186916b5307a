/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "aligned_block.h"
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64

float *aligned_block_take(AlignedBlock *block, size_t count) {
  const size_t step = ALIGNMENT / sizeof(float);
  float *taken = block->floats ? block->floats + block->used : NULL;
  block->used += (count + step - 1) / step * step;
  return taken;
}

int aligned_block_allocate(AlignedBlock *block) {
  size_t bytes = block->used ? block->used * sizeof(float) : ALIGNMENT;
  block->floats = aligned_alloc(ALIGNMENT, bytes);
  if (!block->floats) return 0;
  memset(block->floats, 0, bytes);
  block->used = 0;
  return 1;
}

void aligned_block_free(AlignedBlock *block) {
  free(block->floats);
  *block = (AlignedBlock){0};
}
