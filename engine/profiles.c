/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "profiles.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Single precision is more than anybody measures; beyond it, 9.1 would come out as 9.0999999999999996. */
#define NUMBERS (JSON_COMPACT | JSON_REAL_PRECISION(9))

static QuellStatus wrong(Message *message, const char *what) {
  return message_set(message, QUELL_OTHER_MODEL, "the model's profiles are wrong: %s", what);
}

static QuellStatus no_memory(Message *message) {
  return message_set(message, QUELL_NO_MEMORY, "there is no memory for the profiles");
}

static QuellStatus parse_rank(const char *matrix, const json_t *value, const ModelFile *file, Profile *profile,
                              Message *message) {
  char name[MODEL_NAME_MAX + sizeof ".right"];
  snprintf(name, sizeof name, "%s.right", matrix);
  const Tensor *right = model_file_tensor(file, name);
  if (strlen(matrix) > MODEL_NAME_MAX || !right)
    return message_set(message, QUELL_OTHER_MODEL,
                       "profile '%s' names '%.64s', which is no matrix of factors in this model", profile->name,
                       matrix);
  const json_int_t rank = json_is_integer(value) ? json_integer_value(value) : 0;
  if (rank < 1 || rank > right->rows)
    return message_set(message, QUELL_OTHER_MODEL, "profile '%s' gives '%s' a rank outside 1 to %u", profile->name,
                       matrix, right->rows);
  ProfileRank *place = &profile->ranks[profile->rank_count];
  place->matrix = strdup(matrix);
  if (!place->matrix) return no_memory(message);
  place->rank = (uint32_t)rank;
  profile->rank_count++;
  return QUELL_OK;
}

static QuellStatus parse_ranks(json_t *ranks, const ModelFile *file, Profile *profile, Message *message) {
  const char *matrix;
  json_t *value;
  if (!ranks) return QUELL_OK;
  if (!json_is_object(ranks)) return wrong(message, "ranks must be an object");
  profile->ranks = calloc(json_object_size(ranks) + 1, sizeof *profile->ranks);
  if (!profile->ranks) return no_memory(message);
  json_object_foreach(ranks, matrix, value) {
    const QuellStatus status = parse_rank(matrix, value, file, profile, message);
    if (status != QUELL_OK) return status;
  }
  return QUELL_OK;
}

/* An object of numbers, kept as text. */
static QuellStatus parse_numbers(json_t *numbers, char **text, Message *message) {
  const char *key;
  json_t *value;
  if (!numbers) return QUELL_OK;
  if (!json_is_object(numbers)) return wrong(message, "scores and cost must be objects of numbers");
  json_object_foreach(numbers, key, value) {
    if (!json_is_number(value)) return wrong(message, "scores and cost must be objects of numbers");
  }
  *text = json_dumps(numbers, NUMBERS);
  return *text ? QUELL_OK : no_memory(message);
}

static QuellStatus parse_profile(const json_t *object, const ModelFile *file, Profiles *profiles, Message *message) {
  Profile *profile = &profiles->list[profiles->count];
  const char *name = json_string_value(json_object_get(object, "name"));
  if (!name || !*name || strlen(name) > PROFILE_NAME_MAX || profiles_find(profiles, name) >= 0)
    return wrong(message, "every profile needs a name of its own, of at most 31 bytes");
  memcpy(profile->name, name, strlen(name) + 1);
  profiles->count++;
  QuellStatus status = parse_ranks(json_object_get(object, "ranks"), file, profile, message);
  if (status == QUELL_OK) status = parse_numbers(json_object_get(object, "scores"), &profile->scores, message);
  return status == QUELL_OK ? parse_numbers(json_object_get(object, "cost"), &profile->cost, message) : status;
}

static QuellStatus parse_list(const json_t *list, const ModelFile *file, Profiles *profiles, Message *message) {
  const size_t count = json_array_size(list);
  if (count < 1 || count > PROFILES_MAX) return wrong(message, "they must be a JSON list of 1 to 8 objects");
  for (size_t i = 0; i < count; i++) {
    const QuellStatus status = parse_profile(json_array_get(list, i), file, profiles, message);
    if (status != QUELL_OK) return status;
  }
  return QUELL_OK;
}

QuellStatus profiles_parse(const char *text, const ModelFile *file, Profiles *profiles, Message *message) {
  *profiles = (Profiles){.list = {{.name = "full"}}, .count = 1};
  if (!text) return QUELL_OK;
  *profiles = (Profiles){0};
  json_error_t error;
  json_t *list = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  const QuellStatus status = parse_list(list, file, profiles, message);
  json_decref(list);
  return status;
}

void profiles_clear(Profiles *profiles) {
  for (uint32_t i = 0; i < profiles->count; i++) {
    Profile *profile = &profiles->list[i];
    for (size_t k = 0; k < profile->rank_count; k++)
      free(profile->ranks[k].matrix);
    free(profile->ranks);
    free(profile->scores);
    free(profile->cost);
  }
  *profiles = (Profiles){0};
}

static json_t *profile_object(const Profile *profile) {
  json_t *object = json_object();
  json_object_set_new(object, "name", json_string(profile->name));
  if (profile->rank_count) {
    json_t *ranks = json_object();
    for (size_t i = 0; i < profile->rank_count; i++)
      json_object_set_new(ranks, profile->ranks[i].matrix, json_integer(profile->ranks[i].rank));
    json_object_set_new(object, "ranks", ranks);
  }
  if (profile->scores) json_object_set_new(object, "scores", json_loads(profile->scores, 0, NULL));
  if (profile->cost) json_object_set_new(object, "cost", json_loads(profile->cost, 0, NULL));
  return object;
}

char *profiles_format(const Profiles *profiles) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < profiles->count; i++)
    json_array_append_new(list, profile_object(&profiles->list[i]));
  char *text = json_dumps(list, NUMBERS);
  json_decref(list);
  return text;
}

uint32_t profile_rank(const Profile *profile, const char *matrix, uint32_t stored) {
  for (size_t i = 0; profile && i < profile->rank_count; i++)
    if (strcmp(profile->ranks[i].matrix, matrix) == 0) return profile->ranks[i].rank;
  return stored;
}

int profiles_find(const Profiles *profiles, const char *name) {
  for (uint32_t i = 0; i < profiles->count; i++)
    if (strcmp(profiles->list[i].name, name) == 0) return (int)i;
  return -1;
}
