/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "signal_pair.h"

#include "resample.h"

#include <stdlib.h>

MetricStatus signal_pair_resample(const SignalPair *source, uint32_t sample_rate, SignalPair *resampled) {
  resampled->clean = resample(source->clean, source->frames, source->sample_rate, sample_rate);
  resampled->processed = resample(source->processed, source->frames, source->sample_rate, sample_rate);
  resampled->frames = resampled_length(source->frames, source->sample_rate, sample_rate);
  resampled->sample_rate = sample_rate;
  if (resampled->clean && resampled->processed) return METRIC_OK;
  signal_pair_free(resampled);
  return METRIC_NO_MEMORY;
}

void signal_pair_free(SignalPair *resampled) {
  free((void *)resampled->clean);
  free((void *)resampled->processed);
  resampled->clean = resampled->processed = NULL;
}
