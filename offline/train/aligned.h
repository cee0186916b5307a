/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Scratch that starts at a multiple of 64 bytes. */
#ifndef QUELL_ALIGNED_H
#define QUELL_ALIGNED_H

#include <stdint.h>

#define ALIGNMENT_FLOATS 16 /* what a block must have more than its contents */

static inline float *aligned(float *memory) {
  return (float *)(((uintptr_t)memory + 63) / 64 * 64);
}

#endif
