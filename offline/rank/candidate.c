/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "candidate.h"
#include "diagonal_part.h"
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
static uint32_t saving_rank(const Candidate *candidate) {
  const size_t rows = candidate->rows, columns = candidate->columns;
  const size_t bound = (rows * columns - 1) / (rows + columns);
  if (candidate->stored_rank) return candidate->stored_rank - 1;
  return (uint32_t)bound;
}

static uint32_t whole_rank(const Candidate *candidate) {
  if (candidate->stored_rank) return candidate->stored_rank;
  return candidate->rows < candidate->columns ? candidate->rows : candidate->columns;
}

static int has_diagonal(const ModelFile *model, const Candidate *candidate) {
  char name[200];
  snprintf(name, sizeof name, "%s.diagonal", candidate->name);
  return model_file_tensor(model, name) != NULL;
}

static int add_candidate(CandidateSet *set, const LayerDescription *description, uint32_t layer, int recurrent) {
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
  candidate->saving_rank = saving_rank(candidate);
  candidate->largest_rank = set->nested ? whole_rank(candidate) : candidate->saving_rank;
  candidate->stored_diagonal = has_diagonal(set->model, candidate);
  if (good && candidate->saving_rank) {
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
  const CandidateOptions *options;
  atomic_int failed; /* number of a candidate, plus one */
} Decomposition;

/* E[x x^T]; NULL without memory. */
static double *uncentred(const double *covariance, const double *mean, size_t size) {
  double *moment = malloc(size * size * sizeof *moment);
  for (size_t i = 0; moment && i < size * size; i++)
    moment[i] = covariance[i] + mean[i / size] * mean[i % size];
  return moment;
}

static int make_bases(Candidate *candidate, const double *covariance, const double *sensitivity, int diagonals) {
  if (!factor_basis_make(candidate->weight, candidate->rows, candidate->columns, covariance, sensitivity,
                         &candidate->basis))
    return 0;
  if (!diagonals || !candidate->recurrent || candidate->stored_rank) return 1;
  candidate->diagonal = calloc(candidate->rows, sizeof *candidate->diagonal);
  return candidate->diagonal && diagonal_part(candidate->weight, &candidate->basis, covariance, sensitivity,
                                              candidate->diagonal, &candidate->beside_diagonal);
}

static void decompose(void *context, size_t number) {
  Decomposition *work = context;
  const CandidateOptions *options = work->options;
  Candidate *candidate = &work->set->items[number];
  const double *covariance = NULL, *sensitivity = NULL;
  double *with_mean = NULL;
  if (options->sensitivity) {
    const LayerGradientMoments *gradients = &options->sensitivity->layers[candidate->layer];
    sensitivity = candidate->recurrent ? gradients->recurrent : gradients->input;
  }
  if (options->moments) {
    const LayerMoments *moments = &options->moments->layers[candidate->layer];
    covariance = candidate->recurrent ? moments->recurrent : moments->input;
    candidate->mean = candidate->recurrent ? moments->recurrent_mean : moments->input_mean;
  }
  if (options->nested && covariance) {
    covariance = with_mean = uncentred(covariance, candidate->mean, candidate->columns);
    candidate->mean = NULL;
  }
  if ((options->moments && !covariance) || !make_bases(candidate, covariance, sensitivity, options->diagonals))
    atomic_store(&work->failed, (int)number + 1);
  free(with_mean);
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

int candidates_make(const NetworkDescription *description, const ModelFile *model, const CandidateOptions *options,
                    CandidateSet *set, Message *message) {
  int good = 1;
  *set = (CandidateSet){.description = *description, .model = model, .nested = options->nested};
  set->dense_parameters = dense_parameters(set);
  for (uint32_t i = 0; i < description->layer_count && good; i++) {
    if (description->layers[i].over != OVER_NOTHING) continue; /* a few hundred weights that serve many positions */
    good = add_candidate(set, &description->layers[i], i, 0);
    if (good && description->layers[i].type != LAYER_DENSE) good = add_candidate(set, &description->layers[i], i, 1);
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
  Decomposition work = {.set = set, .options = options};
  side_by_side(options->threads, set->count, decompose, &work);
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
    free(set->items[i].diagonal);
    factor_basis_clear(&set->items[i].basis);
    factor_basis_clear(&set->items[i].beside_diagonal);
  }
  set->count = 0;
}
