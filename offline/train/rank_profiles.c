/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "rank_profiles.h"
#include "offline/data/random_generator.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A stream of random numbers apart from the others of a run. */
#define PROFILE_STREAM UINT64_C(0x90f11e0000000000)

typedef struct {
  const ParameterLayout *whole;
  const json_t *ranks;
} Lowering;

static MatrixForm lowered_form(const void *context, const char *matrix) {
  const Lowering *lowering = context;
  MatrixForm form = parameter_layout_form(lowering->whole, matrix);
  const json_t *rank = json_object_get(lowering->ranks, matrix);
  if (rank) form.rank = (uint32_t)json_integer_value(rank);
  return form;
}

static QuellStatus check_ranks(const ParameterLayout *whole, const char *name, const json_t *ranks, Message *message) {
  const char *matrix;
  json_t *value;
  json_object_foreach((json_t *)ranks, matrix, value) {
    const MatrixForm form = parameter_layout_form(whole, matrix);
    if (!form.rank)
      return message_set(message, QUELL_OTHER_MODEL,
                         "profile '%.60s' gives a rank to '%.100s', which is no factor pair", name, matrix);
    const json_int_t rank = json_is_integer(value) ? json_integer_value(value) : 0;
    if (rank < 1 || rank > form.rank)
      return message_set(message, QUELL_OTHER_MODEL, "profile '%.60s' must give '%.100s' a rank from 1 to %u", name,
                         matrix, form.rank);
  }
  return QUELL_OK;
}

static QuellStatus read_profile(const json_t *entry, const ParameterLayout *whole, RankProfile *profile,
                                Message *message) {
  const char *name = json_string_value(json_object_get(entry, "name"));
  const json_t *ranks = json_object_get(entry, "ranks");
  if (!name || !json_is_object(ranks))
    return message_set(message, QUELL_OTHER_MODEL, "a profile of the model has no name or no ranks");
  const QuellStatus status = check_ranks(whole, name, ranks, message);
  if (status != QUELL_OK) return status;
  snprintf(profile->name, sizeof profile->name, "%s", name);
  const Lowering lowering = {whole, ranks};
  if (parameter_layout_init_forms(&profile->layout, &whole->description, lowered_form, &lowering)) return QUELL_OK;
  return message_set(message, QUELL_NO_MEMORY, "there is no memory for the profiles");
}

static QuellStatus read_list(const json_t *list, const ParameterLayout *whole, RankProfiles *profiles,
                             Message *message) {
  const size_t count = json_array_size(list);
  if (!count) return message_set(message, QUELL_OTHER_MODEL, "the metadata 'profiles' of the model is no list of any");
  profiles->profiles = calloc(count, sizeof *profiles->profiles);
  if (!profiles->profiles) return message_set(message, QUELL_NO_MEMORY, "there is no memory for the profiles");
  QuellStatus status = QUELL_OK;
  while (status == QUELL_OK && profiles->count < count) {
    status = read_profile(json_array_get(list, profiles->count), whole, &profiles->profiles[profiles->count], message);
    profiles->count++;
  }
  return status;
}

QuellStatus rank_profiles_parse(const char *text, const ParameterLayout *whole, RankProfiles *profiles,
                                Message *message) {
  *profiles = (RankProfiles){0};
  if (!text) return message_set(message, QUELL_OTHER_MODEL, "the model to start from has no profiles");
  json_t *list = json_loads(text, 0, NULL);
  const QuellStatus status = read_list(list, whole, profiles, message);
  json_decref(list);
  if (status != QUELL_OK) rank_profiles_clear(profiles);
  return status;
}

void rank_profiles_clear(RankProfiles *profiles) {
  for (size_t i = 0; i < profiles->count; i++)
    parameter_layout_clear(&profiles->profiles[i].layout);
  free(profiles->profiles);
  *profiles = (RankProfiles){0};
}

size_t rank_profiles_draw(const RankProfiles *profiles, uint64_t seed, uint64_t update) {
  RandomGenerator random;
  random_start(&random, seed, PROFILE_STREAM + update);
  return random_below(&random, (uint32_t)profiles->count);
}
