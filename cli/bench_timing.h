/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long something takes, many times over. The median says what is usual, the minimum what is possible when nothing
 * else disturbs.
 */
#ifndef QUELL_BENCH_TIMING_H
#define QUELL_BENCH_TIMING_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  double median_ns, minimum_ns;
} Timing;

typedef struct {
  double *nanoseconds; /* [capacity] */
  size_t count, capacity;
} Timings;

/* Returns 0 without memory. */
int timings_init(Timings *timings, size_t capacity);
void timings_clear(Timings *timings);
/* Beyond the capacity nothing is added. */
void timings_add(Timings *timings, double nanoseconds);
/* Zeros when there is nothing. Sorts. */
Timing timings_summary(Timings *timings);

/* Monotonic time in nanoseconds. */
uint64_t clock_ns(void);
/* What two calls of clock_ns(), one right after the other, lie apart. */
double clock_cost_ns(void);

/* Memory larger than the caches of a core: walking through it drives everything else out of them. */
typedef struct {
  unsigned char *memory;
  size_t size;
} CacheSweep;

/* Returns 0 without memory. */
int cache_sweep_init(CacheSweep *sweep);
void cache_sweep_clear(CacheSweep *sweep);
void cache_sweep_run(CacheSweep *sweep);

#endif
