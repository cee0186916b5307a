/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kernels.h"

size_t packed_size(size_t rows, size_t columns) {
  return (rows + KERNEL_PANEL - 1) / KERNEL_PANEL * KERNEL_PANEL * columns;
}

void pack_matrix(const float *matrix, size_t rows, size_t columns, size_t stride, float *packed) {
  size_t first = 0;
  while (first < rows) {
    size_t end = first + (rows - first >= KERNEL_WIDE_PANEL ? KERNEL_WIDE_PANEL : KERNEL_PANEL);
    for (size_t column = 0; column < columns; column++)
      for (size_t row = first; row < end; row++)
        *packed++ = row < rows ? matrix[row * stride + column] : 0.0f;
    first = end;
  }
}
