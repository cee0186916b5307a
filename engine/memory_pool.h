/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Memory that is taken piece by piece during set-up and given back at once. Class setup. */
#ifndef QUELL_MEMORY_POOL_H
#define QUELL_MEMORY_POOL_H

#include <stddef.h>

typedef struct {
  void **blocks;
  size_t count;
  int failed; /* an allocation failed: what pool_take() returned since may be NULL */
} MemoryPool;

/* Zeroed memory for count items of `size` bytes, aligned to 64 bytes; NULL without memory. */
void *pool_take(MemoryPool *pool, size_t count, size_t size);
void pool_free(MemoryPool *pool);

#endif
