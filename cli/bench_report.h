/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_BENCH_REPORT_H
#define QUELL_BENCH_REPORT_H

#include "bench_stages.h"

/* Points of the transform that the figures of other denoisers are compared by. */
#define PEER_TRANSFORM_POINTS 960

typedef struct {
  const char *model, *profile, *kernels;
  uint32_t sample_rate, hop, window; /* hop and window in samples */
  BenchStages stages;
  Timing transform;      /* of `window` points */
  Timing peer_transform; /* of PEER_TRANSFORM_POINTS */
} BenchReport;

void bench_report_print(const BenchReport *report);
/* Returns an exit code. */
int bench_report_print_json(const BenchReport *report);

#endif
