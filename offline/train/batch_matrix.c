/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "batch_matrix.h"

#include <cblas.h>
#include <string.h>

/* c (m x n) = a (m x k) op(b) + keep c, row-major. */
static void product(CBLAS_TRANSPOSE a_side, CBLAS_TRANSPOSE b_side, size_t m, size_t n, size_t k, const float *a,
                    const float *b, float keep, float *c) {
  const int lda = (int)(a_side == CblasNoTrans ? k : m), ldb = (int)(b_side == CblasNoTrans ? n : k);
  cblas_sgemm(CblasRowMajor, a_side, b_side, (int)m, (int)n, (int)k, 1, a, lda, b, ldb, keep, c, (int)n);
}

void matrix_forward(const MatrixPlace *place, const float *parameters, const float *x, size_t count, float keep,
                    float *y, float *scratch) {
  if (!place->rank) {
    product(CblasNoTrans, CblasTrans, count, place->rows, place->columns, x, parameters + place->weight, keep, y);
    return;
  }
  product(CblasNoTrans, CblasTrans, count, place->rank, place->columns, x, parameters + place->right, 0, scratch);
  product(CblasNoTrans, CblasTrans, count, place->rows, place->rank, scratch, parameters + place->left, keep, y);
}

void matrix_backward_input(const MatrixPlace *place, const float *parameters, const float *dy, size_t count, float keep,
                           float *dx, float *scratch) {
  if (!place->rank) {
    product(CblasNoTrans, CblasNoTrans, count, place->columns, place->rows, dy, parameters + place->weight, keep, dx);
    return;
  }
  product(CblasNoTrans, CblasNoTrans, count, place->rank, place->rows, dy, parameters + place->left, 0, scratch);
  product(CblasNoTrans, CblasNoTrans, count, place->columns, place->rank, scratch, parameters + place->right, keep, dx);
}

void matrix_backward_weight(const MatrixPlace *place, const float *parameters, const float *dy, const float *x,
                            size_t count, float *gradient, float *scratch) {
  if (!place->rank) {
    product(CblasTrans, CblasNoTrans, place->rows, place->columns, count, dy, x, 1, gradient + place->weight);
    return;
  }
  float *middle = scratch, *middle_gradient = scratch + count * place->rank;
  product(CblasNoTrans, CblasTrans, count, place->rank, place->columns, x, parameters + place->right, 0, middle);
  product(CblasNoTrans, CblasNoTrans, count, place->rank, place->rows, dy, parameters + place->left, 0,
          middle_gradient);
  product(CblasTrans, CblasNoTrans, place->rows, place->rank, count, dy, middle, 1, gradient + place->left);
  product(CblasTrans, CblasNoTrans, place->rank, place->columns, count, middle_gradient, x, 1, gradient + place->right);
}

void bias_backward(const float *dy, size_t count, size_t rows, float *gradient) {
  for (size_t i = 0; i < count; i++)
    for (size_t row = 0; row < rows; row++)
      gradient[row] += dy[i * rows + row];
}

void bias_forward(const float *bias, size_t count, size_t rows, float *y) {
  for (size_t i = 0; i < count; i++)
    memcpy(y + i * rows, bias, rows * sizeof *y);
}
