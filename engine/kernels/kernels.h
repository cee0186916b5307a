/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The few operations that cost the time, each in plain C and in vector variants. One table (kernels.def) lists the
 * sets; one is chosen when a denoiser is created. The operations are of class audio, allocate nothing and need no
 * alignment unless stated. Their results depend on the values given alone, never on addresses or on earlier calls.
 */
#ifndef QUELL_KERNELS_H
#define QUELL_KERNELS_H

#include "quell.h"
#include <stddef.h>
#include <stdint.h>

/* Rows of a packed matrix come in panels: as many wide ones as are full, then narrow ones for the rest. Within a panel
 * the weights lie column by column, so that matvec_add() reads one ascending stream and fetches a number of x once for
 * many rows. */
#define KERNEL_WIDE_PANEL 64
#define KERNEL_PANEL 16
/* Layers that are shared over bands or bins have those in the lanes of a register, as many planes of numbers as there
 * are channels; each plane is filled up to a multiple of this. */
#define KERNEL_LANES 32

/* Channels as planes. Lane p of column near * channels + c is first[c * stride + near + p]: what a neighbour has is the
 * same plane, moved. */
typedef struct {
  const float *first;
  size_t stride; /* at least lanes + neighbours - 1 */
  uint32_t channels, neighbours;
} Planes;

typedef struct {
  const char *name;
  /* y[0..rows) += W x. `packed` is what pack_matrix() wrote, 64-byte aligned; rows and columns are 1 or more. Nothing
   * past y[rows - 1] is touched. The error of a sum is at most (columns + 1) * eps * (|y| + sum |w x|). */
  void (*matvec_add)(const float *packed, size_t rows, size_t columns, const float *x, float *y) QUELL_REALTIME;
  /* y[row][lane] += sum of weights[row][column] * x, for a row-major matrix of channels * neighbours columns and
   * `lanes` positions, a multiple of KERNEL_LANES. The error is that of matvec_add(). */
  void (*planes_add)(const float *weights, size_t rows, const Planes *x, size_t lanes, float *y) QUELL_REALTIME;
  /* y[i] += diagonal[i] * x[i]. The error is at most 2 * eps * (|y| + |diagonal x|). */
  void (*diagonal_add)(const float *diagonal, const float *x, size_t count, float *y) QUELL_REALTIME;
  /* x[i] = tanh(x[i]); absolute error at most 2e-7 for every float, NaN gives 1 or -1. In place. */
  void (*tanh)(float *x, size_t count) QUELL_REALTIME;
  /* x[i] = 1 / (1 + exp(-x[i])); absolute error at most 2e-7, never negative nor denormal, NaN gives a number from 0 to
   * 1. In place. */
  void (*sigmoid)(float *x, size_t count) QUELL_REALTIME;
} Kernels;

/* Floats that pack_matrix() writes for a rows x columns matrix. */
size_t packed_size(size_t rows, size_t columns);
/* setup. `matrix` is row-major, its rows begin `stride` floats apart. Rows that fill the last panel are zero. */
void pack_matrix(const float *matrix, size_t rows, size_t columns, size_t stride, float *packed);

/* any. The set of that name, or the best that this processor runs when `name` is NULL; NULL when there is none. */
const Kernels *kernels_find(const char *name) QUELL_REALTIME;
/* any. The sets that this processor runs, best first; NULL past the last. */
const Kernels *kernels_at(size_t index) QUELL_REALTIME;

#endif
