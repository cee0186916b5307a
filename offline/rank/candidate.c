/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "candidate.h"
#include "offline/train/side_by_side.h"

#include <cblas.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The matrices as they are ---- */

static int load_weight(const ModelFile *model, Candidate *candidate) {
  char name[200];
  const size_t rows = candidate->rows, columns = candidate->columns;
  candidate->weight = calloc(rows * columns, sizeof *candidate->weight);
  const Tensor *dense = model_file_tensor(model, candidate->name);
  if (!candidate->weight) return 0;
  if (dense) {
    memcpy(candidate->weight, dense->values, rows * columns * sizeof *candidate->weight);
    return 1;
  }
  snprintf(name, sizeof name, "%s.left", candidate->name);
  const Tensor *left = model_file_tensor(model, name);
  snprintf(name, sizeof name, "%s.right", candidate->name);
  const Tensor *right = model_file_tensor(model, name);
  if (!left || !right) return 0;
  candidate->stored_rank = left->columns;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)columns, (int)left->columns, 1, left->values,
              (int)left->columns, right->values, (int)columns, 0, candidate->weight, (int)columns);
  return 1;
}

/* The paper's bound: factors of a larger rank hold more numbers than the matrix. */
static uint32_t largest_rank(const Candidate *candidate) {
  const size_t rows = candidate->rows, columns = candidate->columns;
  const size_t bound = (rows * columns - 1) / (rows + columns);
  if (candidate->stored_rank) return candidate->stored_rank - 1;
  return (uint32_t)bound;
}

static int add_candidate(CandidateSet *set, uint32_t layer, int recurrent) {
  const LayerDescription *description = &set->description.layers[layer];
  const int dense = description->type == LAYER_DENSE;
  Candidate *candidate = &set->items[set->count];
  *candidate = (Candidate){.layer = layer, .recurrent = recurrent};
  candidate->rows = layer_gates(description->type) * description->size;
  candidate->columns = recurrent ? description->size : description->input_size;
  snprintf(candidate->name, sizeof candidate->name, "%s.%s", description->name,
           dense       ? "weight"
           : recurrent ? "weight_hh_l0"
                       : "weight_ih_l0");
  snprintf(candidate->bias, sizeof candidate->bias, "%s.%s", description->name,
           dense       ? "bias"
           : recurrent ? "bias_hh_l0"
                       : "bias_ih_l0");
  const int good = load_weight(set->model, candidate);
  candidate->largest_rank = largest_rank(candidate);
  if (good && candidate->largest_rank) {
    set->count++;
    return 1;
  }
  free(candidate->weight); /* a single row has nothing to share */
  candidate->weight = NULL;
  return good;
}

/* ---- Their truncations ---- */

typedef struct {
  CandidateSet *set;
  const Moments *moments;
  const GradientMoments *sensitivity;
  atomic_int failed; /* number of a candidate, plus one */
} Decomposition;

static void decompose(void *context, size_t number) {
  Decomposition *work = context;
  Candidate *candidate = &work->set->items[number];
  const double *covariance = NULL, *sensitivity = NULL;
  if (work->sensitivity) {
    const LayerGradientMoments *gradients = &work->sensitivity->layers[candidate->layer];
    sensitivity = candidate->recurrent ? gradients->recurrent : gradients->input;
  }
  if (work->moments) {
    const LayerMoments *moments = &work->moments->layers[candidate->layer];
    covariance = candidate->recurrent ? moments->recurrent : moments->input;
    candidate->mean = candidate->recurrent ? moments->recurrent_mean : moments->input_mean;
  }
  if (!factor_basis_make(candidate->weight, candidate->rows, candidate->columns, covariance, sensitivity,
                         &candidate->basis))
    atomic_store(&work->failed, (int)number + 1);
}

static size_t dense_parameters(const CandidateSet *set) {
  size_t count = 0;
  for (uint32_t i = 0; i < set->description.layer_count; i++) {
    const LayerDescription *layer = &set->description.layers[i];
    const size_t rows = (size_t)layer_gates(layer->type) * layer->size;
    count += rows * layer->input_size + rows;
    if (layer->type != LAYER_DENSE) count += rows * layer->size + rows;
  }
  return count;
}

