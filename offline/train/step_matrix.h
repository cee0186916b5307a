/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The product that a recurrent layer needs at every frame: one matrix, packed once, times a few vectors, many times
 * over. A general product would pack the matrix anew at every frame, which costs as much as the product itself. */
#ifndef QUELL_STEP_MATRIX_H
#define QUELL_STEP_MATRIX_H

#include <stddef.h>

/* Floats of a packed rows x columns matrix. */
size_t step_matrix_size(size_t rows, size_t columns);
/* Packs a row-major rows x columns matrix. */
void step_matrix_pack(const float *matrix, size_t rows, size_t columns, float *packed);
/* Packs the transpose of it (a columns x rows matrix); step_matrix_size(columns, rows) floats. */
void step_matrix_pack_transposed(const float *matrix, size_t rows, size_t columns, float *packed);
/* y[n] += W x[n] for `count` vectors: x is count x columns, y count x rows. `packed` is aligned to 64 bytes. */
void step_matrix_add(const float *packed, size_t rows, size_t columns, const float *x, size_t count, float *y);

#endif
