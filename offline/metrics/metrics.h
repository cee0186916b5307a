/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measures how close processed speech is to the clean speech that it came from. metrics.def lists the measures.
 *
 * Both signals are mono float at one sample rate, of the same length, and aligned to the sample: whoever processed one
 * of them has cut off its own delay. Nothing is aligned, padded or scaled here. Measures with a rate of their own are
 * computed on copies resampled without delay (resample.h): to 16 kHz, and for STOI from there to 10 kHz.
 *
 * All functions may be called from any number of threads at once. They allocate and are no work for an audio thread.
 */
#ifndef QUELL_METRICS_H
#define QUELL_METRICS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
#define METRIC(identifier, symbol, name, unit, better, rate, paper, variant) METRIC_##identifier,
#include "metrics.def"
#undef METRIC
  METRIC_COUNT
} Metric;

typedef enum { METRIC_HIGHER_IS_BETTER, METRIC_LOWER_IS_BETTER } MetricDirection;

typedef struct {
  const char *symbol; /* "si_sdr" */
  const char *name;   /* in words */
  const char *unit;   /* "dB", "" for a plain number */
  MetricDirection better;
  uint32_t rate;       /* Hz at which it is computed, 0 for the rate of the signals */
  const char *paper;   /* authors and year of the definition */
  const char *variant; /* what the definition leaves open */
} MetricInfo;

typedef enum {
  METRIC_OK = 0,
  METRIC_BAD_ARGUMENT, /* a pointer is NULL, no such measure, or a rate outside METRIC_RATE_MIN..MAX */
  METRIC_EMPTY,        /* no frames at all */
  METRIC_NOT_FINITE,   /* a sample is NaN or infinite */
  METRIC_SILENT_CLEAN, /* the clean signal is silent, or nothing but an offset: there is nothing to compare with */
  METRIC_TOO_SHORT,    /* less than one frame, for stoi and estoi less than 0.4 s of speech */
  METRIC_NO_MEMORY,
  METRIC_STATUS_COUNT
} MetricStatus;

#define METRIC_RATE_MIN 8000
#define METRIC_RATE_MAX 192000

/* NULL past the last measure. */
const MetricInfo *metric_info(Metric metric);
/* One clause, to be put after the name of a file: "the clean signal is silent". Never NULL. */
const char *metric_status_text(MetricStatus status);

/* One measure of `processed` against `clean`, both [frames]. A silent `processed` is a result like any other: 0 dB of
 * si_sdr, 0 of stoi. *value is NaN unless METRIC_OK is returned. */
MetricStatus metric_score(Metric metric, const float *clean, const float *processed, size_t frames,
                          uint32_t sample_rate, double *value);

/* All measures, values[METRIC_COUNT], sharing the resampled copies. A measure for which the signals are too short gives
 * NaN, and that alone is no failure. */
MetricStatus metric_score_all(const float *clean, const float *processed, size_t frames, uint32_t sample_rate,
                              double *values);

#endif
