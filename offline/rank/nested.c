/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "nested.h"

#include <string.h>

static int saves_anywhere(const Candidate *candidate, size_t index, const RankChoice *choices, size_t count) {
  for (size_t p = 0; p < count; p++)
    if (choices[p].ranks[index] && choices[p].ranks[index] <= candidate->saving_rank) return 1;
  return 0;
}

void nested_settle(const CandidateSet *set, RankChoice *choices, size_t count) {
  unsigned char others = STORAGE_F16;
  for (size_t i = 0; i < set->count; i++) {
    const int saves = saves_anywhere(&set->items[i], i, choices, count);
    unsigned char widest = STORAGE_I8; /* the types are ordered so */
    for (size_t p = 0; p < count; p++)
      if (choices[p].storage[i] < widest) widest = choices[p].storage[i];
    for (size_t p = 0; p < count; p++) {
      if (!saves) choices[p].ranks[i] = 0;
      choices[p].storage[i] = widest;
    }
  }
  for (size_t p = 0; p < count; p++)
    if (choices[p].others < others) others = choices[p].others;
  for (size_t p = 0; p < count; p++)
    choices[p].others = others;
}

RankChoice nested_union(const CandidateSet *set, const RankChoice *choices, size_t count) {
  RankChoice whole = choices[0];
  for (size_t p = 1; p < count; p++)
    for (size_t i = 0; i < set->count; i++)
      if (choices[p].ranks[i] > whole.ranks[i]) whole.ranks[i] = choices[p].ranks[i];
  return whole;
}

static int ends_in(const char *name, const char *ending, char *matrix) {
  const size_t length = strlen(name), tail = strlen(ending);
  if (length <= tail || strcmp(name + length - tail, ending) != 0) return 0;
  memcpy(matrix, name, length - tail);
  matrix[length - tail] = 0;
  return 1;
}

static int add_lowered(ModelFile *lower, const Tensor *tensor, const Profile *profile) {
  char matrix[MODEL_NAME_MAX + 1];
  uint32_t rows = tensor->rows, columns = tensor->columns;
  if (ends_in(tensor->name, ".left", matrix)) columns = profile_rank(profile, matrix, columns);
  if (ends_in(tensor->name, ".right", matrix)) rows = profile_rank(profile, matrix, rows);
  Tensor *copy = model_file_add(lower, tensor->name, rows, columns, tensor->dimensions);
  for (uint32_t row = 0; copy && row < rows; row++)
    memcpy(copy->values + (size_t)row * columns, tensor->values + (size_t)row * tensor->columns,
           columns * sizeof(float));
  return copy != NULL;
}

ModelFile *nested_lower(const ModelFile *file, const Profile *profile) {
  ModelFile *lower = model_file_new();
  int good = lower != NULL;
  for (size_t i = 0; good && i < file->text_count; i++)
    if (strcmp(file->texts[i].key, "profiles") != 0)
      good = model_file_set_text(lower, file->texts[i].key, file->texts[i].text) == QUELL_OK;
  for (size_t i = 0; good && i < file->tensor_count; i++)
    good = add_lowered(lower, &file->tensors[i], profile);
  if (good) return lower;
  model_file_free(lower);
  return NULL;
}
