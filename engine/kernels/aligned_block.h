/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One piece of memory, 64-byte aligned and zeroed, that many arrays share in the order in which they are taken. The
 * code that takes them runs twice: on an empty block, which only counts, and again once the block is allocated. Class
 * setup.
 */
#ifndef QUELL_ALIGNED_BLOCK_H
#define QUELL_ALIGNED_BLOCK_H

#include <stddef.h>

typedef struct {
  float *floats; /* NULL while counting */
  size_t used;   /* floats taken so far, a multiple of 16 */
} AlignedBlock;

/* The next `count` floats, 64-byte aligned; NULL while counting. */
float *aligned_block_take(AlignedBlock *block, size_t count);
/* Allocates what has been counted and starts again at its beginning. Returns 0 without memory. */
int aligned_block_allocate(AlignedBlock *block);
void aligned_block_free(AlignedBlock *block);

#endif
