/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times the stages of a frame one by one, on a denoiser's own memory, and the whole of process().
 */
#ifndef QUELL_BENCH_STAGES_H
#define QUELL_BENCH_STAGES_H

#include "bench_timing.h"
#include "network_description.h"
#include "quell.h"

/* Analysis, features, gains and filter, synthesis besides the layers. */
#define BENCH_STAGES_MAX (LAYERS_MAX + 4)

typedef struct {
  size_t stage_count;
  const char *names[BENCH_STAGES_MAX]; /* those of layers belong to the model */
  /* Hot: frame after frame. Cold: all caches swept before each frame. */
  Timing hot[BENCH_STAGES_MAX], cold[BENCH_STAGES_MAX];
  Timing process_hot, process_cold;
  size_t hot_frames, cold_frames; /* that process() was timed on */
  size_t swept_bytes;             /* walked through before each cold frame */
} BenchStages;

/* The denoiser has one channel. `signal` is [frames], at least one hop, and is gone through again and again; each of
 * the four measurements lasts `seconds`. Returns 0 without memory. */
int bench_stages(QuellDenoiser *denoiser, const float *signal, size_t frames, double seconds, BenchStages *result);

#endif
