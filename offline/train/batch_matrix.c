/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "batch_matrix.h"
#include "aligned.h"
#include "panel_product.h"
#include "wide_vectors.h"

#include <cblas.h>
#include <string.h>

/* The kernel for large products, or NULL where BLAS is faster. */
static const PanelKernel *fast_kernel(void) {
  const PanelKernel *best = panel_kernel_at(0);
  return panel_kernel_is_fast(best) ? best : NULL;
}

/* c (m x n) = a (m x k) op(b) + keep c, row-major. */
static void product(CBLAS_TRANSPOSE a_side, CBLAS_TRANSPOSE b_side, size_t m, size_t n, size_t k, const float *a,
                    const float *b, int keep, float *c) {
  const int lda = (int)(a_side == CblasNoTrans ? k : m), ldb = (int)(b_side == CblasNoTrans ? n : k);
  cblas_sgemm(CblasRowMajor, a_side, b_side, (int)m, (int)n, (int)k, 1, a, lda, b, ldb, (float)keep, c, (int)n);
}

/* y (count x rows) = x (count x columns) W^T, added to what is there when `keep`. */
static void multiply(const float *matrix, size_t rows, size_t columns, const float *x, size_t count, int keep, float *y,
                     float *scratch) {
  const PanelKernel *kernel = fast_kernel();
  if (!kernel) {
    product(CblasNoTrans, CblasTrans, count, rows, columns, x, matrix, keep, y);
    return;
  }
  float *packed = aligned(scratch);
  panel_matrix_pack(matrix, rows, columns, packed);
  if (!keep) memset(y, 0, count * rows * sizeof *y);
  panel_product_add(kernel, packed, rows, columns, x, count, y);
}

/* dx (count x columns) = dy (count x rows) W. */
static void multiply_back(const float *matrix, size_t rows, size_t columns, const float *dy, size_t count, float *dx,
                          float *scratch) {
  const PanelKernel *kernel = fast_kernel();
  if (!kernel) {
    product(CblasNoTrans, CblasNoTrans, count, columns, rows, dy, matrix, 0, dx);
    return;
  }
  float *packed = aligned(scratch);
  panel_matrix_pack_transposed(matrix, rows, columns, packed);
  memset(dx, 0, count * columns * sizeof *dx);
  panel_product_add(kernel, packed, columns, rows, dy, count, dx);
}

/* Adds dy^T x (rows x columns) to the gradient. */
static void add_outer(const float *dy, size_t rows, const float *x, size_t columns, size_t count, float *gradient,
                      float *scratch) {
  const PanelKernel *kernel = fast_kernel();
  if (!kernel) {
    product(CblasTrans, CblasNoTrans, rows, columns, count, dy, x, 1, gradient);
    return;
  }
  float *packed = aligned(scratch), *gathered = packed + panel_matrix_size(columns, count);
  panel_matrix_pack_transposed(x, count, columns, packed);
  panel_product_add_transposed(kernel, packed, columns, count, dy, rows, gradient, gathered);
}

static size_t larger(size_t a, size_t b) {
  return a > b ? a : b;
}

static size_t dense_scratch(size_t rows, size_t columns, size_t count) {
  const size_t outer = panel_matrix_size(columns, count) + PANEL_SCRATCH;
  return larger(larger(panel_matrix_size(rows, columns), panel_matrix_size(columns, rows)), outer) + ALIGNMENT_FLOATS;
}

size_t matrix_scratch_size(const MatrixPlace *place, size_t count) {
  if (!place->rank) return dense_scratch(place->rows, place->columns, count);
  return 2 * count * place->rank +
         larger(dense_scratch(place->rows, place->rank, count), dense_scratch(place->rank, place->columns, count));
}

void matrix_forward(const MatrixPlace *place, const float *parameters, const float *x, size_t count, int keep, float *y,
                    float *scratch) {
  if (!place->rank) {
    multiply(parameters + place->weight, place->rows, place->columns, x, count, keep, y, scratch);
    return;
  }
  float *middle = scratch, *rest = middle + count * place->rank;
  multiply(parameters + place->right, place->rank, place->columns, x, count, 0, middle, rest);
  multiply(parameters + place->left, place->rows, place->rank, middle, count, keep, y, rest);
}

WIDE_VECTORS
static void diagonal_backward(const MatrixPlace *place, const float *dy, const float *x, size_t count,
                              float *gradient) {
  const size_t rows = place->rows, columns = place->columns;
  for (size_t n = 0; n < count; n++)
    for (size_t first = 0; first < rows; first += columns)
      for (size_t i = 0; i < columns; i++)
        gradient[first + i] += dy[n * rows + first + i] * x[n * columns + i];
}

void matrix_backward(const MatrixPlace *place, const float *parameters, const float *dy, const float *x, size_t count,
                     float *gradient, float *dx, float *scratch) {
  const size_t rows = place->rows, columns = place->columns, rank = place->rank;
  if (!rank) {
    add_outer(dy, rows, x, columns, count, gradient + place->weight, scratch);
    if (dx) multiply_back(parameters + place->weight, rows, columns, dy, count, dx, scratch);
    return;
  }
  if (place->has_diagonal) diagonal_backward(place, dy, x, count, gradient + place->diagonal);
  float *middle = scratch, *middle_gradient = middle + count * rank, *rest = middle_gradient + count * rank;
  multiply(parameters + place->right, rank, columns, x, count, 0, middle, rest);
  multiply_back(parameters + place->left, rows, rank, dy, count, middle_gradient, rest);
  add_outer(dy, rows, middle, rank, count, gradient + place->left, rest);
  add_outer(middle_gradient, rank, x, columns, count, gradient + place->right, rest);
  if (dx) multiply_back(parameters + place->right, rank, columns, middle_gradient, count, dx, rest);
}

WIDE_VECTORS
void bias_backward(const float *dy, size_t count, size_t rows, float *gradient) {
  for (size_t i = 0; i < count; i++)
    for (size_t row = 0; row < rows; row++)
      gradient[row] += dy[i * rows + row];
}

void bias_forward(const float *bias, size_t count, size_t rows, float *y) {
  for (size_t i = 0; i < count; i++)
    memcpy(y + i * rows, bias, rows * sizeof *y);
}
