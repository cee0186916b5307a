/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A diagonal beside factors: W = D + A B, where D has a diagonal for each gate's square of a recurrent matrix. A unit's
 * own past is of full rank, however small the rank of all else may be (RNNoise's pruned matrices keep it, too). It
 * costs as many numbers as there are rows, which is less than a rank. */
#ifndef QUELL_DIAGONAL_PART_H
#define QUELL_DIAGONAL_PART_H

#include "factor_basis.h"

/* For `weight` (rows, a multiple of columns) and its basis, made with that covariance and sensitivity. Diagonal and
 * factors are fitted by turns: for a given diagonal the factors are those of W - D, and for given factors each number
 * of the diagonal is the one with the least error of its row. The rank for that is one at which a network becomes about
 * ten times smaller; `beside` then has W - D at all ranks, errors as shares of what those of `basis` are. Returns 0
 * without memory; factor_basis_clear() of `beside` is needed in any case. */
int diagonal_part(const float *weight, const FactorBasis *basis, const double *covariance, const double *sensitivity,
                  float *diagonal, FactorBasis *beside);

#endif
