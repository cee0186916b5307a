/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "diagonal_part.h"

#include <stdlib.h>
#include <string.h>

#define TURNS 3
#define TIMES_SMALLER 10

static double whole_of(const FactorBasis *basis) {
  double sum = 0;
  for (uint32_t k = 0; k < basis->count; k++)
    sum += basis->values[k] * basis->values[k];
  return sum;
}

static uint32_t fitting_rank(const FactorBasis *basis) {
  const size_t rows = basis->rows, columns = basis->columns;
  const size_t rank = rows * columns / (rows + columns) / TIMES_SMALLER;
  return rank ? (uint32_t)rank : 1;
}

/* What weight - diagonal - A B has in one place. */
static double left_at(const float *weight, const float *diagonal, const FactorBasis *factors, uint32_t rank, size_t row,
                      size_t column) {
  double left = (double)weight[row * factors->columns + column];
  if (row % factors->columns == column) left -= (double)diagonal[row];
  for (uint32_t k = 0; k < rank; k++)
    left -= (double)factors->left[row * factors->count + k] * (double)factors->right[k * factors->columns + column];
  return left;
}

/* The number that makes e^T C e least for the rest e of a row, by adding (C e)_i / C_ii. */
static void fit_diagonal(const float *weight, const FactorBasis *factors, uint32_t rank, const double *covariance,
                         float *diagonal) {
  const size_t columns = factors->columns;
  for (size_t row = 0; row < factors->rows; row++) {
    const size_t own = row % columns;
    double sum = 0;
    if (!covariance) {
      diagonal[row] += (float)left_at(weight, diagonal, factors, rank, row, own);
      continue;
    }
    const double *weights = covariance + own * columns;
    for (size_t column = 0; column < columns; column++)
      sum += weights[column] * left_at(weight, diagonal, factors, rank, row, column);
    if (weights[own] > 0) diagonal[row] += (float)(sum / weights[own]);
  }
}

static int decompose_rest(const float *weight, const float *diagonal, const double *covariance,
                          const double *sensitivity, float *rest, FactorBasis *beside) {
  const size_t rows = beside->rows, columns = beside->columns;
  memcpy(rest, weight, rows * columns * sizeof *rest);
  for (size_t row = 0; row < rows; row++)
    rest[row * columns + row % columns] -= diagonal[row];
  factor_basis_clear(beside);
  return factor_basis_make(rest, (uint32_t)rows, (uint32_t)columns, covariance, sensitivity, beside);
}

int diagonal_part(const float *weight, const FactorBasis *basis, const double *covariance, const double *sensitivity,
                  float *diagonal, FactorBasis *beside) {
  const uint32_t rank = fitting_rank(basis);
  float *rest = malloc((size_t)basis->rows * basis->columns * sizeof *rest);
  int good = rest != NULL;
  *beside = (FactorBasis){.rows = basis->rows, .columns = basis->columns};
  memset(diagonal, 0, basis->rows * sizeof *diagonal);
  for (int turn = 0; good && turn < TURNS; turn++) {
    fit_diagonal(weight, turn ? beside : basis, rank, covariance, diagonal);
    good = decompose_rest(weight, diagonal, covariance, sensitivity, rest, beside);
  }
  free(rest);
  if (!good) return 0;
  const double own = whole_of(beside), whole = whole_of(basis);
  for (uint32_t k = 0; whole > 0 && k <= beside->count; k++)
    beside->rounding[k] *= own / whole;
  beside->whole = whole;
  return 1;
}
