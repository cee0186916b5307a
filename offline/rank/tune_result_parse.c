/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "result_fields.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  Message *message;
  int complained;
} Reader;

/* Only the first complaint counts: what follows it follows from it. */
static int refuse(Reader *reader, const char *name, const char *what) {
  if (!reader->complained) message_set(reader->message, QUELL_BAD_ARGUMENT, "its '%s' is %s", name, what);
  reader->complained = 1;
  return 0;
}

/* ---- Fields ---- */

static int take_record(Reader *reader, const ResultField *fields, const json_t *object, void *into);

static int take_whole(Reader *reader, const char *name, const json_t *value, size_t most, size_t *into) {
  const json_int_t number = json_integer_value(value);
  if (!json_is_integer(value) || number < 0 || (uint64_t)number > most)
    return refuse(reader, name, "missing or not a whole number within reason");
  *into = (size_t)number;
  return 1;
}

static int take_number(Reader *reader, const char *name, const json_t *value, double *into) {
  if (!json_is_number(value) && !json_is_null(value)) return refuse(reader, name, "missing or no number");
  *into = json_is_number(value) ? json_number_value(value) : NAN;
  return 1;
}

static int take_text(Reader *reader, const ResultField *field, const json_t *value, char *into) {
  const char *text = json_string_value(value);
  if (!text || strlen(text) >= field->size) return refuse(reader, field->name, "missing or no text of usual length");
  strcpy(into, text);
  return 1;
}

static int take_field(Reader *reader, const ResultField *field, const json_t *value, void *into) {
  void *at = (char *)into + field->offset;
  size_t whole = 0;
  int good;
  switch (field->kind) {
  case FIELD_TEXT:
    return take_text(reader, field, value, at);
  case FIELD_SIZE:
    return take_whole(reader, field->name, value, SIZE_MAX / 2, at);
  case FIELD_WHOLE:
    good = take_whole(reader, field->name, value, UINT32_MAX, &whole);
    *(uint32_t *)at = (uint32_t)whole;
    return good;
  case FIELD_FLAG:
    *(int *)at = json_is_true(value);
    return json_is_boolean(value) || refuse(reader, field->name, "missing or neither true nor false");
  case FIELD_NUMBER:
    return take_number(reader, field->name, value, at);
  case FIELD_LOSS:
    return take_record(reader, loss_fields, value, at);
  case FIELD_COST:
    return take_record(reader, cost_fields, value, at);
  }
  return 0;
}

static int take_record(Reader *reader, const ResultField *fields, const json_t *object, void *into) {
  for (const ResultField *field = fields; field->name; field++)
    if (!take_field(reader, field, json_object_get(object, field->name), into)) return 0;
  return 1;
}

/* ---- Arrays ---- */

/* Room for what `array` holds, and at least one; the count is set when there is. */
static void *make_room(Reader *reader, const char *name, const json_t *array, size_t size, size_t *count) {
  if (!json_is_array(array)) {
    refuse(reader, name, "missing or no list");
    return NULL;
  }
  void *room = calloc(json_array_size(array) + 1, size);
  if (room)
    *count = json_array_size(array);
  else
    refuse(reader, name, "too large for the memory that there is");
  return room;
}

static double *take_values(Reader *reader, const char *name, const json_t *array, size_t wanted) {
  size_t count = 0;
  double *values = make_room(reader, name, array, sizeof *values, &count);
  int good = values && (count == wanted || refuse(reader, name, "of another length than the other singular values"));
  for (size_t i = 0; good && i < count; i++)
    good = take_number(reader, name, json_array_get(array, i), &values[i]);
  if (good) return values;
  free(values);
  return NULL;
}

static int take_matrix(Reader *reader, const json_t *object, MatrixResult *matrix) {
  const json_t *values = json_object_get(object, "singular_values"), *curve = json_object_get(object, "curve");
  if (!take_record(reader, matrix_fields, object, matrix)) return 0;
  matrix->value_count = (uint32_t)json_array_size(values);
  matrix->plain_values = take_values(reader, "singular_values", values, matrix->value_count);
  matrix->chosen_values = take_values(reader, "chosen_singular_values",
                                      json_object_get(object, "chosen_singular_values"), matrix->value_count);
  matrix->curve = make_room(reader, "curve", curve, sizeof *matrix->curve, &matrix->curve_count);
  int good = matrix->plain_values && matrix->chosen_values && matrix->curve;
  for (size_t i = 0; good && i < matrix->curve_count; i++)
    good = take_record(reader, point_fields, json_array_get(curve, i), &matrix->curve[i]);
  return good;
}

/* A rank for each matrix; NULL after a complaint. */
static uint32_t *take_ranks(Reader *reader, const TuneResult *result, const json_t *object) {
  uint32_t *ranks = calloc(result->matrix_count + 1, sizeof *ranks);
  int good = ranks || refuse(reader, "ranks", "too large for the memory that there is");
  for (size_t i = 0; good && i < result->matrix_count; i++) {
    size_t rank = 0;
    const char *name = result->matrices[i].name;
    good = take_whole(reader, name, json_object_get(object, name), UINT32_MAX, &rank);
    ranks[i] = (uint32_t)rank;
  }
  if (good) return ranks;
  free(ranks);
  return NULL;
}

