/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The few operations that cost the time, each in plain C and in vector variants. One table (kernels.def) lists the
 * sets; one is chosen when a denoiser is created. All functions are of class audio, allocate nothing and need no
 * alignment unless stated.
 */
#ifndef QUELL_KERNELS_H
#define QUELL_KERNELS_H

#include <stddef.h>

/* Rows of a packed matrix come in panels; within a panel the weights lie column by column. */
#define KERNEL_PANEL 16

typedef struct {
  const char *name;
  /* y[0..rows) += W x. `packed` is what pack_matrix() wrote, 64-byte aligned; rows and columns are 1 or more.
   * y must have room for `rows` rounded up to KERNEL_PANEL; what lies past `rows` is overwritten with unspecified
   * finite values. */
  void (*matvec_add)(const float *packed, size_t rows, size_t columns, const float *x, float *y);
  /* x[i] = tanh(x[i]); absolute error at most 2e-6 for every float, NaN gives NaN or a finite value. In place. */
  void (*tanh)(float *x, size_t count);
  /* x[i] = 1 / (1 + exp(-x[i])); absolute error at most 1e-6. In place. */
  void (*sigmoid)(float *x, size_t count);
} Kernels;

/* Floats that pack_matrix() writes for a rows x columns matrix. */
size_t packed_size(size_t rows, size_t columns);
/* setup. `matrix` is row-major, rows x columns. Rows that fill the last panel are zero. */
void pack_matrix(const float *matrix, size_t rows, size_t columns, float *packed);

/* The set of that name, or the best that this processor runs when `name` is NULL; NULL when there is none. */
const Kernels *kernels_find(const char *name);
/* The sets that this processor runs, best first; NULL past the last. */
const Kernels *kernels_at(size_t index);

#endif
