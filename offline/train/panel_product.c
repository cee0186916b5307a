/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "panel_product.h"

#include <string.h>

/* Rows of a matrix are packed 16 at a time, term by term. */
#define PANEL 16
/* Terms of a sum taken at a time, so that two panels stay in the first cache; vectors taken at a time, so that they
 * stay in the second. */
#define DEPTH 256
#define CHUNK 64

size_t panel_matrix_size(size_t rows, size_t columns) {
  return (rows + PANEL - 1) / PANEL * PANEL * columns;
}

void panel_matrix_pack(const float *matrix, size_t rows, size_t columns, float *packed) {
  for (size_t first = 0; first < rows; first += PANEL)
    for (size_t column = 0; column < columns; column++)
      for (size_t row = first; row < first + PANEL; row++)
        *packed++ = row < rows ? matrix[row * columns + column] : 0;
}

void panel_matrix_pack_transposed(const float *matrix, size_t rows, size_t columns, float *packed) {
  for (size_t first = 0; first < columns; first += PANEL) {
    const size_t width = columns - first < PANEL ? columns - first : PANEL;
    for (size_t row = 0; row < rows; row++, packed += PANEL) {
      const float *values = matrix + row * columns + first;
      if (width == PANEL)
        memcpy(packed, values, PANEL * sizeof *packed);
      else
        for (size_t i = 0; i < PANEL; i++)
          packed[i] = i < width ? values[i] : 0;
    }
  }
}

/* Some vectors, and some terms of their sums, with all rows. */
typedef struct {
  const float *packed; /* first panel, first term */
  size_t panel_step, terms;
  const float *x; /* term k of vector n is x[n * vector_step + k * term_step] */
  size_t vector_step, term_step;
  float *y;
  size_t rows;
} Block;

#define KERNEL plain
#define KERNEL_TARGET
#define LANES 4
#define PARTS 4
#define VECTORS 2
#include "panel_kernel.def"

#if defined(__x86_64__)
#define KERNEL avx2
#define KERNEL_TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define PARTS 2
#define VECTORS 4
#include "panel_kernel.def"

#define KERNEL avx512
#define KERNEL_TARGET __attribute__((target("avx512f,avx2,fma")))
#define LANES 16
#define PARTS 2
#define VECTORS 8
#include "panel_kernel.def"
#endif

struct PanelKernel {
  const char *name;
  int fast;
  void (*sweep)(const Block *block, size_t count);
};

static const PanelKernel kernels[] = {
#if defined(__x86_64__)
    {"avx512", 1, sweep_avx512},
    {"avx2", 1, sweep_avx2},
#endif
    {"plain", 0, sweep_plain},
};

static int runs_here(const PanelKernel *kernel) {
#if defined(__x86_64__)
  if (kernel->sweep == sweep_avx512) return __builtin_cpu_supports("avx512f") != 0;
  if (kernel->sweep == sweep_avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return kernel->sweep == sweep_plain;
}

const PanelKernel *panel_kernel_at(size_t index) {
  for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
    if (runs_here(&kernels[i]) && index-- == 0) return &kernels[i];
  return NULL;
}

const char *panel_kernel_name(const PanelKernel *kernel) {
  return kernel->name;
}

int panel_kernel_is_fast(const PanelKernel *kernel) {
  return kernel->fast;
}

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

void panel_product_add(const PanelKernel *kernel, const float *packed, size_t rows, size_t columns, const float *x,
                       size_t count, float *y) {
  for (size_t n = 0; n < count; n += CHUNK)
    for (size_t term = 0; term < columns; term += DEPTH) {
      const Block block = {.packed = packed + term * PANEL,
                           .panel_step = columns * PANEL,
                           .terms = smaller(DEPTH, columns - term),
                           .x = x + n * columns + term,
                           .vector_step = columns,
                           .term_step = 1,
                           .y = y + n * rows,
                           .rows = rows};
      kernel->sweep(&block, smaller(CHUNK, count - n));
    }
}

/* Terms that lie thousands of bytes apart would throw each other out of the cache: a part of x is brought together
 * first. */
void panel_product_add_transposed(const PanelKernel *kernel, const float *packed, size_t rows, size_t columns,
                                  const float *x, size_t count, float *y, float *scratch) {
  _Static_assert(PANEL_SCRATCH >= DEPTH * CHUNK, "");
  for (size_t n = 0; n < count; n += CHUNK)
    for (size_t term = 0; term < columns; term += DEPTH) {
      const size_t vectors = smaller(CHUNK, count - n), terms = smaller(DEPTH, columns - term);
      for (size_t k = 0; k < terms; k++)
        memcpy(scratch + k * CHUNK, x + (term + k) * count + n, vectors * sizeof *scratch);
      const Block block = {.packed = packed + term * PANEL,
                           .panel_step = columns * PANEL,
                           .terms = terms,
                           .x = scratch,
                           .vector_step = 1,
                           .term_step = CHUNK,
                           .y = y + n * rows,
                           .rows = rows};
      kernel->sweep(&block, vectors);
    }
}
