/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench_timing.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CACHE_LINE 64
/* Where the system does not tell the size of its caches. */
#define UNKNOWN_CACHE_BYTES ((size_t)32 << 20)
/* A large server names the sum of caches of which one core fills only its own. */
#define SWEEP_BYTES_MAX ((size_t)128 << 20)

int timings_init(Timings *timings, size_t capacity) {
  *timings = (Timings){.nanoseconds = malloc(capacity * sizeof *timings->nanoseconds), .capacity = capacity};
  return timings->nanoseconds != NULL;
}

void timings_clear(Timings *timings) {
  free(timings->nanoseconds);
  *timings = (Timings){0};
}

void timings_add(Timings *timings, double nanoseconds) {
  if (timings->count < timings->capacity) timings->nanoseconds[timings->count++] = nanoseconds > 0 ? nanoseconds : 0;
}

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

Timing timings_summary(Timings *timings) {
  const size_t count = timings->count;
  if (count == 0) return (Timing){0};
  qsort(timings->nanoseconds, count, sizeof *timings->nanoseconds, compare);
  return (Timing){(timings->nanoseconds[(count - 1) / 2] + timings->nanoseconds[count / 2]) / 2,
                  timings->nanoseconds[0]};
}

uint64_t clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

double clock_cost_ns(void) {
  enum { CALLS = 1001 };
  double pauses[CALLS];
  Timings timings = {.nanoseconds = pauses, .capacity = CALLS};
  for (int i = 0; i < CALLS; i++) {
    const uint64_t before = clock_ns();
    timings_add(&timings, (double)(clock_ns() - before));
  }
  return timings_summary(&timings).median_ns;
}

static size_t largest_cache(void) {
  long largest = 0;
#if defined(_SC_LEVEL3_CACHE_SIZE)
  const int levels[] = {_SC_LEVEL2_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE, _SC_LEVEL4_CACHE_SIZE};
  for (int i = 0; i < 3; i++) {
    const long size = sysconf(levels[i]);
    if (size > largest) largest = size;
  }
#endif
  return largest > 0 ? (size_t)largest : UNKNOWN_CACHE_BYTES;
}

int cache_sweep_init(CacheSweep *sweep) {
  const size_t wanted = 2 * largest_cache();
  sweep->size = wanted < SWEEP_BYTES_MAX ? wanted : SWEEP_BYTES_MAX;
  sweep->memory = malloc(sweep->size);
  if (sweep->memory) memset(sweep->memory, 1, sweep->size);
  return sweep->memory != NULL;
}

void cache_sweep_clear(CacheSweep *sweep) {
  free(sweep->memory);
  *sweep = (CacheSweep){0};
}

/* Written too, so that no line is merely shared. Volatile, so that the walk is not taken for needless. */
void cache_sweep_run(CacheSweep *sweep) {
  volatile unsigned char *memory = sweep->memory;
  for (size_t i = 0; i < sweep->size; i += CACHE_LINE)
    memory[i] = (unsigned char)(memory[i] + 1);
}
