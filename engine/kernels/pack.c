/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Order of the weights in memory: the order in which matvec_add() reads them, so that it reads one ascending stream.
 */
#include "kernels.h"

size_t packed_size(size_t rows, size_t columns) {
  return (rows + KERNEL_PANEL - 1) / KERNEL_PANEL * KERNEL_PANEL * columns;
}

void pack_matrix(const float *matrix, size_t rows, size_t columns, float *packed) {
  for (size_t first = 0; first < rows; first += KERNEL_PANEL)
    for (size_t column = 0; column < columns; column++)
      for (size_t row = first; row < first + KERNEL_PANEL; row++)
        *packed++ = row < rows ? matrix[row * columns + column] : 0.0f;
}
