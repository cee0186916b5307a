/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "recurrent_step.h"
#include "../batch_matrix.h"
#include "../step_matrix.h"

#include <stdint.h>

static float *aligned(float *memory) {
  return (float *)(((uintptr_t)memory + 63) / 64 * 64);
}

size_t recurrent_step_size(const MatrixPlace *place) {
  if (!place->rows || place->rank) return 0;
  const size_t forward = step_matrix_size(place->rows, place->columns);
  const size_t backward = step_matrix_size(place->columns, place->rows);
  return (forward > backward ? forward : backward) + 16;
}

RecurrentStep recurrent_step_forward(const MatrixPlace *place, const float *parameters, float *memory, float *scratch) {
  const RecurrentStep step = {place, parameters, aligned(memory), scratch};
  if (!place->rank) step_matrix_pack(parameters + place->weight, place->rows, place->columns, step.packed);
  return step;
}

RecurrentStep recurrent_step_backward(const MatrixPlace *place, const float *parameters, float *memory,
                                      float *scratch) {
  const RecurrentStep step = {place, parameters, aligned(memory), scratch};
  if (!place->rank) step_matrix_pack_transposed(parameters + place->weight, place->rows, place->columns, step.packed);
  return step;
}

void recurrent_step_add(const RecurrentStep *step, const float *states, size_t count, float *sums) {
  if (step->place->rank)
    matrix_forward(step->place, step->parameters, states, count, 1, sums, step->scratch);
  else
    step_matrix_add(step->packed, step->place->rows, step->place->columns, states, count, sums);
}

void recurrent_step_add_back(const RecurrentStep *step, const float *into, size_t count, float *gradient) {
  if (step->place->rank)
    matrix_backward_input(step->place, step->parameters, into, count, 1, gradient, step->scratch);
  else
    step_matrix_add(step->packed, step->place->columns, step->place->rows, into, count, gradient);
}
