/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "step_matrix.h"

#include <string.h>

#define PANEL 16

typedef float Panel __attribute__((vector_size(PANEL * sizeof(float))));

size_t step_matrix_size(size_t rows, size_t columns) {
  return (rows + PANEL - 1) / PANEL * PANEL * columns;
}

static void pack(const float *matrix, size_t rows, size_t columns, size_t row_step, size_t column_step, float *packed) {
  for (size_t first = 0; first < rows; first += PANEL)
    for (size_t column = 0; column < columns; column++)
      for (size_t row = first; row < first + PANEL; row++)
        *packed++ = row < rows ? matrix[row * row_step + column * column_step] : 0;
}

void step_matrix_pack(const float *matrix, size_t rows, size_t columns, float *packed) {
  pack(matrix, rows, columns, columns, 1, packed);
}

void step_matrix_pack_transposed(const float *matrix, size_t rows, size_t columns, float *packed) {
  pack(matrix, columns, rows, 1, columns, packed);
}

static inline void add_panel(float *y, const Panel *sum, size_t rows) {
  float values[PANEL];
  memcpy(values, sum, sizeof values);
  for (size_t row = 0; row < rows; row++)
    y[row] += values[row];
}

/* One panel of rows times exactly `vectors` vectors, which is a constant in each caller, so that the sums stay in
 * registers. */
static inline __attribute__((always_inline)) void panel_block(const float *panel, size_t panel_rows, size_t rows,
                                                              size_t columns, const float *x, size_t vectors,
                                                              float *y) {
  Panel sums[16];
  for (size_t n = 0; n < vectors; n++)
    sums[n] = (Panel){0};
  for (size_t column = 0; column < columns; column++) {
    const Panel weights = *(const Panel *)(const void *)(panel + column * PANEL);
    for (size_t n = 0; n < vectors; n++)
      sums[n] += weights * x[n * columns + column];
  }
  for (size_t n = 0; n < vectors; n++)
    add_panel(y + n * rows, &sums[n], panel_rows);
}

static inline __attribute__((always_inline)) void run(const float *packed, size_t rows, size_t columns, const float *x,
                                                      size_t count, float *y, size_t block) {
  for (size_t first = 0; first < rows; first += PANEL) {
    const float *panel = packed + first * columns;
    const size_t panel_rows = rows - first < PANEL ? rows - first : PANEL;
    size_t n = 0;
    for (; n + block <= count; n += block)
      panel_block(panel, panel_rows, rows, columns, x + n * columns, block, y + n * rows + first);
    for (; n < count; n++)
      panel_block(panel, panel_rows, rows, columns, x + n * columns, 1, y + n * rows + first);
  }
}

/* As many sums as the registers of each level hold. */
#define RUN(name, block, attribute)                                                                                    \
  attribute static void name(const float *packed, size_t rows, size_t columns, const float *x, size_t count,           \
                             float *y) {                                                                               \
    run(packed, rows, columns, x, count, y, block);                                                                    \
  }

RUN(run_plain, 2, )
#if defined(__x86_64__)
RUN(run_v3, 4, __attribute__((target("avx2,fma"))))
RUN(run_v4, 16, __attribute__((target("avx512f,avx2,fma"))))
#endif

void step_matrix_add(const float *packed, size_t rows, size_t columns, const float *x, size_t count, float *y) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) {
    run_v4(packed, rows, columns, x, count, y);
    return;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    run_v3(packed, rows, columns, x, count, y);
    return;
  }
#endif
  run_plain(packed, rows, columns, x, count, y);
}
