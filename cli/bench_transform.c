/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench_transform.h"

#include <fftw3.h>

/* One pair takes little longer than looking at the clock. */
#define PAIRS_AT_A_TIME 16
#define TIMINGS_MAX 20000

typedef struct {
  uint32_t points;
  float *samples;
  fftwf_complex *bins;
  fftwf_plan forward, inverse;
} Transform;

static void transform_clear(Transform *transform) {
  if (transform->forward) fftwf_destroy_plan(transform->forward);
  if (transform->inverse) fftwf_destroy_plan(transform->inverse);
  fftwf_free(transform->samples);
  fftwf_free(transform->bins);
}

static int transform_init(Transform *transform, uint32_t points) {
  *transform = (Transform){.points = points};
  transform->samples = fftwf_alloc_real(points);
  transform->bins = fftwf_alloc_complex(points / 2 + 1);
  if (!transform->samples || !transform->bins) return 0;
  transform->forward = fftwf_plan_dft_r2c_1d((int)points, transform->samples, transform->bins, FFTW_MEASURE);
  transform->inverse = fftwf_plan_dft_c2r_1d((int)points, transform->bins, transform->samples, FFTW_MEASURE);
  for (uint32_t i = 0; i < points; i++)
    transform->samples[i] = (float)(i % 17) - 8;
  return transform->forward && transform->inverse;
}

static void transform_run(Transform *transform) {
  fftwf_execute(transform->forward);
  const float scale = 1 / (float)transform->points;
  float *bins = &transform->bins[0][0];
  for (uint32_t i = 0; i < transform->points + 2; i++)
    bins[i] *= scale;
  fftwf_execute(transform->inverse);
}

static void measure(Transform *transform, double seconds, Timings *timings) {
  const uint64_t end = clock_ns() + (uint64_t)(1e9 * seconds);
  const double clock_cost = clock_cost_ns();
  do {
    const uint64_t before = clock_ns();
    for (int i = 0; i < PAIRS_AT_A_TIME; i++)
      transform_run(transform);
    timings_add(timings, ((double)(clock_ns() - before) - clock_cost) / PAIRS_AT_A_TIME);
  } while (clock_ns() < end && timings->count < timings->capacity);
}

int bench_transform(uint32_t points, double seconds, Timing *timing) {
  Transform transform;
  Timings timings;
  const int ready = timings_init(&timings, TIMINGS_MAX) & transform_init(&transform, points);
  if (ready) {
    measure(&transform, seconds, &timings);
    *timing = timings_summary(&timings);
  }
  transform_clear(&transform);
  timings_clear(&timings);
  return ready;
}