int candidates_make(const NetworkDescription *description, const ModelFile *model, const Moments *moments,
                    const GradientMoments *sensitivity, unsigned threads, CandidateSet *set, Message *message) {
  int good = 1;
  *set = (CandidateSet){.description = *description, .model = model};
  set->dense_parameters = dense_parameters(set);
  for (uint32_t i = 0; i < description->layer_count && good; i++) {
    good = add_candidate(set, i, 0);
    if (good && description->layers[i].type != LAYER_DENSE) good = add_candidate(set, i, 1);
  }
  if (!good) {
    message_set(message, QUELL_NO_MEMORY, "there is no memory for the matrices");
    return 0;
  }
  if (!set->count) {
    message_set(message, QUELL_BAD_ARGUMENT,
                "the model has nothing to factor: none of its matrices would become smaller");
    return 0;
  }
  Decomposition work = {.set = set, .moments = moments, .sensitivity = sensitivity};
  side_by_side(threads, set->count, decompose, &work);
  const int failed = atomic_load(&work.failed);
  if (failed)
    message_set(message, QUELL_BAD_MODEL_VALUE,
                "matrix '%s' cannot be decomposed: it holds a value that is not finite, or memory is short",
                set->items[failed - 1].name);
  return !failed;
}

void candidates_clear(CandidateSet *set) {
  for (size_t i = 0; i < set->count; i++) {
    free(set->items[i].weight);
    factor_basis_clear(&set->items[i].basis);
  }
  set->count = 0;
}

/* ---- A choice of ranks ---- */

uint32_t choice_first_layer(const CandidateSet *set, const RankChoice *choice) {
  for (size_t i = 0; i < set->count; i++)
    if (choice->ranks[i]) return set->items[i].layer;
  return set->description.layer_count;
}

size_t choice_parameters(const CandidateSet *set, const RankChoice *choice) {
  size_t count = set->dense_parameters;
  for (size_t i = 0; i < set->count; i++) {
    const Candidate *candidate = &set->items[i];
    const size_t rows = candidate->rows, columns = candidate->columns;
    const size_t rank = choice->ranks[i] ? choice->ranks[i] : candidate->stored_rank;
    if (rank) count = count - rows * columns + rank * (rows + columns);
  }
  return count;
}

static int add_copy(ModelFile *model, const Tensor *tensor) {
  Tensor *copy = model_file_add(model, tensor->name, tensor->rows, tensor->columns, tensor->dimensions);
  if (copy) memcpy(copy->values, tensor->values, (size_t)tensor->rows * tensor->columns * sizeof(float));
  return copy != NULL;
}

/* Whether a tensor belongs to a matrix that the choice changes. */
static int is_replaced(const CandidateSet *set, const RankChoice *choice, const char *name) {
  for (size_t i = 0; i < set->count; i++) {
    const size_t length = strlen(set->items[i].name);
    if (!choice->ranks[i] || strncmp(name, set->items[i].name, length) != 0) continue;
    if (!name[length] || strcmp(name + length, ".left") == 0 || strcmp(name + length, ".right") == 0) return 1;
  }
  return 0;
}

/* bias += (W - left right) mean */
static void correct_bias(ModelFile *model, const Candidate *candidate, const Tensor *left, const Tensor *right) {
  Tensor *bias = model_file_tensor(model, candidate->bias);
  const uint32_t columns = candidate->columns, rank = left->columns;
  for (uint32_t row = 0; candidate->mean && bias && row < candidate->rows; row++) {
    double lost = 0;
    for (uint32_t column = 0; column < columns; column++)
      lost += (double)candidate->weight[(size_t)row * columns + column] * candidate->mean[column];
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

static int add_factors(ModelFile *model, const Candidate *candidate, uint32_t rank) {
  char left_name[200], right_name[200];
  const FactorBasis *basis = &candidate->basis;
  snprintf(left_name, sizeof left_name, "%s.left", candidate->name);
  snprintf(right_name, sizeof right_name, "%s.right", candidate->name);
  if (!model_file_add(model, left_name, candidate->rows, rank, 2) ||
      !model_file_add(model, right_name, rank, candidate->columns, 2))
    return 0;
  Tensor *left = model_file_tensor(model, left_name), *right = model_file_tensor(model, right_name);
  for (uint32_t row = 0; row < candidate->rows; row++)
    memcpy(left->values + (size_t)row * rank, basis->left + (size_t)row * basis->count, rank * sizeof(float));
  memcpy(right->values, basis->right, (size_t)rank * candidate->columns * sizeof(float));
  correct_bias(model, candidate, left, right);
  return 1;
}

ModelFile *choice_model(const CandidateSet *set, const RankChoice *choice) {
  ModelFile *model = model_file_new();
  int good = model != NULL;
  for (size_t i = 0; good && i < set->model->text_count; i++)
    good = model_file_set_text(model, set->model->texts[i].key, set->model->texts[i].text) == QUELL_OK;
  for (size_t i = 0; good && i < set->model->tensor_count; i++)
    if (!is_replaced(set, choice, set->model->tensors[i].name)) good = add_copy(model, &set->model->tensors[i]);
  for (size_t i = 0; good && i < set->count; i++)
    if (choice->ranks[i]) good = add_factors(model, &set->items[i], choice->ranks[i]);
  if (good) return model;
  model_file_free(model);
  return NULL;
}
