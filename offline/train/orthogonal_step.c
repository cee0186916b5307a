/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "orthogonal_step.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define ROUNDS 5
/* Of the polynomial a x + b x^3 + c x^5: steep at 0, so that small singular values rise fast, and close to 1 around
 * 1. */
static const float A = 3.4445f, B = -4.7750f, C = 2.0315f;

static void scale_to_unit_norm(float *matrix, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += (double)matrix[i] * matrix[i];
  const float scale = sum > 0 ? (float)(1 / sqrt(sum)) : 0;
  for (size_t i = 0; i < count; i++)
    matrix[i] *= scale;
}

/* X becomes a X + X (b G + c G^2) with G = X^T X, or the same from the left with G = X X^T: G on the smaller side. */
static void apply_polynomial(float *x, int rows, int columns, float *gram, float *square, float *next) {
  const int tall = rows >= columns, side = tall ? columns : rows;
  const size_t gram_count = (size_t)side * side, count = (size_t)rows * columns;
  cblas_sgemm(CblasRowMajor, tall ? CblasTrans : CblasNoTrans, tall ? CblasNoTrans : CblasTrans, side, side,
              tall ? rows : columns, 1, x, columns, x, columns, 0, gram, side);
  memcpy(square, gram, gram_count * sizeof *gram);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, C, gram, side, gram, side, B, square, side);
  memcpy(next, x, count * sizeof *x);
  if (tall)
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, side, side, 1, x, columns, square, side, A, next,
                columns);
  else
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, side, columns, side, 1, square, side, x, columns, A, next,
                columns);
  memcpy(x, next, count * sizeof *x);
}

static size_t gram_size(uint32_t rows, uint32_t columns) {
  const size_t side = rows < columns ? rows : columns;
  return side * side;
}

size_t orthogonalise_scratch_size(uint32_t rows, uint32_t columns) {
  return 2 * gram_size(rows, columns) + (size_t)rows * columns;
}

void orthogonalise(float *matrix, uint32_t rows, uint32_t columns, float *scratch) {
  float *square = scratch + gram_size(rows, columns), *next = square + gram_size(rows, columns);
  scale_to_unit_norm(matrix, (size_t)rows * columns);
  for (int round = 0; round < ROUNDS; round++)
    apply_polynomial(matrix, (int)rows, (int)columns, scratch, square, next);
}
