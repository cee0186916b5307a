/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "low_rank.h"
#include "side_by_side.h"
#include "singular_values.h"

#include <string.h>

void low_rank_defaults(LowRankOptions *options, uint64_t updates) {
  *options = (LowRankOptions){.ramp_from = updates / 10,
                              .ramp_to = updates / 2,
                              .nuclear_every = 10,
                              .cut_every = updates < 5 ? 1 : updates / 5,
                              .cut_last = updates - updates / 10};
}

/* ---- The matrices that are meant ---- */

typedef struct {
  const MatrixPlace *matrices[2 * LAYERS_MAX];
  size_t count;
  const float *parameters;
  float *subgradient; /* of the nuclear norm; NULL when matrices are cut */
  double norms[2 * LAYERS_MAX];
  float *cut;
  uint32_t rank;
  int good[2 * LAYERS_MAX];
} Work;

static void add_matrix(Work *work, const MatrixPlace *place) {
  if (place->rows > 1 && place->columns > 1 && !place->rank) work->matrices[work->count++] = place;
}

static void list_matrices(const LowRankOptions *options, const ParameterLayout *layout, Work *work) {
  for (uint32_t i = 0; i < layout->description.layer_count; i++) {
    const LayerPlace *place = &layout->layers[i];
    if (layout->description.layers[i].over != OVER_NOTHING) continue;
    if (!options->all_layers && !place->recurrent.rows) continue;
    add_matrix(work, &place->input);
    add_matrix(work, &place->recurrent);
  }
}

static void decompose_one(void *context, size_t number) {
  Work *work = context;
  const MatrixPlace *place = work->matrices[number];
  work->good[number] = work->cut ? truncate_rank(work->cut + place->weight, place->rows, place->columns, work->rank)
                                 : nuclear_gradient(work->parameters + place->weight, place->rows, place->columns,
                                                    work->subgradient + place->weight, &work->norms[number]);
}

static int decompose_all(Work *work, unsigned threads) {
  side_by_side(threads, work->count, decompose_one, work);
  for (size_t i = 0; i < work->count; i++)
    if (!work->good[i]) return 0;
  return 1;
}

/* ---- Nuclear norm ---- */

static float nuclear_share(const LowRankOptions *options, uint64_t update) {
  if (update < options->ramp_from) return 0;
  if (update >= options->ramp_to) return (float)options->nuclear_weight;
  return (float)(options->nuclear_weight * (double)(update - options->ramp_from) /
                 (double)(options->ramp_to - options->ramp_from));
}

static int refresh_subgradient(Work *work, unsigned threads, double *norm) {
  if (!decompose_all(work, threads)) return 0;
  *norm = 0;
  for (size_t i = 0; i < work->count; i++)
    *norm += work->norms[i];
  return 1;
}

static int add_nuclear(const LowRankOptions *options, const ParameterLayout *layout, uint64_t update,
                       const float *parameters, unsigned threads, float *subgradient, double *norm, float *gradient) {
  Work work = {.parameters = parameters, .subgradient = subgradient};
  list_matrices(options, layout, &work);
  if (update % options->nuclear_every == 0 && !refresh_subgradient(&work, threads, norm)) return 0;
  const float share = nuclear_share(options, update);
  for (size_t i = 0; share > 0 && i < work.count; i++) {
    const size_t first = work.matrices[i]->weight, count = (size_t)work.matrices[i]->rows * work.matrices[i]->columns;
    for (size_t k = first; k < first + count; k++)
      gradient[k] += share * subgradient[k];
  }
  return 1;
}

/* ---- Trace norm ---- */

static void add_trace(float weight, const ParameterLayout *layout, const float *parameters, float *gradient) {
  for (size_t i = 0; i < layout->tensor_count; i++) {
    const TensorPlace *place = &layout->tensors[i];
    const size_t end = place->offset + (size_t)place->rows * place->columns;
    for (size_t k = place->offset; place->is_factor && k < end; k++)
      gradient[k] += weight * parameters[k];
  }
}

int low_rank_add_gradient(const LowRankOptions *options, const ParameterLayout *layout, uint64_t update,
                          const float *parameters, unsigned threads, float *subgradient, double *norm,
                          float *gradient) {
  if (options->trace_weight > 0) add_trace((float)options->trace_weight, layout, parameters, gradient);
  return options->nuclear_weight <= 0 ||
         add_nuclear(options, layout, update, parameters, threads, subgradient, norm, gradient);
}

/* ---- Cuts ---- */

int low_rank_cut_is_due(const LowRankOptions *options, uint64_t updates) {
  return options->cut_rank && updates && updates % options->cut_every == 0 && updates <= options->cut_last;
}

int low_rank_cut(const LowRankOptions *options, const ParameterLayout *layout, unsigned threads, float *parameters) {
  Work work = {.cut = parameters, .rank = options->cut_rank};
  list_matrices(options, layout, &work);
  return decompose_all(&work, threads);
}