static int take_profile(Reader *reader, const TuneResult *result, const json_t *object, ProfileResult *profile) {
  if (!take_record(reader, profile_fields, object, profile)) return 0;
  if (!profile->parameters) return refuse(reader, "parameters", "zero");
  profile->ranks = take_ranks(reader, result, json_object_get(object, "ranks"));
  return profile->ranks != NULL;
}

static int take_network(Reader *reader, const TuneResult *result, const json_t *object, NetworkResult *network) {
  const json_t *confirmation = json_object_get(object, "confirmation");
  int good = take_record(reader, network_fields, object, network);
  if (good && (!network->parameters || !network->bytes)) good = refuse(reader, "parameters", "zero, or its bytes are");
  network->ranks = good ? take_ranks(reader, result, json_object_get(object, "ranks")) : NULL;
  good = network->ranks != NULL;
  network->is_confirmed = json_is_object(confirmation);
  return good && (!network->is_confirmed || take_record(reader, loss_fields, confirmation, &network->confirmation));
}

/* An index of the networks, or null. */
static int take_index(Reader *reader, const char *name, const json_t *value, size_t count, size_t *index) {
  *index = count;
  return json_is_null(value) || take_whole(reader, name, value, count - 1, index);
}

static int take_answer(Reader *reader, const TuneResult *result, const json_t *object, StrategyAnswer *answer) {
  return take_record(reader, answer_fields, object, answer) &&
         take_index(reader, "network", json_object_get(object, "network"), result->network_count, &answer->network);
}

/* ---- The whole ---- */

static int take_targets(Reader *reader, const json_t *array, TuneResult *result) {
  if (!json_is_array(array) || json_array_size(array) > TUNE_TARGETS_MAX)
    return refuse(reader, "targets", "missing or no short list");
  result->target_count = json_array_size(array);
  for (size_t i = 0; i < result->target_count; i++)
    if (!take_number(reader, "targets", json_array_get(array, i), &result->targets[i])) return 0;
  return 1;
}

static int take_matrices(Reader *reader, const json_t *array, TuneResult *result) {
  result->matrices = make_room(reader, "matrices", array, sizeof *result->matrices, &result->matrix_count);
  for (size_t i = 0; i < result->matrix_count; i++)
    if (!take_matrix(reader, json_array_get(array, i), &result->matrices[i])) return 0;
  return result->matrices != NULL;
}

static int take_networks(Reader *reader, const json_t *array, TuneResult *result) {
  result->networks = make_room(reader, "networks", array, sizeof *result->networks, &result->network_count);
  for (size_t i = 0; i < result->network_count; i++)
    if (!take_network(reader, result, json_array_get(array, i), &result->networks[i])) return 0;
  return result->network_count || refuse(reader, "networks", "empty");
}

static int take_profiles(Reader *reader, const json_t *array, TuneResult *result) {
  result->profiles = make_room(reader, "profiles", array, sizeof *result->profiles, &result->profile_count);
  for (size_t i = 0; i < result->profile_count; i++)
    if (!take_profile(reader, result, json_array_get(array, i), &result->profiles[i])) return 0;
  return result->profiles != NULL;
}

static int take_answers(Reader *reader, const json_t *array, TuneResult *result) {
  result->answers = make_room(reader, "answers", array, sizeof *result->answers, &result->answer_count);
  for (size_t i = 0; i < result->answer_count; i++)
    if (!take_answer(reader, result, json_array_get(array, i), &result->answers[i])) return 0;
  return result->answers != NULL;
}

static int take_claims(Reader *reader, const json_t *array, TuneResult *result) {
  result->claims = make_room(reader, "claims", array, sizeof *result->claims, &result->claim_count);
  for (size_t i = 0; i < result->claim_count; i++)
    if (!take_record(reader, claim_fields, json_array_get(array, i), &result->claims[i])) return 0;
  return result->claims != NULL;
}

int tune_result_parse(const char *text, size_t size, TuneResult *result, Message *message) {
  Reader reader = {.message = message};
  json_error_t error;
  *result = (TuneResult){0};
  json_t *root = json_loadb(text, size, 0, &error);
  if (!root) {
    message_set(message, QUELL_BAD_ARGUMENT, "it is not JSON: line %d, %s", error.line, error.text);
    return 0;
  }
  const int good =
      take_record(&reader, result_fields, root, result) &&
      take_targets(&reader, json_object_get(root, "targets"), result) &&
      take_matrices(&reader, json_object_get(root, "matrices"), result) &&
      take_networks(&reader, json_object_get(root, "networks"), result) &&
      take_profiles(&reader, json_object_get(root, "profiles"), result) &&
      take_answers(&reader, json_object_get(root, "answers"), result) &&
      take_claims(&reader, json_object_get(root, "claims"), result) &&
      take_index(&reader, "chosen", json_object_get(root, "chosen"), result->network_count, &result->chosen);
  json_decref(root);
  return good;
}
