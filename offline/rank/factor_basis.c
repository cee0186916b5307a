/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "factor_basis.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Directions whose power is this share of the strongest one's, or less, count as if they had it: they must not make the
 * right factor explode. */
#define POWER_FLOOR 1e-7
#define POWER_LEAST 1e-30 /* of inputs that are all the same */

/* C = Q diag(e) Q^T; root becomes Q sqrt(e), [size][size], and inverse its inverse, diag(1 / sqrt(e)) Q^T. */
static int take_root(const double *covariance, int size, double *root, double *inverse) {
  const size_t count = (size_t)size * (size_t)size;
  double *powers = calloc((size_t)size, sizeof *powers);
  memcpy(root, covariance, count * sizeof *root);
  int good =
      powers && LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', size, root, size, powers) == 0 && isfinite(powers[size - 1]);
  for (int k = 0; good && k < size; k++) {
    const double deviation = sqrt(fmax(powers[k], fmax(powers[size - 1] * POWER_FLOOR, POWER_LEAST)));
    for (int i = 0; i < size; i++) {
      inverse[k * size + i] = root[i * size + k] / deviation;
      root[i * size + k] *= deviation;
    }
  }
  free(powers);
  return good;
}

/* Of outputs that hardly count some part is kept: gradients tell of small errors only. */
#define SENSITIVITY_FLOOR 1e-3

typedef struct {
  double *matrix;                 /* [rows][columns] */
  double *root, *inverse;         /* of the covariance, [columns][columns] */
  double *out_root, *out_inverse; /* of the sensitivity, [rows][rows] */
  double *weighted;               /* [rows][columns] */
  double *left, *right;
  double *swap; /* as large as the largest */
} Work;

static int open_work(Work *work, const float *matrix, size_t rows, size_t columns, size_t count) {
  const size_t longer = rows > columns ? rows : columns;
  work->matrix = malloc(rows * columns * sizeof(double));
  work->weighted = malloc(rows * columns * sizeof(double));
  work->root = malloc(columns * columns * sizeof(double));
  work->inverse = malloc(columns * columns * sizeof(double));
  work->out_root = malloc(rows * rows * sizeof(double));
  work->out_inverse = malloc(rows * rows * sizeof(double));
  work->left = malloc(rows * count * sizeof(double));
  work->right = malloc(count * columns * sizeof(double));
  work->swap = malloc(longer * longer * sizeof(double));
  if (!work->matrix || !work->weighted || !work->root || !work->inverse || !work->out_root || !work->out_inverse ||
      !work->left || !work->right || !work->swap)
    return 0;
  for (size_t i = 0; i < rows * columns; i++) {
    if (!isfinite(matrix[i])) return 0;
    work->matrix[i] = (double)matrix[i];
  }
  return 1;
}

static void close_work(Work *work) {
  free(work->matrix);
  free(work->root);
  free(work->inverse);
  free(work->out_root);
  free(work->out_inverse);
  free(work->weighted);
  free(work->left);
  free(work->right);
  free(work->swap);
}

/* c[rows][columns] = a b, or a^T b with a stored as [inner][rows]. */
static void multiply(CBLAS_TRANSPOSE transpose, size_t rows, size_t columns, size_t inner, const double *a,
                     const double *b, double *c) {
  const size_t stride = transpose == CblasTrans ? rows : inner;
  cblas_dgemm(CblasRowMajor, transpose, CblasNoTrans, (int)rows, (int)columns, (int)inner, 1, a, (int)stride, b,
              (int)columns, 0, c, (int)columns);
}

/* G plus a share of its mean diagonal. */
static int take_output_root(const double *sensitivity, size_t rows, Work *work) {
  double trace = 0;
  for (size_t i = 0; i < rows; i++)
    trace += sensitivity[i * rows + i];
  memcpy(work->swap, sensitivity, rows * rows * sizeof(double));
  for (size_t i = 0; i < rows; i++)
    work->swap[i * rows + i] += SENSITIVITY_FLOOR * trace / (double)rows;
  return take_root(work->swap, (int)rows, work->out_root, work->out_inverse);
}

/* work->weighted = R^T W L */
static int weigh(const FactorBasis *basis, const double *covariance, const double *sensitivity, Work *work) {
  const size_t rows = basis->rows, columns = basis->columns;
  memcpy(work->weighted, work->matrix, rows * columns * sizeof(double));
  if (covariance) {
    if (!take_root(covariance, (int)columns, work->root, work->inverse)) return 0;
    multiply(CblasNoTrans, rows, columns, columns, work->matrix, work->root, work->weighted);
  }
  if (sensitivity) {
    if (!take_output_root(sensitivity, rows, work)) return 0;
    memcpy(work->swap, work->weighted, rows * columns * sizeof(double));
    multiply(CblasTrans, rows, columns, rows, work->out_root, work->swap, work->weighted);
  }
  return 1;
}

static int decompose(FactorBasis *basis, const double *covariance, const double *sensitivity, Work *work) {
  const size_t rows = basis->rows, columns = basis->columns, count = basis->count;
  if (!weigh(basis, covariance, sensitivity, work)) return 0;
  if (LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'S', (int)rows, (int)columns, work->weighted, (int)columns, basis->values,
                     work->left, (int)count, work->right, (int)columns) != 0)
    return 0;
  if (covariance) {
    memcpy(work->swap, work->right, count * columns * sizeof(double));
    multiply(CblasNoTrans, count, columns, columns, work->swap, work->inverse, work->right);
  }
  if (sensitivity) {
    memcpy(work->swap, work->left, rows * count * sizeof(double));
    multiply(CblasTrans, rows, count, rows, work->out_inverse, work->swap, work->left);
  }
  return 1;
}

