/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_result_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef void (*Writer)(const TuneResult *result, FILE *stream);

static char *collect(const TuneResult *result, Writer write) {
  char *text = NULL;
  size_t size;
  FILE *stream = open_memstream(&text, &size);
  if (!stream) return NULL;
  write(result, stream);
  const int failed = ferror(stream);
  if (fclose(stream) == 0 && !failed) return text;
  free(text);
  return NULL;
}

static void put_number(FILE *stream, double value) {
  if (isfinite(value))
    fprintf(stream, ",%.9g", value);
  else
    fputc(',', stream);
}

static void put_loss(FILE *stream, RelativeLoss loss) {
  put_number(stream, loss.loss);
  put_number(stream, loss.bound);
}

/* ---- Matrices ---- */

static void put_cost(FILE *stream, MatrixCost cost) {
  fprintf(stream, ",%s,%d,%zu,%zu", cost.storage, cost.diagonal, cost.parameters, cost.bytes);
  put_number(stream, cost.nanoseconds);
}

static void write_matrices(const TuneResult *result, FILE *stream) {
  const int is_chosen = result->chosen < result->network_count;
  const NetworkResult *network = &result->networks[is_chosen ? result->chosen : 0];
  fputs("matrix,rows,columns,recurrent,stored_rank,largest_rank,rank,storage_before,diagonal_before,"
        "parameters_before,bytes_before,nanoseconds_before,storage_after,diagonal_after,parameters_after,bytes_after,"
        "nanoseconds_after\n",
        stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    const MatrixResult *matrix = &result->matrices[i];
    fprintf(stream, "%s,%" PRIu32 ",%" PRIu32 ",%d,%" PRIu32 ",%" PRIu32 ",%" PRIu32, matrix->name, matrix->rows,
            matrix->columns, matrix->recurrent, matrix->stored_rank, matrix->largest_rank, network->ranks[i]);
    put_cost(stream, matrix->before);
    put_cost(stream, matrix->after);
    fputc('\n', stream);
  }
}

static void write_values(const TuneResult *result, FILE *stream) {
  fputs("matrix,index,singular_value,chosen_singular_value\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++)
    for (uint32_t k = 0; k < result->matrices[i].value_count; k++) {
      fprintf(stream, "%s,%" PRIu32, result->matrices[i].name, k + 1);
      put_number(stream, result->matrices[i].plain_values[k]);
      put_number(stream, result->matrices[i].chosen_values[k]);
      fputc('\n', stream);
    }
}

static void write_curves(const TuneResult *result, FILE *stream) {
  fputs("matrix,rank,plain_error,chosen_error,benefit,lost,lost_at_most\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++)
    for (size_t k = 0; k < result->matrices[i].curve_count; k++) {
      const MatrixCurvePoint *point = &result->matrices[i].curve[k];
      fprintf(stream, "%s,%" PRIu32, result->matrices[i].name, point->rank);
      put_number(stream, point->plain_error);
      put_number(stream, point->chosen_error);
      put_number(stream, point->benefit);
      put_loss(stream, point->loss);
      fputc('\n', stream);
    }
}

/* ---- Networks ---- */

static void write_networks(const TuneResult *result, FILE *stream) {
  const RelativeLoss unknown = {NAN, NAN};
  fputs("strategy,target,parameters,bytes,nanoseconds,benefit,lost,lost_at_most,confirmed_lost,confirmed_lost_at_most",
        stream);
  for (size_t i = 0; i < result->matrix_count; i++)
    fprintf(stream, ",%s", result->matrices[i].name);
  fputc('\n', stream);
  for (size_t n = 0; n < result->network_count; n++) {
    const NetworkResult *network = &result->networks[n];
    fputs(network->strategy, stream);
    put_number(stream, network->target);
    fprintf(stream, ",%zu,%zu", network->parameters, network->bytes);
    put_number(stream, network->nanoseconds);
    put_number(stream, network->benefit);
    put_loss(stream, network->search);
    put_loss(stream, network->is_confirmed ? network->confirmation : unknown);
    for (size_t i = 0; i < result->matrix_count; i++)
      fprintf(stream, ",%" PRIu32, network->ranks[i]);
    fputc('\n', stream);
  }
}

char *tune_result_matrices_csv(const TuneResult *result) {
  return collect(result, write_matrices);
}

char *tune_result_values_csv(const TuneResult *result) {
  return collect(result, write_values);
}

char *tune_result_curves_csv(const TuneResult *result) {
  return collect(result, write_curves);
}

char *tune_result_networks_csv(const TuneResult *result) {
  return collect(result, write_networks);
}
