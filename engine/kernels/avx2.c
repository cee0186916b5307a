/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AVX2 and FMA: a column of a panel is two registers.
 */
#include "exponential.h"
#include "sets.h"
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define LANES 8

/* Adds the panel's sums to y; the last panel of a matrix may have fewer rows than lanes. */
static inline void add_to(float *y, size_t rows, __m256 low, __m256 high) {
  if (rows >= KERNEL_PANEL) {
    _mm256_storeu_ps(y, _mm256_add_ps(_mm256_loadu_ps(y), low));
    _mm256_storeu_ps(y + LANES, _mm256_add_ps(_mm256_loadu_ps(y + LANES), high));
    return;
  }
  float sum[KERNEL_PANEL];
  _mm256_storeu_ps(sum, low);
  _mm256_storeu_ps(sum + LANES, high);
  for (size_t i = 0; i < rows; i++)
    y[i] += sum[i];
}

/* Two panels at once share the broadcast of x; two columns at once give twice as many independent sums, which hides the
 * latency of the multiply-add. */
static inline void add_two_panels(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  const float *second = packed + columns * KERNEL_PANEL;
  __m256 even[4], odd[4];
  for (int i = 0; i < 4; i++)
    even[i] = odd[i] = _mm256_setzero_ps();
  size_t column = 0;
  for (; column + 2 <= columns; column += 2, packed += 2 * KERNEL_PANEL, second += 2 * KERNEL_PANEL) {
    __m256 x0 = _mm256_broadcast_ss(x + column), x1 = _mm256_broadcast_ss(x + column + 1);
    for (int i = 0; i < 2; i++) {
      even[i] = _mm256_fmadd_ps(_mm256_load_ps(packed + i * LANES), x0, even[i]);
      odd[i] = _mm256_fmadd_ps(_mm256_load_ps(packed + KERNEL_PANEL + i * LANES), x1, odd[i]);
      even[2 + i] = _mm256_fmadd_ps(_mm256_load_ps(second + i * LANES), x0, even[2 + i]);
      odd[2 + i] = _mm256_fmadd_ps(_mm256_load_ps(second + KERNEL_PANEL + i * LANES), x1, odd[2 + i]);
    }
  }
  if (column < columns) {
    __m256 last = _mm256_broadcast_ss(x + column);
    for (int i = 0; i < 2; i++) {
      even[i] = _mm256_fmadd_ps(_mm256_load_ps(packed + i * LANES), last, even[i]);
      even[2 + i] = _mm256_fmadd_ps(_mm256_load_ps(second + i * LANES), last, even[2 + i]);
    }
  }
  add_to(y, rows, _mm256_add_ps(even[0], odd[0]), _mm256_add_ps(even[1], odd[1]));
  add_to(y + KERNEL_PANEL, rows - KERNEL_PANEL, _mm256_add_ps(even[2], odd[2]), _mm256_add_ps(even[3], odd[3]));
}

#define COLUMNS 4

static inline void add_panel(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  __m256 low[COLUMNS], high[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    low[i] = high[i] = _mm256_setzero_ps();
  size_t column = 0;
  for (; column + COLUMNS <= columns; column += COLUMNS, packed += COLUMNS * KERNEL_PANEL)
    for (int i = 0; i < COLUMNS; i++) {
      __m256 value = _mm256_broadcast_ss(x + column + i);
      low[i] = _mm256_fmadd_ps(_mm256_load_ps(packed + i * KERNEL_PANEL), value, low[i]);
      high[i] = _mm256_fmadd_ps(_mm256_load_ps(packed + i * KERNEL_PANEL + LANES), value, high[i]);
    }
  for (; column < columns; column++, packed += KERNEL_PANEL) {
    __m256 value = _mm256_broadcast_ss(x + column);
    low[0] = _mm256_fmadd_ps(_mm256_load_ps(packed), value, low[0]);
    high[0] = _mm256_fmadd_ps(_mm256_load_ps(packed + LANES), value, high[0]);
  }
  add_to(y, rows, _mm256_add_ps(_mm256_add_ps(low[0], low[1]), _mm256_add_ps(low[2], low[3])),
         _mm256_add_ps(_mm256_add_ps(high[0], high[1]), _mm256_add_ps(high[2], high[3])));
}

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  size_t row = 0;
  for (; row + KERNEL_PANEL < rows; row += 2 * KERNEL_PANEL)
    add_two_panels(packed + row * columns, rows - row, columns, x, y + row);
  if (row < rows) add_panel(packed + row * columns, rows - row, columns, x, y + row);
}

