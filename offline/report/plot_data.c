/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "plot_data.h"
#include "palette.h"
#include "plot_ranges.h"
#include "series.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define DASHED 2
#define SOLID 1

static void put(FILE *stream, double value) {
  if (isfinite(value))
    fprintf(stream, " %.9g", value);
  else
    fputs(" ?", stream);
}

/* gnuplot would run what stands between certain characters. */
static void put_name(FILE *stream, const char *name) {
  fputc('"', stream);
  for (; *name; name++)
    fputc(isalnum((unsigned char)*name) || strchr("._-", *name) ? *name : '_', stream);
  fputc('"', stream);
}

/* A block of data starts with a row that draws nothing, so that none is empty and all are counted. */
static void begin_block(FILE *stream) {
  fputs("? ? ? ?\n", stream);
}

static void end_block(FILE *stream) {
  fputs("\n\n", stream);
}

int plot_data_has_storage(const ReportModels *models) {
  for (size_t m = 0; m < models->count; m++)
    for (size_t i = 0; i < models->items[m].result->network_count; i++) {
      const NetworkResult *network = &models->items[m].result->networks[i];
      if (network->bytes != network->parameters * sizeof(float)) return 1;
    }
  return 0;
}

int plot_data_has_curves(const TuneResult *result) {
  for (size_t i = 0; i < result->matrix_count; i++)
    if (result->matrices[i].curve_count) return 1;
  return 0;
}

/* ---- Matrices ---- */

static void put_values(FILE *stream, const TuneResult *result) {
  fputs("$values << END\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    const MatrixResult *matrix = &result->matrices[i];
    begin_block(stream);
    for (uint32_t k = 0; k < matrix->value_count; k++)
      fprintf(stream, "%" PRIu32 " %.9g\n", k + 1, matrix->plain_values[k]);
    end_block(stream);
  }
  fputs("END\n", stream);
}

static void put_errors(FILE *stream, const TuneResult *result) {
  fputs("$errors << END\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    const MatrixResult *matrix = &result->matrices[i];
    begin_block(stream);
    for (uint32_t rank = 1; rank <= useful_rank(matrix) && rank <= matrix->value_count; rank++)
      fprintf(stream, "%" PRIu32 " %.9g\n", rank, 100 * error_of_rank(matrix, rank));
    end_block(stream);
  }
  fputs("END\n", stream);
}

static void put_curves(FILE *stream, const TuneResult *result) {
  fputs("$curves << END\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    begin_block(stream);
    for (size_t k = 0; k < result->matrices[i].curve_count; k++) {
      const MatrixCurvePoint *point = &result->matrices[i].curve[k];
      fprintf(stream, "%" PRIu32, point->rank);
      put(stream, point->benefit);
      put(stream, 100 * point->loss.loss);
      put(stream, 100 * point->loss.bound);
      fputc('\n', stream);
    }
    end_block(stream);
  }
  fputs("END\n", stream);
}

static void put_marks(FILE *stream, const TuneResult *result) {
  const NetworkResult *network = shown_network(result);
  fputs("$marks << END\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    const MatrixResult *matrix = &result->matrices[i];
    const uint32_t rank = network->ranks[i];
    begin_block(stream);
    if (rank && rank <= matrix->value_count)
      fprintf(stream, "%" PRIu32 " %.9g %.9g\n", rank, matrix->plain_values[rank - 1],
              100 * error_of_rank(matrix, rank));
    end_block(stream);
  }
  fputs("END\n", stream);
}

static void put_ranks(FILE *stream, const TuneResult *result) {
  const NetworkResult *network = shown_network(result);
  fputs("$ranks << END\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    const MatrixResult *matrix = &result->matrices[i];
    const uint32_t rank = network->ranks[i];
    fprintf(stream, "%zu ", i);
    put_name(stream, matrix->name);
    fprintf(stream, " %" PRIu32 " %" PRIu32, rank, useful_rank(matrix));
    if (rank)
      fprintf(stream, " \"%" PRIu32 "\"\n", rank);
    else
      fputs(" \"dense\"\n", stream);
  }
  fputs("END\n", stream);
}

static void put_styles(FILE *stream, const TuneResult *result) {
  fprintf(stream, "matrices = %zu\ncolours = \"", result->matrix_count);
  for (size_t i = 0; i < result->matrix_count; i++)
    fprintf(stream, "%s ", palette_series(matrix_colour(result, i)));
  fputs("\"\ndashes = \"", stream);
  for (size_t i = 0; i < result->matrix_count; i++)
    fprintf(stream, "%d ", matrix_is_dashed(result, i) ? DASHED : SOLID);
  fputs("\"\nscore_name = ", stream);
  put_name(stream, result->score);
  fprintf(stream, "\nscore_reference = %.9g\n", result->networks[0].benefit);
}

