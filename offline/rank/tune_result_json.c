/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_result_text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static json_t *number(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

static json_t *count(size_t value) {
  return json_integer((json_int_t)value);
}

static json_t *loss_json(RelativeLoss loss) {
  return json_pack("{s:o, s:o}", "mean", number(loss.loss), "at_most", number(loss.bound));
}

static json_t *values_json(const double *values, size_t size) {
  json_t *array = json_array();
  for (size_t i = 0; i < size; i++)
    json_array_append_new(array, number(values[i]));
  return array;
}

static json_t *curve_json(const MatrixResult *matrix) {
  json_t *array = json_array();
  for (size_t i = 0; i < matrix->curve_count; i++) {
    const MatrixCurvePoint *point = &matrix->curve[i];
    json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o, s:o}", "rank", count(point->rank), "plain_error",
                                           number(point->plain_error), "chosen_error", number(point->chosen_error),
                                           "benefit", number(point->benefit), "lost", loss_json(point->loss)));
  }
  return array;
}

static json_t *matrix_json(const MatrixResult *matrix) {
  return json_pack("{s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o}", "name", matrix->name, "rows", count(matrix->rows),
                   "columns", count(matrix->columns), "recurrent", matrix->recurrent, "stored_rank",
                   count(matrix->stored_rank), "largest_rank", count(matrix->largest_rank), "singular_values",
                   values_json(matrix->plain_values, matrix->value_count), "chosen_singular_values",
                   values_json(matrix->chosen_values, matrix->value_count), "curve", curve_json(matrix));
}

static json_t *network_json(const TuneResult *result, const NetworkResult *network) {
  json_t *ranks = json_object();
  for (size_t i = 0; i < result->matrix_count; i++)
    json_object_set_new(ranks, result->matrices[i].name, count(network->ranks[i]));
  return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "strategy", network->strategy, "target",
                   number(network->target), "parameters", count(network->parameters), "bytes", count(network->bytes),
                   "nanoseconds", number(network->nanoseconds), "benefit", number(network->benefit), "search",
                   loss_json(network->search), "confirmation",
                   network->is_confirmed ? loss_json(network->confirmation) : json_null(), "ranks", ranks);
}

static json_t *result_json(const TuneResult *result) {
  json_t *matrices = json_array(), *networks = json_array(), *claims = json_array();
  for (size_t i = 0; i < result->matrix_count; i++)
    json_array_append_new(matrices, matrix_json(&result->matrices[i]));
  for (size_t i = 0; i < result->network_count; i++)
    json_array_append_new(networks, network_json(result, &result->networks[i]));
  for (size_t i = 0; i < result->claim_count; i++)
    json_array_append_new(claims,
                          json_pack("{s:s, s:b}", "text", result->claims[i].text, "holds", result->claims[i].holds));
  return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "score", result->score, "factors",
                   result->factors, "confidence", number(result->confidence), "dense_parameters",
                   count(result->dense_parameters), "search_recordings", count(result->search_count),
                   "confirmation_recordings", count(result->confirmation_count), "cache_bytes",
                   count(result->cache_bytes), "chosen",
                   result->chosen < result->network_count ? count(result->chosen) : json_null(), "matrices", matrices,
                   "networks", networks, "claims", claims);
}

char *tune_result_json(const TuneResult *result) {
  json_t *root = result_json(result);
  char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) : NULL;
  json_decref(root);
  return text;
}
