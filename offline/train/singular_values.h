/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What the singular value decomposition W = U S V^T of a weight matrix serves in training. Matrices are rows x columns,
 * row-major. The result is the same bit for bit whenever BLAS runs on one thread. */
#ifndef QUELL_SINGULAR_VALUES_H
#define QUELL_SINGULAR_VALUES_H

#include <stddef.h>
#include <stdint.h>

/* The nuclear norm, the sum of the singular values, goes to *norm; its subgradient of least length, U V^T over the
 * singular values that are not zero (those above 1e-6 of the largest), to `gradient`. Returns 0, and changes nothing,
 * without memory or when the decomposition fails, as it does for values that are not finite. */
int nuclear_gradient(const float *matrix, uint32_t rows, uint32_t columns, float *gradient, double *norm);

/* Replaces the matrix by the nearest of that rank (Eckart, Young 1936). One whose smaller side is no more than `rank`
 * stays. Returns 0, and changes nothing, likewise. */
int truncate_rank(float *matrix, uint32_t rows, uint32_t columns, uint32_t rank);

/* left (rows x rank) times right (rank x columns) nearest to the matrix, the singular values shared evenly: both have
 * the same lengths. `rank` is at most the smaller side. Returns 0 likewise. */
int factor_matrix(const float *matrix, uint32_t rows, uint32_t columns, uint32_t rank, float *left, float *right);

#endif