/* ---- Networks ---- */

static int in_series(const Series *series, const NetworkResult *network) {
  return strcmp(network->strategy, series->strategy) == 0;
}

static void put_network(FILE *stream, const ReportModels *models, const NetworkResult *network) {
  put(stream, times_fewer(models, network));
  put(stream, performance(models, network));
  put(stream, times_faster(models, network));
  put(stream, times_fewer_bytes(models, network));
  fputc('\n', stream);
}

/* Whether no network of the series that is as small performs better. */
static int is_on_front(const TuneResult *result, const Series *series, const NetworkResult *network) {
  for (size_t i = 0; i < result->network_count; i++) {
    const NetworkResult *other = &result->networks[i];
    if (in_series(series, other) && other->parameters <= network->parameters && other->benefit > network->benefit)
      return 0;
  }
  return 1;
}

/* The next smaller network on the front after `last`, from the largest on. */
static const NetworkResult *next_on_front(const TuneResult *result, const Series *series, const NetworkResult *last) {
  const NetworkResult *next = NULL;
  for (size_t i = 0; i < result->network_count; i++) {
    const NetworkResult *network = &result->networks[i];
    if (!in_series(series, network) || (last && network->parameters >= last->parameters)) continue;
    if (next && network->parameters <= next->parameters) continue;
    if (is_on_front(result, series, network)) next = network;
  }
  return next;
}

static void put_front(FILE *stream, const ReportModels *models, const Series *series) {
  const TuneResult *result = models->items[series->model].result;
  const NetworkResult *network = NULL;
  begin_block(stream);
  while ((network = next_on_front(result, series, network)))
    put_network(stream, models, network);
  end_block(stream);
}

static void put_members(FILE *stream, const ReportModels *models, const Series *series) {
  const TuneResult *result = models->items[series->model].result;
  begin_block(stream);
  for (size_t i = 0; i < result->network_count; i++)
    if (in_series(series, &result->networks[i])) put_network(stream, models, &result->networks[i]);
  end_block(stream);
}

static void put_all(FILE *stream, const ReportModels *models, const char *name,
                    void (*write)(FILE *stream, const ReportModels *models, const Series *series)) {
  Series series;
  fprintf(stream, "$%s << END\n", name);
  for (size_t i = 0; series_at(models, i, &series); i++)
    write(stream, models, &series);
  begin_block(stream);
  fputs("END\n", stream);
}

static void put_series(FILE *stream, const ReportModels *models) {
  Series series;
  size_t count = 0;
  while (series_at(models, count, &series))
    count++;
  fprintf(stream, "series = %zu\nseries_colours = \"", count);
  for (size_t i = 0; series_at(models, i, &series); i++)
    fprintf(stream, "%s ", palette_series(series.colour));
  fputs("\"\nseries_points = \"", stream);
  for (size_t i = 0; series_at(models, i, &series); i++)
    fprintf(stream, "%d ", series.mark.point);
  fputs("\"\n", stream);
}

static void put_chosen(FILE *stream, const ReportModels *models) {
  fputs("$chosen << END\n", stream);
  begin_block(stream);
  for (size_t i = 0; i < models->count; i++) {
    const TuneResult *result = models->items[i].result;
    if (result->chosen < result->network_count) put_network(stream, models, &result->networks[result->chosen]);
  }
  fputs("END\n", stream);
}

static void put_targets(FILE *stream, const TuneResult *result) {
  fputs("targets = \"", stream);
  for (size_t i = 0; i < result->target_count; i++)
    fprintf(stream, "%.9g ", 100 * result->targets[i]);
  fputs("\"\n", stream);
}

void plot_data_write(FILE *stream, const ReportModels *models, size_t drawn) {
  const TuneResult *result = models->items[drawn].result;
  put_styles(stream, result);
  put_targets(stream, result);
  put_values(stream, result);
  put_errors(stream, result);
  put_curves(stream, result);
  put_marks(stream, result);
  put_ranks(stream, result);
  put_series(stream, models);
  put_all(stream, models, "networks", put_members);
  put_all(stream, models, "fronts", put_front);
  put_chosen(stream, models);
  plot_ranges_write(stream, models);
}
