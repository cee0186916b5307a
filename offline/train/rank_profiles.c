/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "rank_profiles.h"
#include "offline/data/random_generator.h"
#include "profiles.h"

#include <stdio.h>
#include <stdlib.h>

/* A stream of random numbers apart from the others of a run. */
#define PROFILE_STREAM UINT64_C(0x90f11e0000000000)

typedef struct {
  const ParameterLayout *whole;
  const Profile *profile;
} Lowering;

static MatrixForm lowered_form(const void *context, const char *matrix) {
  const Lowering *lowering = context;
  MatrixForm form = parameter_layout_form(lowering->whole, matrix);
  if (form.rank) form.rank = profile_rank(lowering->profile, matrix, form.rank);
  return form;
}

static QuellStatus lower_all(const Profiles *list, const ParameterLayout *whole, RankProfiles *profiles,
                             Message *message) {
  profiles->profiles = calloc(list->count, sizeof *profiles->profiles);
  while (profiles->profiles && profiles->count < list->count) {
    const Profile *profile = &list->list[profiles->count];
    RankProfile *lower = &profiles->profiles[profiles->count++];
    const Lowering lowering = {whole, profile};
    snprintf(lower->name, sizeof lower->name, "%s", profile->name);
    if (!parameter_layout_init_forms(&lower->layout, &whole->description, lowered_form, &lowering)) break;
    if (profiles->count == list->count) return QUELL_OK;
  }
  return message_set(message, QUELL_NO_MEMORY, "there is no memory for the profiles");
}

QuellStatus rank_profiles_read(const ModelFile *start, const ParameterLayout *whole, RankProfiles *profiles,
                               Message *message) {
  *profiles = (RankProfiles){0};
  const char *text = start ? model_file_text(start, "profiles") : NULL;
  if (!text) return message_set(message, QUELL_OTHER_MODEL, "the model to start from has no profiles");
  Profiles list;
  QuellStatus status = profiles_parse(text, start, &list, message);
  if (status == QUELL_OK) status = lower_all(&list, whole, profiles, message);
  profiles_clear(&list);
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