/* Both factors of a rank get the same length, which keeps them well scaled for training and for few bits. lengths[k]
 * becomes that of row k of B L. */
static void share_lengths(FactorBasis *basis, const Work *work, double *lengths) {
  const size_t count = basis->count;
  for (size_t k = 0; k < count; k++) {
    const double *row = work->right + k * basis->columns;
    const double length = cblas_dnrm2((int)basis->columns, row, 1);
    const double left = basis->values[k] * cblas_dnrm2((int)basis->rows, work->left + k, (int)count);
    const double factor = length > 0 ? sqrt(left / length) : 0; /* of the right one */
    lengths[k] = factor;
    for (size_t i = 0; i < basis->columns; i++)
      basis->right[k * basis->columns + i] = (float)(row[i] * factor);
    for (size_t i = 0; i < basis->rows; i++)
      basis->left[i * count + k] = factor > 0 ? (float)(work->left[i * count + k] * basis->values[k] / factor) : 0;
  }
}

/* ---- Rounding ---- */

/* Mean square of an error that is even between minus and plus half a step of a row whose largest number is `largest`.
 */
static double step_power(double largest) {
  const double step = largest / STORAGE_I8_MAX;
  return step * step / 12;
}

static double mean_power(const double *square, size_t size) {
  double trace = 0;
  for (size_t i = 0; square && i < size; i++)
    trace += square[i * size + i];
  return square ? trace : (double)size;
}

static double row_largest(const float *row, size_t count) {
  double largest = 0;
  for (size_t i = 0; i < count; i++)
    largest = fmax(largest, fabs((double)row[i]));
  return largest;
}

/* Errors dA and dB of the factors cost E|R^T dA B x|^2 + E|R^T A dB x|^2. In this basis the terms of B L are at right
 * angles, term k of length f_k, and those of R^T A likewise, of length values[k] / f_k; so with steps a_i of the rows
 * of A and b_k of those of B the cost is sum_k f_k^2 sum_i G_ii a_i^2 / 12 + sum_k (values[k] / f_k)^2 tr C b_k^2 / 12.
 */
static int measure_rounding(const float *matrix, const double *covariance, const double *sensitivity,
                            FactorBasis *basis, const double *lengths) {
  const size_t rows = basis->rows, columns = basis->columns, count = basis->count;
  const double input_power = mean_power(covariance, columns);
  const double floor = sensitivity ? SENSITIVITY_FLOOR * mean_power(sensitivity, rows) / (double)rows : 0;
  double *largest = calloc(rows, sizeof *largest), kept = 0, of_right = 0, whole = 0, dense = 0;
  basis->rounding = calloc(count + 1, sizeof *basis->rounding);
  if (!largest || !basis->rounding) {
    free(largest);
    return 0;
  }
  for (size_t k = 0; k < count; k++)
    whole += basis->values[k] * basis->values[k];
  for (size_t i = 0; i < rows; i++)
    dense +=
        (sensitivity ? sensitivity[i * rows + i] + floor : 1) * step_power(row_largest(matrix + i * columns, columns));
  basis->rounding[0] = whole > 0 ? dense * input_power / whole : 0;
  for (size_t k = 0; k < count; k++) {
    const double length = lengths[k];
    double of_left = 0;
    for (size_t i = 0; i < rows; i++) {
      largest[i] = fmax(largest[i], fabs((double)basis->left[i * count + k]));
      of_left += (sensitivity ? sensitivity[i * rows + i] + floor : 1) * step_power(largest[i]);
    }
    kept += length * length;
    if (length > 0)
      of_right += pow(basis->values[k] / length, 2) * input_power *
                  step_power(row_largest(basis->right + k * columns, columns));
    basis->rounding[k + 1] = whole > 0 ? (kept * of_left + of_right) / whole : 0;
  }
  free(largest);
  return 1;
}

int factor_basis_make(const float *matrix, uint32_t rows, uint32_t columns, const double *covariance,
                      const double *sensitivity, FactorBasis *basis) {
  const size_t count = rows < columns ? rows : columns;
  Work work = {0};
  *basis = (FactorBasis){.rows = rows, .columns = columns, .count = (uint32_t)count};
  basis->values = calloc(count, sizeof *basis->values);
  basis->left = calloc(rows * count, sizeof *basis->left);
  basis->right = calloc(count * columns, sizeof *basis->right);
  double *lengths = calloc(count, sizeof *lengths);
  int good = basis->values && basis->left && basis->right && lengths &&
             open_work(&work, matrix, rows, columns, count) && decompose(basis, covariance, sensitivity, &work);
  if (good) share_lengths(basis, &work, lengths);
  good = good && measure_rounding(matrix, covariance, sensitivity, basis, lengths);
  free(lengths);
  close_work(&work);
  return good;
}

void factor_basis_clear(FactorBasis *basis) {
  free(basis->values);
  free(basis->left);
  free(basis->right);
  free(basis->rounding);
  *basis = (FactorBasis){0};
}

double factor_basis_error(const FactorBasis *basis, uint32_t rank) {
  double tail = 0, whole = 0;
  for (uint32_t i = basis->count; i-- > 0;) {
    whole += basis->values[i] * basis->values[i];
    if (i >= rank) tail = whole;
  }
  if (basis->whole > 0) whole = basis->whole;
  return whole > 0 ? tail / whole : 0;
}

/* Half precision has 11 bits: errors of both factors are even within half of the last. */
#define HALF_ROUNDING (2.0 / 3 / (1 << 22))

double factor_basis_rounding(const FactorBasis *basis, uint32_t rank, StorageType storage) {
  if (storage == STORAGE_F16) return HALF_ROUNDING;
  return storage == STORAGE_I8 && basis->rounding ? basis->rounding[rank] : 0;
}
