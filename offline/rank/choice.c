/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "choice.h"

#include <stdio.h>
#include <string.h>

#define NAME_BYTES 200

CandidateForm choice_form(const RankChoice *choice, size_t candidate) {
  return (CandidateForm){choice->ranks[candidate], (StorageType)choice->storage[candidate],
                         choice->diagonals[candidate]};
}

void choice_set_form(RankChoice *choice, size_t candidate, CandidateForm form) {
  choice->ranks[candidate] = form.rank;
  choice->storage[candidate] = (unsigned char)form.storage;
  choice->diagonals[candidate] = (unsigned char)form.diagonal;
}

void choice_store_all(RankChoice *choice, const CandidateSet *set, StorageType storage) {
  for (size_t i = 0; i < set->count; i++)
    choice->storage[i] = (unsigned char)storage;
  choice->others = storage == STORAGE_F32 ? STORAGE_F32 : STORAGE_F16;
}

/* ---- One matrix ---- */

static size_t kept_rank(const Candidate *candidate, CandidateForm form) {
  return form.rank ? form.rank : candidate->stored_rank;
}

static int keeps_diagonal(const Candidate *candidate, CandidateForm form) {
  return form.diagonal || candidate->stored_diagonal;
}

size_t form_parameters(const Candidate *candidate, CandidateForm form) {
  const size_t rows = candidate->rows, columns = candidate->columns, rank = kept_rank(candidate, form);
  return (rank ? rank * (rows + columns) : rows * columns) + (keeps_diagonal(candidate, form) ? rows : 0);
}

size_t form_bytes(const Candidate *candidate, CandidateForm form) {
  const size_t diagonal = keeps_diagonal(candidate, form) ? candidate->rows : 0;
  const size_t scales = form.storage == STORAGE_I8 ? candidate->rows + kept_rank(candidate, form) : 0;
  return (form_parameters(candidate, form) - diagonal) * storage_bytes(form.storage) +
         (diagonal + scales) * sizeof(float);
}

double form_error(const Candidate *candidate, CandidateForm form) {
  const FactorBasis *basis = form.diagonal ? &candidate->beside_diagonal : &candidate->basis;
  const double truncation = form.rank ? factor_basis_error(basis, form.rank) : 0;
  return truncation + factor_basis_rounding(basis, form.rank, form.storage);
}

/* ---- All ---- */

uint32_t choice_first_layer(const CandidateSet *set, const RankChoice *choice) {
  if (choice->others != STORAGE_F32) return 0;
  for (size_t i = 0; i < set->count; i++)
    if (choice->ranks[i] || choice->storage[i] != STORAGE_F32) return set->items[i].layer;
  return set->description.layer_count;
}

/* Of what is no candidate. */
static size_t other_parameters(const CandidateSet *set) {
  size_t count = set->dense_parameters;
  for (size_t i = 0; i < set->count; i++)
    count -= (size_t)set->items[i].rows * set->items[i].columns;
  return count;
}

size_t choice_parameters(const CandidateSet *set, const RankChoice *choice) {
  size_t count = other_parameters(set);
  for (size_t i = 0; i < set->count; i++)
    count += form_parameters(&set->items[i], choice_form(choice, i));
  return count;
}

static size_t diagonal_rows(const CandidateSet *set, const RankChoice *choice) {
  size_t rows = 0;
  for (size_t i = 0; i < set->count; i++)
    if (keeps_diagonal(&set->items[i], choice_form(choice, i))) rows += set->items[i].rows;
  return rows;
}

size_t choice_bytes(const CandidateSet *set, const RankChoice *choice) {
  const StorageType others = (StorageType)choice->others;
  const size_t diagonals = diagonal_rows(set, choice);
  size_t bytes = (other_parameters(set) + diagonals) * storage_bytes(others);
  for (size_t i = 0; i < set->count; i++)
    bytes += form_bytes(&set->items[i], choice_form(choice, i));
  return bytes - diagonals * sizeof(float); /* which were counted with the others */
}

/* ---- The network ---- */

static int add_copy(ModelFile *model, const Tensor *tensor) {
  Tensor *copy = model_file_add(model, tensor->name, tensor->rows, tensor->columns, tensor->dimensions);
  if (copy) memcpy(copy->values, tensor->values, (size_t)tensor->rows * tensor->columns * sizeof(float));
  return copy != NULL;
}

/* Whether `name` is the candidate's matrix, or one of its factors. */
static int is_part(const Candidate *candidate, const char *name) {
  const size_t length = strlen(candidate->name);
  if (strncmp(name, candidate->name, length) != 0) return 0;
  return !name[length] || strcmp(name + length, ".left") == 0 || strcmp(name + length, ".right") == 0;
}

/* Number of the candidate that a tensor is a part of; the count of all when there is none. */
static size_t candidate_of(const CandidateSet *set, const char *name) {
  size_t i = 0;
  while (i < set->count && !is_part(&set->items[i], name))
    i++;
  return i;
}

