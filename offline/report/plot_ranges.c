/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "plot_ranges.h"

#include <inttypes.h>
#include <math.h>

/* Performance below this is of no use to anybody and would press all else together, unless a target allows it. */
#define PERFORMANCE_OF_INTEREST 80.0

typedef struct {
  double low, high;
} Range;

static const Range nothing = {INFINITY, -INFINITY};

static void include(Range *range, double value) {
  if (!isfinite(value)) return;
  range->low = fmin(range->low, value);
  range->high = fmax(range->high, value);
}

/* A range with some room around it; 0..1 where there is nothing. */
static Range with_margin(Range range, double share) {
  if (range.low > range.high) return (Range){0, 1};
  const double width = range.high - range.low, margin = width > 0 ? share * width : fmax(fabs(range.high), 1) * share;
  return (Range){range.low - margin, range.high + margin};
}

double error_of_rank(const MatrixResult *matrix, uint32_t rank) {
  double whole = 0, left = 0;
  for (uint32_t k = matrix->value_count; k-- > 0;) {
    const double square = matrix->plain_values[k] * matrix->plain_values[k];
    whole += square;
    if (k >= rank) left += square;
  }
  return whole > 0 ? left / whole : 0;
}

uint32_t useful_rank(const MatrixResult *matrix) {
  const uint64_t rows = matrix->rows, columns = matrix->columns;
  return rows && columns ? (uint32_t)((rows * columns - 1) / (rows + columns)) : 0;
}

double times_fewer(const ReportModels *models, const NetworkResult *network) {
  return (double)models->items[0].result->dense_parameters / (double)network->parameters;
}

double performance(const ReportModels *models, const NetworkResult *network) {
  const double reference = models->items[0].result->networks[0].benefit;
  return 100 + 100 * (network->benefit - reference) / fabs(reference);
}

double times_faster(const ReportModels *models, const NetworkResult *network) {
  return models->items[0].result->networks[0].nanoseconds / network->nanoseconds;
}

double times_fewer_bytes(const ReportModels *models, const NetworkResult *network) {
  return (double)models->items[0].result->dense_parameters * sizeof(float) / (double)network->bytes;
}

/* ---- Of each picture ---- */

static void rank_ranges(FILE *stream, const ReportModels *models) {
  Range last = {0, 1}, useful = {0, 1}, tried = {0, 1};
  for (size_t m = 0; m < models->count; m++)
    for (size_t i = 0; i < models->items[m].result->matrix_count; i++) {
      const MatrixResult *matrix = &models->items[m].result->matrices[i];
      include(&last, matrix->value_count);
      include(&useful, useful_rank(matrix));
      for (size_t k = 0; k < matrix->curve_count; k++)
        include(&tried, matrix->curve[k].rank);
    }
  fprintf(stream, "rank_last = %g\nrank_useful = %g\nrank_tried = %g\n", last.high, useful.high, tried.high);
}

static void value_range(FILE *stream, const ReportModels *models) {
  Range range = nothing;
  for (size_t m = 0; m < models->count; m++)
    for (size_t i = 0; i < models->items[m].result->matrix_count; i++) {
      const MatrixResult *matrix = &models->items[m].result->matrices[i];
      for (uint32_t k = 0; k < matrix->value_count; k++)
        if (matrix->plain_values[k] > 0) include(&range, matrix->plain_values[k]);
    }
  if (range.low > range.high) range = (Range){0.1, 1};
  /* What is lost in the rounding of the weights is noise. */
  range.low = fmax(range.low, 1e-4 * range.high);
  fprintf(stream, "value_low = %g\nvalue_high = %g\n", 0.8 * range.low, 1.25 * range.high);
}

static void curve_ranges(FILE *stream, const ReportModels *models) {
  Range score = nothing, lost = {0, 1};
  for (size_t m = 0; m < models->count; m++) {
    const TuneResult *result = models->items[m].result;
    include(&score, result->networks[0].benefit);
    for (size_t i = 0; i < result->matrix_count; i++)
      for (size_t k = 0; k < result->matrices[i].curve_count; k++) {
        include(&score, result->matrices[i].curve[k].benefit);
        include(&lost, 100 * result->matrices[i].curve[k].loss.loss);
      }
  }
  score = with_margin(score, 0.05);
  fprintf(stream, "score_low = %.9g\nscore_high = %.9g\nlost_high = %g\n", score.low, score.high, 1.5 * lost.high);
}

static void network_ranges(FILE *stream, const ReportModels *models) {
  Range fewer = {1, 2}, faster = {1, 2}, bytes = {1, 2}, good = {99, 101};
  double least = PERFORMANCE_OF_INTEREST;
  for (size_t m = 0; m < models->count; m++) {
    const TuneResult *result = models->items[m].result;
    for (size_t i = 0; i < result->target_count; i++)
      least = fmin(least, 100 - 150 * result->targets[i]);
    if (result->chosen < result->network_count)
      least = fmin(least, performance(models, &result->networks[result->chosen]));
  }
  for (size_t m = 0; m < models->count; m++)
    for (size_t i = 0; i < models->items[m].result->network_count; i++) {
      const NetworkResult *network = &models->items[m].result->networks[i];
      if (performance(models, network) < least) continue;
      include(&fewer, times_fewer(models, network));
      include(&bytes, times_fewer_bytes(models, network));
      include(&faster, times_faster(models, network));
      include(&good, performance(models, network));
    }
  good = with_margin(good, 0.05);
  fprintf(stream, "compression_high = %g\nspeed_low = %g\nspeed_high = %g\n", 1.1 * fewer.high, 0.95 * faster.low,
          1.1 * faster.high);
  fprintf(stream, "bytes_high = %g\n", 1.1 * bytes.high);
  fprintf(stream, "performance_low = %g\nperformance_high = %g\n", good.low, good.high);
}

void plot_ranges_write(FILE *stream, const ReportModels *models) {
  rank_ranges(stream, models);
  value_range(stream, models);
  curve_ranges(stream, models);
  network_ranges(stream, models);
}
