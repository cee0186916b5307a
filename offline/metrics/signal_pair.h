/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a measure is computed on, and the interface between metrics.c and the files of the measures.
 */
#ifndef QUELL_SIGNAL_PAIR_H
#define QUELL_SIGNAL_PAIR_H

#include "metrics.h"

typedef struct {
  const float *clean, *processed;
  size_t frames;
  uint32_t sample_rate;
} SignalPair;

/* Powers and energies at or below this count as silence. */
#define SILENT_ENERGY 1e-20

/* The samples are finite, frames is above 0, and the pair is at the rate that metrics.def names. */
#define METRIC(identifier, symbol, name, unit, better, rate, paper, variant)                                           \
  MetricStatus score_##symbol(const SignalPair *pair, double *value);
#include "metrics.def"
#undef METRIC

/* Both signals of `source` at another rate, without delay. To be freed by signal_pair_free(). */
MetricStatus signal_pair_resample(const SignalPair *source, uint32_t sample_rate, SignalPair *resampled);
void signal_pair_free(SignalPair *resampled);

#endif