/* bias += (W - diagonal - left right) mean */
static void correct_bias(ModelFile *model, const Candidate *candidate, const Tensor *left, const Tensor *right,
                         const Tensor *diagonal) {
  Tensor *bias = model_file_tensor(model, candidate->bias);
  const uint32_t columns = candidate->columns, rank = left->columns;
  for (uint32_t row = 0; candidate->mean && bias && row < candidate->rows; row++) {
    double lost = 0;
    for (uint32_t column = 0; column < columns; column++)
      lost += (double)candidate->weight[(size_t)row * columns + column] * candidate->mean[column];
    if (diagonal) lost -= (double)diagonal->values[row] * candidate->mean[row % columns];
    bias->values[row] += (float)lost;
  }
  for (uint32_t k = 0; candidate->mean && bias && k < rank; k++) {
    double inner = 0;
    for (uint32_t column = 0; column < columns; column++)
      inner += (double)right->values[(size_t)k * columns + column] * candidate->mean[column];
    for (uint32_t row = 0; row < candidate->rows; row++)
      bias->values[row] -= (float)((double)left->values[(size_t)row * rank + k] * inner);
  }
}

static int add_diagonal(ModelFile *model, const Candidate *candidate) {
  char name[NAME_BYTES];
  snprintf(name, sizeof name, "%s.diagonal", candidate->name);
  Tensor *diagonal = model_file_add(model, name, candidate->rows, 1, 1);
  if (diagonal) memcpy(diagonal->values, candidate->diagonal, candidate->rows * sizeof(float));
  return diagonal != NULL;
}

static int add_factors(ModelFile *model, const Candidate *candidate, CandidateForm form) {
  char left_name[NAME_BYTES], right_name[NAME_BYTES];
  const FactorBasis *basis = form.diagonal ? &candidate->beside_diagonal : &candidate->basis;
  const uint32_t rank = form.rank;
  snprintf(left_name, sizeof left_name, "%s.left", candidate->name);
  snprintf(right_name, sizeof right_name, "%s.right", candidate->name);
  if (!model_file_add(model, left_name, candidate->rows, rank, 2) ||
      !model_file_add(model, right_name, rank, candidate->columns, 2))
    return 0;
  Tensor *left = model_file_tensor(model, left_name), *right = model_file_tensor(model, right_name);
  for (uint32_t row = 0; row < candidate->rows; row++)
    memcpy(left->values + (size_t)row * rank, basis->left + (size_t)row * basis->count, rank * sizeof(float));
  memcpy(right->values, basis->right, (size_t)rank * candidate->columns * sizeof(float));
  return !form.diagonal || add_diagonal(model, candidate);
}

static int store(Tensor *tensor, StorageType storage) {
  if (!tensor || storage == STORAGE_F32) return 1;
  const QuellStatus status = tensor_store(tensor, storage, NULL);
  return status == QUELL_OK || status == QUELL_BAD_MODEL_VALUE;
}

/* Once all weights are rounded, since biases take what the mean input loses by that, too. */
static void correct_biases(ModelFile *model, const CandidateSet *set, const RankChoice *choice) {
  char name[NAME_BYTES];
  for (size_t i = 0; i < set->count; i++) {
    const Candidate *candidate = &set->items[i];
    if (!choice->ranks[i]) continue;
    snprintf(name, sizeof name, "%s.left", candidate->name);
    const Tensor *left = model_file_tensor(model, name);
    snprintf(name, sizeof name, "%s.right", candidate->name);
    const Tensor *right = model_file_tensor(model, name);
    snprintf(name, sizeof name, "%s.diagonal", candidate->name);
    correct_bias(model, candidate, left, right, choice->diagonals[i] ? model_file_tensor(model, name) : NULL);
  }
}

static int is_bias(const CandidateSet *set, const char *name) {
  for (size_t i = 0; i < set->count; i++)
    if (strcmp(set->items[i].bias, name) == 0) return 1;
  return 0;
}

static int store_all(ModelFile *model, const CandidateSet *set, const RankChoice *choice) {
  int good = 1;
  for (size_t i = 0; good && i < model->tensor_count; i++) {
    Tensor *tensor = &model->tensors[i];
    const size_t owner = candidate_of(set, tensor->name);
    const unsigned char storage = owner < set->count ? choice->storage[owner] : choice->others;
    if (!is_bias(set, tensor->name)) good = store(tensor, (StorageType)storage);
  }
  correct_biases(model, set, choice);
  for (size_t i = 0; good && i < set->count; i++)
    good = store(model_file_tensor(model, set->items[i].bias), (StorageType)choice->others);
  return good;
}

ModelFile *choice_model(const CandidateSet *set, const RankChoice *choice) {
  ModelFile *model = model_file_new();
  int good = model != NULL;
  for (size_t i = 0; good && i < set->model->text_count; i++) {
    const ModelText *text = &set->model->texts[i];
    if (strcmp(text->key, "profiles") != 0) good = model_file_set_text(model, text->key, text->text) == QUELL_OK;
  }
  for (size_t i = 0; good && i < set->model->tensor_count; i++) {
    const Tensor *tensor = &set->model->tensors[i];
    const size_t owner = candidate_of(set, tensor->name);
    if (owner == set->count || !choice->ranks[owner]) good = add_copy(model, tensor);
  }
  for (size_t i = 0; good && i < set->count; i++)
    if (choice->ranks[i]) good = add_factors(model, &set->items[i], choice_form(choice, i));
  if (good && store_all(model, set, choice)) return model;
  model_file_free(model);
  return NULL;
}
