/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checks the signals, brings them to the rate of each measure, and calls it.
 */
#include "metrics.h"

#include "signal_pair.h"

#include <math.h>

#define HIGHER METRIC_HIGHER_IS_BETTER
#define LOWER METRIC_LOWER_IS_BETTER
static const MetricInfo infos[METRIC_COUNT] = {
#define METRIC(identifier, symbol, name, unit, better, rate, paper, variant)                                           \
  {#symbol, name, unit, better, rate, paper, variant},
#include "metrics.def"
#undef METRIC
};

static MetricStatus (*const scores[METRIC_COUNT])(const SignalPair *, double *) = {
#define METRIC(identifier, symbol, name, unit, better, rate, paper, variant) score_##symbol,
#include "metrics.def"
#undef METRIC
};

const MetricInfo *metric_info(Metric metric) {
  return (unsigned)metric < METRIC_COUNT ? &infos[metric] : NULL;
}

const char *metric_status_text(MetricStatus status) {
  static const char *const texts[METRIC_STATUS_COUNT] = {
      [METRIC_OK] = "nothing is wrong",
      [METRIC_BAD_ARGUMENT] = "the sample rate is outside 8 to 192 kHz, or an argument is missing",
      [METRIC_EMPTY] = "there are no samples",
      [METRIC_NOT_FINITE] = "a sample is NaN or infinite",
      [METRIC_SILENT_CLEAN] = "the clean signal is silent, so there is nothing to compare with",
      [METRIC_TOO_SHORT] = "the signal is too short to be measured",
      [METRIC_NO_MEMORY] = "there is not enough memory",
  };
  return (unsigned)status < METRIC_STATUS_COUNT ? texts[status] : "an unknown failure";
}

static int all_finite(const float *samples, size_t frames) {
  for (size_t i = 0; i < frames; i++)
    if (!isfinite(samples[i])) return 0;
  return 1;
}

static MetricStatus check(const SignalPair *pair) {
  if (!pair->clean || !pair->processed) return METRIC_BAD_ARGUMENT;
  if (pair->sample_rate < METRIC_RATE_MIN || pair->sample_rate > METRIC_RATE_MAX) return METRIC_BAD_ARGUMENT;
  if (pair->frames == 0) return METRIC_EMPTY;
  if (!all_finite(pair->clean, pair->frames) || !all_finite(pair->processed, pair->frames)) return METRIC_NOT_FINITE;
  return METRIC_OK;
}

/* Lower rates are made from this one, so that a measure of speech sees the same wideband signal whatever the files'
 * rate. */
#define WIDEBAND_RATE 16000

/* The signals as given and resampled copies, one for each measure and the wideband one at most, made when first asked
 * for. */
typedef struct {
  SignalPair source;
  SignalPair resampled[METRIC_COUNT + 1];
  size_t resampled_count;
} RateCache;

static const SignalPair *rate_cache_get(RateCache *cache, uint32_t rate) {
  if (rate == 0 || (rate == cache->source.sample_rate && rate >= WIDEBAND_RATE)) return &cache->source;
  for (size_t i = 0; i < cache->resampled_count; i++)
    if (cache->resampled[i].sample_rate == rate) return &cache->resampled[i];
  const SignalPair *from = rate < WIDEBAND_RATE ? rate_cache_get(cache, WIDEBAND_RATE) : &cache->source;
  SignalPair *pair = &cache->resampled[cache->resampled_count];
  if (!from || signal_pair_resample(from, rate, pair) != METRIC_OK) return NULL;
  cache->resampled_count++;
  return pair;
}

static void rate_cache_clear(RateCache *cache) {
  for (size_t i = 0; i < cache->resampled_count; i++)
    signal_pair_free(&cache->resampled[i]);
}

static MetricStatus score(Metric metric, RateCache *cache, double *value) {
  *value = NAN;
  const SignalPair *pair = rate_cache_get(cache, infos[metric].rate);
  double result = NAN;
  const MetricStatus status = pair ? scores[metric](pair, &result) : METRIC_NO_MEMORY;
  if (status == METRIC_OK) *value = result;
  return status;
}

MetricStatus metric_score(Metric metric, const float *clean, const float *processed, size_t frames,
                          uint32_t sample_rate, double *value) {
  if (!value) return METRIC_BAD_ARGUMENT;
  *value = NAN;
  RateCache cache = {.source = {clean, processed, frames, sample_rate}};
  if ((unsigned)metric >= METRIC_COUNT) return METRIC_BAD_ARGUMENT;
  MetricStatus status = check(&cache.source);
  if (status == METRIC_OK) status = score(metric, &cache, value);
  rate_cache_clear(&cache);
  return status;
}

MetricStatus metric_score_all(const float *clean, const float *processed, size_t frames, uint32_t sample_rate,
                              double *values) {
  if (!values) return METRIC_BAD_ARGUMENT;
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    values[metric] = NAN;
  RateCache cache = {.source = {clean, processed, frames, sample_rate}};
  MetricStatus worst = check(&cache.source);
  for (int metric = 0; worst == METRIC_OK && metric < METRIC_COUNT; metric++) {
    const MetricStatus status = score((Metric)metric, &cache, &values[metric]);
    if (status != METRIC_TOO_SHORT) worst = status;
  }
  rate_cache_clear(&cache);
  return worst;
}