/* exp(r) - 1 of the remainder r; *scale is 2^n. */
static inline __m256 exponential_parts(__m256 y, __m256 *scale) {
  __m256 rounding = _mm256_set1_ps(ROUNDING);
  __m256 rounded = _mm256_fmadd_ps(y, _mm256_set1_ps(ONE_OVER_LN2), rounding);
  __m256 n = _mm256_sub_ps(rounded, rounding);
  __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(LN2_HIGH), y);
  r = _mm256_fnmadd_ps(n, _mm256_set1_ps(LN2_LOW), r);
  __m256 q = _mm256_set1_ps(EXPONENTIAL_C4);
  q = _mm256_fmadd_ps(q, r, _mm256_set1_ps(EXPONENTIAL_C3));
  q = _mm256_fmadd_ps(q, r, _mm256_set1_ps(EXPONENTIAL_C2));
  q = _mm256_fmadd_ps(q, r, _mm256_set1_ps(EXPONENTIAL_C1));
  q = _mm256_fmadd_ps(q, r, _mm256_set1_ps(EXPONENTIAL_C0));
  __m256i bits = _mm256_slli_epi32(_mm256_castps_si256(rounded), 23);
  *scale = _mm256_castsi256_ps(_mm256_add_epi32(bits, _mm256_set1_epi32(0x3f800000)));
  return _mm256_fmadd_ps(_mm256_mul_ps(q, r), r, r);
}

QUELL_REALTIME static inline __m256 tanh_of(__m256 x) {
  const __m256 sign_bit = _mm256_set1_ps(-0.0f);
  __m256 y = _mm256_mul_ps(_mm256_set1_ps(-2.0f), _mm256_andnot_ps(sign_bit, x)), scale;
  y = _mm256_max_ps(y, _mm256_set1_ps(-TANH_LIMIT));
  __m256 p = exponential_parts(y, &scale);
  __m256 less_one = _mm256_fmadd_ps(scale, p, _mm256_sub_ps(scale, _mm256_set1_ps(1.0f)));
  __m256 negative = _mm256_div_ps(less_one, _mm256_add_ps(less_one, _mm256_set1_ps(2.0f)));
  return _mm256_or_ps(_mm256_andnot_ps(sign_bit, negative), _mm256_and_ps(sign_bit, x));
}

QUELL_REALTIME static inline __m256 sigmoid_of(__m256 x) {
  const __m256 one = _mm256_set1_ps(1.0f);
  __m256 scale;
  x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-SIGMOID_LIMIT)), _mm256_set1_ps(SIGMOID_LIMIT));
  __m256 p = exponential_parts(_mm256_sub_ps(_mm256_setzero_ps(), x), &scale);
  return _mm256_div_ps(one, _mm256_add_ps(one, _mm256_fmadd_ps(scale, p, scale)));
}

/* All of x by whole registers; the rest goes through one more that is filled up with zeros. */
QUELL_REALTIME static inline void each(float *x, size_t count, __m256 (*function)(__m256) QUELL_REALTIME) {
  for (; count >= LANES; x += LANES, count -= LANES)
    _mm256_storeu_ps(x, function(_mm256_loadu_ps(x)));
  float rest[LANES] = {0};
  memcpy(rest, x, count * sizeof(float));
  _mm256_storeu_ps(rest, function(_mm256_loadu_ps(rest)));
  memcpy(x, rest, count * sizeof(float));
}

QUELL_REALTIME static void avx2_tanh(float *x, size_t count) {
  each(x, count, tanh_of);
}

QUELL_REALTIME static void avx2_sigmoid(float *x, size_t count) {
  each(x, count, sigmoid_of);
}

const Kernels kernels_avx2 = {"avx2", matvec_add, avx2_tanh, avx2_sigmoid};
