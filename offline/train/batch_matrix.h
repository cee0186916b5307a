/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Products of a weight matrix with many vectors at once, forward and backward. Vectors are rows: x is count x columns,
 * y is count x rows. `parameters` and `gradient` are flat arrays of a ParameterLayout. Factor pairs are run as they
 * are. */
#ifndef QUELL_BATCH_MATRIX_H
#define QUELL_BATCH_MATRIX_H

#include "parameters.h"

/* Floats of scratch that each product needs. */
size_t matrix_scratch_size(const MatrixPlace *place, size_t count);
/* y = x W^T, added to what is there when `keep` is set. */
void matrix_forward(const MatrixPlace *place, const float *parameters, const float *x, size_t count, int keep, float *y,
                    float *scratch);
/* Adds the gradient of the weights, that of a diagonal included; dx = dy W unless it is NULL, for matrices without a
 * diagonal. */
void matrix_backward(const MatrixPlace *place, const float *parameters, const float *dy, const float *x, size_t count,
                     float *gradient, float *dx, float *scratch);
/* Adds the column sums of dy (count x rows) to the gradient of a bias. */
void bias_backward(const float *dy, size_t count, size_t rows, float *gradient);
/* Sets every row of y (count x rows) to the bias. */
void bias_forward(const float *bias, size_t count, size_t rows, float *y);

#endif
