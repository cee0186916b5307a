/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "recurrent_step.h"
#include "../aligned.h"
#include "../wide_vectors.h"

#include <string.h>

static size_t larger(size_t a, size_t b) {
  return a > b ? a : b;
}

size_t recurrent_step_size(const MatrixPlace *place, size_t sequences) {
  const size_t rows = place->rows, columns = place->columns, rank = place->rank;
  if (!rows) return 0;
  if (!rank) return larger(panel_matrix_size(rows, columns), panel_matrix_size(columns, rows)) + ALIGNMENT_FLOATS;
  return larger(panel_matrix_size(rank, columns) + panel_matrix_size(rows, rank),
                panel_matrix_size(rank, rows) + panel_matrix_size(columns, rank)) +
         sequences * rank + 2 * ALIGNMENT_FLOATS;
}

static RecurrentStep open_step(const MatrixPlace *place, const float *parameters, size_t sequences, size_t first_size,
                               size_t last_size, float *memory) {
  RecurrentStep step = {.place = place, .kernel = panel_kernel_at(0), .sequences = sequences};
  if (place->has_diagonal) step.diagonal = parameters + place->diagonal;
  step.packed = aligned(memory);
  step.packed_first = aligned(step.packed + last_size);
  step.middle = step.packed_first + first_size;
  return step;
}

RecurrentStep recurrent_step_forward(const MatrixPlace *place, const float *parameters, size_t sequences,
                                     float *memory) {
  const size_t rows = place->rows, columns = place->columns, rank = place->rank;
  RecurrentStep step =
      open_step(place, parameters, sequences, panel_matrix_size(rank, columns), panel_matrix_size(rows, rank), memory);
  if (!rank) {
    panel_matrix_pack(parameters + place->weight, rows, columns, step.packed);
    return step;
  }
  panel_matrix_pack(parameters + place->right, rank, columns, step.packed_first);
  panel_matrix_pack(parameters + place->left, rows, rank, step.packed);
  return step;
}

RecurrentStep recurrent_step_backward(const MatrixPlace *place, const float *parameters, size_t sequences,
                                      float *memory) {
  const size_t rows = place->rows, columns = place->columns, rank = place->rank;
  RecurrentStep step =
      open_step(place, parameters, sequences, panel_matrix_size(rank, rows), panel_matrix_size(columns, rank), memory);
  if (!rank) {
    panel_matrix_pack_transposed(parameters + place->weight, rows, columns, step.packed);
    return step;
  }
  panel_matrix_pack_transposed(parameters + place->left, rows, rank, step.packed_first);
  panel_matrix_pack_transposed(parameters + place->right, rank, columns, step.packed);
  return step;
}

static void add(const RecurrentStep *step, size_t rows, size_t columns, const float *x, float *y) {
  const size_t rank = step->place->rank, count = step->sequences;
  if (!rank) {
    panel_product_add(step->kernel, step->packed, rows, columns, x, count, y);
    return;
  }
  memset(step->middle, 0, count * rank * sizeof *step->middle);
  panel_product_add(step->kernel, step->packed_first, rank, columns, x, count, step->middle);
  panel_product_add(step->kernel, step->packed, rows, rank, step->middle, count, y);
}

WIDE_VECTORS
static void add_diagonal(const RecurrentStep *step, const float *states, float *sums) {
  const size_t rows = step->place->rows, columns = step->place->columns;
  for (size_t n = 0; n < step->sequences; n++)
    for (size_t first = 0; first < rows; first += columns)
      for (size_t i = 0; i < columns; i++)
        sums[n * rows + first + i] += step->diagonal[first + i] * states[n * columns + i];
}

WIDE_VECTORS
static void add_diagonal_back(const RecurrentStep *step, const float *into, float *gradient) {
  const size_t rows = step->place->rows, columns = step->place->columns;
  for (size_t n = 0; n < step->sequences; n++)
    for (size_t first = 0; first < rows; first += columns)
      for (size_t i = 0; i < columns; i++)
        gradient[n * columns + i] += step->diagonal[first + i] * into[n * rows + first + i];
}

void recurrent_step_add(const RecurrentStep *step, const float *states, float *sums) {
  add(step, step->place->rows, step->place->columns, states, sums);
  if (step->diagonal) add_diagonal(step, states, sums);
}

void recurrent_step_add_back(const RecurrentStep *step, const float *into, float *gradient) {
  add(step, step->place->columns, step->place->rows, into, gradient);
  if (step->diagonal) add_diagonal_back(step, into, gradient);
}
