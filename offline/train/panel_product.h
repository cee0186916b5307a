/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Products of a matrix with many vectors, the matrix packed once in the order in which it is read. A recurrent layer
 * packs its matrix once a batch, where a general product would do so at every frame; the wide kernels also serve the
 * large products of a batch. */
#ifndef QUELL_PANEL_PRODUCT_H
#define QUELL_PANEL_PRODUCT_H

#include <stddef.h>

/* The ways to multiply that this processor runs, best first; NULL past the last. */
typedef struct PanelKernel PanelKernel;
const PanelKernel *panel_kernel_at(size_t index);
const char *panel_kernel_name(const PanelKernel *kernel);
/* Whether it beats a general BLAS at large products too. */
int panel_kernel_is_fast(const PanelKernel *kernel);

/* Floats of a packed rows x columns matrix. */
size_t panel_matrix_size(size_t rows, size_t columns);
/* Packs a row-major rows x columns matrix. */
void panel_matrix_pack(const float *matrix, size_t rows, size_t columns, float *packed);
/* Packs the transpose of it, a columns x rows matrix; panel_matrix_size(columns, rows) floats. */
void panel_matrix_pack_transposed(const float *matrix, size_t rows, size_t columns, float *packed);

/* y[n] += W x[n] for `count` vectors: x is count x columns, y count x rows. The sums of a vector do not depend on the
 * others. */
void panel_product_add(const PanelKernel *kernel, const float *packed, size_t rows, size_t columns, const float *x,
                       size_t count, float *y);
/* The same with x given as columns x count. */
#define PANEL_SCRATCH 16384
void panel_product_add_transposed(const PanelKernel *kernel, const float *packed, size_t rows, size_t columns,
                                  const float *x, size_t count, float *y, float *scratch);

#endif
