/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "result_fields.h"
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

/* null for an index past the end. */
static json_t *index_json(size_t index, size_t end) {
  return index < end ? count(index) : json_null();
}

static json_t *numbers(const double *values, size_t size) {
  json_t *array = json_array();
  for (size_t i = 0; i < size; i++)
    json_array_append_new(array, number(values[i]));
  return array;
}

/* Empty for what is no UTF-8, as the name of a file may be. */
static json_t *text_json(const char *text) {
  json_t *value = json_string(text);
  return value ? value : json_string("");
}

static json_t *record(const ResultField *fields, const void *from);

static json_t *field_json(const ResultField *field, const void *from) {
  const void *at = (const char *)from + field->offset;
  switch (field->kind) {
  case FIELD_TEXT:
    return text_json(at);
  case FIELD_SIZE:
    return count(*(const size_t *)at);
  case FIELD_WHOLE:
    return count(*(const uint32_t *)at);
  case FIELD_FLAG:
    return json_boolean(*(const int *)at);
  case FIELD_NUMBER:
    return number(*(const double *)at);
  case FIELD_LOSS:
    return record(loss_fields, at);
  case FIELD_COST:
    return record(cost_fields, at);
  }
  return NULL;
}

static json_t *record(const ResultField *fields, const void *from) {
  json_t *object = json_object();
  for (const ResultField *field = fields; field->name; field++)
    json_object_set_new(object, field->name, field_json(field, from));
  return object;
}

static json_t *records(const ResultField *fields, const void *from, size_t size, size_t many) {
  json_t *array = json_array();
  for (size_t i = 0; i < many; i++)
    json_array_append_new(array, record(fields, (const char *)from + i * size));
  return array;
}

static json_t *matrix_json(const MatrixResult *matrix) {
  json_t *object = record(matrix_fields, matrix);
  json_object_set_new(object, "singular_values", numbers(matrix->plain_values, matrix->value_count));
  json_object_set_new(object, "chosen_singular_values", numbers(matrix->chosen_values, matrix->value_count));
  json_object_set_new(object, "curve",
                      records(point_fields, matrix->curve, sizeof *matrix->curve, matrix->curve_count));
  return object;
}

static json_t *ranks_json(const TuneResult *result, const uint32_t *ranks) {
  json_t *object = json_object();
  for (size_t i = 0; i < result->matrix_count; i++)
    json_object_set_new(object, result->matrices[i].name, count(ranks[i]));
  return object;
}

static json_t *profile_json(const TuneResult *result, const ProfileResult *profile) {
  json_t *object = record(profile_fields, profile);
  json_object_set_new(object, "ranks", ranks_json(result, profile->ranks));
  return object;
}

static json_t *network_json(const TuneResult *result, const NetworkResult *network) {
  json_t *object = record(network_fields, network);
  json_object_set_new(object, "confirmation",
                      network->is_confirmed ? record(loss_fields, &network->confirmation) : json_null());
  json_object_set_new(object, "ranks", ranks_json(result, network->ranks));
  return object;
}

static json_t *answer_json(const TuneResult *result, const StrategyAnswer *answer) {
  json_t *object = record(answer_fields, answer);
  json_object_set_new(object, "network", index_json(answer->network, result->network_count));
  return object;
}

static json_t *result_json(const TuneResult *result) {
  json_t *root = record(result_fields, result);
  json_t *matrices = json_array(), *networks = json_array(), *answers = json_array(), *profiles = json_array();
  for (size_t i = 0; i < result->matrix_count; i++)
    json_array_append_new(matrices, matrix_json(&result->matrices[i]));
  for (size_t i = 0; i < result->network_count; i++)
    json_array_append_new(networks, network_json(result, &result->networks[i]));
  for (size_t i = 0; i < result->answer_count; i++)
    json_array_append_new(answers, answer_json(result, &result->answers[i]));
  for (size_t i = 0; i < result->profile_count; i++)
    json_array_append_new(profiles, profile_json(result, &result->profiles[i]));
  json_object_set_new(root, "targets", numbers(result->targets, result->target_count));
  json_object_set_new(root, "chosen", index_json(result->chosen, result->network_count));
  json_object_set_new(root, "claims",
                      records(claim_fields, result->claims, sizeof *result->claims, result->claim_count));
  json_object_set_new(root, "profiles", profiles);
  json_object_set_new(root, "answers", answers);
  json_object_set_new(root, "matrices", matrices);
  json_object_set_new(root, "networks", networks);
  return root;
}

char *tune_result_json(const TuneResult *result) {
  json_t *root = result_json(result);
  char *text = root ? json_dumps(root, JSON_INDENT(1)) : NULL;
  json_decref(root);
  return text;
}
