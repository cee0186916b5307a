/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* All truncations of a weight matrix at once. W (rows x columns) is decomposed in the metric in which errors count:
 *
 *   plain     the error of a truncation is |W - AB|^2 (Frobenius; Eckart and Young 1936)
 *   weighted  it is E|(W - AB)(x - E[x])|^2 for inputs of covariance C = L L^T: the singular value decomposition of
 *             W L, with L undone in the right factor (Wang et al. 2024, "SVD-LLM"; for networks of this kind Chen et
 *             al. 2021, "DRONE"). Directions in which the inputs hardly ever point cost nothing, and what the mean
 * input loses is put into the bias.
 *   two-sided it is E|R^T (W - AB)(x - E[x])|^2, where G = R R^T tells how much errors of each output count
 *             (gradient_moments.h), after a thousandth of its mean diagonal was added to all of it: the decomposition
 * of R^T W L, with R undone in the left factor (compare Kim et al. 2025, "GFWSVD", and KFAC).
 *
 * The first r columns of `left` and the first r rows of `right` are the best factors of rank r; the error is
 * sum over i > r of values[i]^2. Singular values are shared evenly between the two factors. */
#ifndef QUELL_FACTOR_BASIS_H
#define QUELL_FACTOR_BASIS_H

#include "tensor_storage.h"

#include <stdint.h>

typedef struct {
  uint32_t rows, columns, count; /* count: the smaller side */
  double *values;                /* [count] singular values, falling */
  float *left;                   /* [rows][count] */
  float *right;                  /* [count][columns] */
  double whole;                  /* squared error of nothing, of which errors are shares; 0: sum of values[i]^2 */
  double *rounding;              /* [count + 1] factor_basis_rounding() of whole numbers, by rank; NULL: none */
} FactorBasis;

/* `covariance` C is [columns][columns], or NULL for inputs that are all alike; `sensitivity` G is [rows][rows], or NULL
 * for outputs that count alike. Returns 0 without memory or when a value is not
 * finite; factor_basis_clear() is needed in any case. */
int factor_basis_make(const float *matrix, uint32_t rows, uint32_t columns, const double *covariance,
                      const double *sensitivity, FactorBasis *basis);
void factor_basis_clear(FactorBasis *basis);

/* Share of the squared error that truncation to `rank` leaves: 1 at rank 0, 0 at the whole. */
double factor_basis_error(const FactorBasis *basis, uint32_t rank);

/* Share of the squared error that comes from rounding both factors of a rank to what a form of storage holds, or, at
 * rank 0, the matrix itself; expected for errors that do not depend on each other. */
double factor_basis_rounding(const FactorBasis *basis, uint32_t rank, StorageType storage);

#endif
