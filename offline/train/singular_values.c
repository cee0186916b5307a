/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "singular_values.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEGLIGIBLE 1e-6f

typedef struct {
  uint32_t rows, columns, count; /* count: the smaller side */
  float *values;                 /* [count], falling */
  float *left;                   /* U: [rows][count] */
  float *right;                  /* V^T: [count][columns] */
} Decomposition;

static void decomposition_clear(Decomposition *parts) {
  free(parts->values);
  free(parts->left);
  free(parts->right);
}

static int all_finite(const float *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!isfinite(values[i])) return 0;
  return 1;
}

/* A row-major matrix is its own transpose column by column, which is what LAPACK reads: W^T = V S U^T. */
static int decompose(const float *matrix, uint32_t rows, uint32_t columns, Decomposition *parts) {
  const size_t size = (size_t)rows * columns, count = rows < columns ? rows : columns;
  *parts = (Decomposition){.rows = rows, .columns = columns, .count = (uint32_t)count};
  if (!all_finite(matrix, size)) return 0;
  float *copy = malloc(size * sizeof *copy);
  parts->values = malloc(count * sizeof(float));
  parts->left = malloc(rows * count * sizeof(float));
  parts->right = malloc(count * columns * sizeof(float));
  int good = copy && parts->values && parts->left && parts->right;
  if (good) {
    memcpy(copy, matrix, size * sizeof *copy);
    good = LAPACKE_sgesdd(LAPACK_COL_MAJOR, 'S', (int)columns, (int)rows, copy, (int)columns, parts->values,
                          parts->right, (int)columns, parts->left, (int)count) == 0;
  }
  free(copy);
  if (!good) decomposition_clear(parts);
  return good;
}

/* into = the first `rank` columns of left times the first `rank` rows of right. */
static void join(const Decomposition *parts, uint32_t rank, float *into) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)parts->rows, (int)parts->columns, (int)rank, 1,
              parts->left, (int)parts->count, parts->right, (int)parts->columns, 0, into, (int)parts->columns);
}

static void scale_rows(float *matrix, uint32_t rows, uint32_t columns, const float *scale) {
  for (uint32_t row = 0; row < rows; row++)
    for (uint32_t column = 0; column < columns; column++)
      matrix[(size_t)row * columns + column] *= scale[row];
}

int nuclear_gradient(const float *matrix, uint32_t rows, uint32_t columns, float *gradient, double *norm) {
  Decomposition parts;
  if (!decompose(matrix, rows, columns, &parts)) return 0;
  uint32_t rank = 0;
  *norm = 0;
  for (uint32_t i = 0; i < parts.count; i++)
    *norm += parts.values[i];
  while (rank < parts.count && parts.values[rank] > NEGLIGIBLE * parts.values[0])
    rank++;
  join(&parts, rank, gradient);
  decomposition_clear(&parts);
  return 1;
}

int truncate_rank(float *matrix, uint32_t rows, uint32_t columns, uint32_t rank) {
  Decomposition parts;
  if (rank >= (rows < columns ? rows : columns)) return 1;
  if (!decompose(matrix, rows, columns, &parts)) return 0;
  scale_rows(parts.right, rank, columns, parts.values);
  join(&parts, rank, matrix);
  decomposition_clear(&parts);
  return 1;
}

int factor_matrix(const float *matrix, uint32_t rows, uint32_t columns, uint32_t rank, float *left, float *right) {
  Decomposition parts;
  if (!decompose(matrix, rows, columns, &parts)) return 0;
  for (uint32_t i = 0; i < rank; i++)
    parts.values[i] = sqrtf(parts.values[i]);
  for (uint32_t row = 0; row < rows; row++)
    for (uint32_t i = 0; i < rank; i++)
      left[(size_t)row * rank + i] = parts.left[(size_t)row * parts.count + i] * parts.values[i];
  memcpy(right, parts.right, (size_t)rank * columns * sizeof *right);
  scale_rows(right, rank, columns, parts.values);
  decomposition_clear(&parts);
  return 1;
}
