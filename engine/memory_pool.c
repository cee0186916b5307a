/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "memory_pool.h"

#include <stdlib.h>
#include <string.h>

void *pool_take(MemoryPool *pool, size_t count, size_t size) {
  const size_t bytes = (count * size + 63) / 64 * 64;
  void **grown = realloc(pool->blocks, (pool->count + 1) * sizeof *grown);
  void *block = grown ? aligned_alloc(64, bytes ? bytes : 64) : NULL;
  if (grown) pool->blocks = grown;
  if (!block) {
    pool->failed = 1;
    return NULL;
  }
  memset(block, 0, bytes);
  pool->blocks[pool->count++] = block;
  return block;
}

void pool_free(MemoryPool *pool) {
  for (size_t i = 0; i < pool->count; i++)
    free(pool->blocks[i]);
  free(pool->blocks);
  *pool = (MemoryPool){0};
}
