/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kernel_cost.h"
#include "matrix.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The fastest of many short rounds is what undisturbed hardware needs. */
#define ROUNDS 40
#define ROUND_NS 2e4

typedef struct {
  uint32_t rows, columns, rank;
  double nanoseconds;
} Entry;

struct KernelCost {
  const Kernels *kernels;
  Entry *entries;
  size_t count, capacity;
};

KernelCost *kernel_cost_create(void) {
  KernelCost *cost = calloc(1, sizeof *cost);
  if (cost) cost->kernels = kernels_find(NULL);
  return cost;
}

void kernel_cost_free(KernelCost *cost) {
  if (!cost) return;
  free(cost->entries);
  free(cost);
}

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static double time_products(const Kernels *kernels, const Matrix *matrix, const float *x, float *y, float *middle,
                            size_t repeats) {
  const double start = now_ns();
  for (size_t i = 0; i < repeats; i++)
    matrix_multiply_add(kernels, matrix, x, y, middle);
  return (now_ns() - start) / (double)repeats;
}

/* All weights are zero: the time of a product does not depend on them. */
static double measure(const Kernels *kernels, uint32_t rows, uint32_t columns, uint32_t rank) {
  AlignedBlock block = {0};
  Matrix matrix = {.rows = rows, .columns = columns, .rank = rank};
  const float *x = NULL;
  float *y = NULL, *middle = NULL;
  for (int pass = 0; pass < 2; pass++) {
    matrix.right = rank ? aligned_block_take(&block, packed_size(rank, columns)) : NULL;
    matrix.left = aligned_block_take(&block, packed_size(rows, rank ? rank : columns));
    x = aligned_block_take(&block, columns);
    y = aligned_block_take(&block, rows);
    middle = aligned_block_take(&block, rank + 1);
    if (pass == 0 && !aligned_block_allocate(&block)) return NAN;
  }
  double least = time_products(kernels, &matrix, x, y, middle, 4);
  const size_t repeats = 1 + (size_t)(ROUND_NS / fmax(least, 1));
  for (int round = 0; round < ROUNDS; round++)
    least = fmin(least, time_products(kernels, &matrix, x, y, middle, repeats));
  aligned_block_free(&block);
  return least;
}

static double known_or_measured(KernelCost *cost, uint32_t rows, uint32_t columns, uint32_t rank) {
  for (size_t i = 0; i < cost->count; i++) {
    const Entry *entry = &cost->entries[i];
    if (entry->rows == rows && entry->columns == columns && entry->rank == rank) return entry->nanoseconds;
  }
  if (cost->count == cost->capacity) {
    const size_t capacity = cost->capacity ? 2 * cost->capacity : 64;
    Entry *entries = realloc(cost->entries, capacity * sizeof *entries);
    if (!entries) return NAN;
    cost->entries = entries;
    cost->capacity = capacity;
  }
  const double nanoseconds = measure(cost->kernels, rows, columns, rank);
  cost->entries[cost->count++] = (Entry){rows, columns, rank, nanoseconds};
  return nanoseconds;
}

double kernel_cost_ns(KernelCost *cost, uint32_t rows, uint32_t columns, uint32_t rank) {
  if (!rank) return known_or_measured(cost, rows, columns, 0);
  const uint32_t first = (rank - 1) / KERNEL_PANEL * KERNEL_PANEL + 1, last = first + KERNEL_PANEL - 1;
  const double share = (double)(rank - first) / (double)(last - first);
  const double low = known_or_measured(cost, rows, columns, first);
  const double high = known_or_measured(cost, rows, columns, last);
  return low + share * (high - low);
}

uint32_t kernel_rank_grid(void) {
  return KERNEL_PANEL;
}

size_t second_level_cache(void) {
  long bytes = 0;
#if defined(_SC_LEVEL2_CACHE_SIZE)
  bytes = sysconf(_SC_LEVEL2_CACHE_SIZE);
#endif
  return bytes > 0 ? (size_t)bytes : 0;
}
