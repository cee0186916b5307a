/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AVX-512F: a column of a panel is one register.
 */
#include "exponential.h"
#include "sets.h"
#include <immintrin.h>
#include <stdint.h>

#define LANES 16

/* The first `rows` lanes; 16 or more rows give all of them. */
static inline __mmask16 lanes(size_t rows) {
  return rows < LANES ? (__mmask16)((1u << rows) - 1) : (__mmask16)0xffff;
}

static inline void add_to(float *y, size_t rows, __m512 sum) {
  __mmask16 mask = lanes(rows);
  _mm512_mask_storeu_ps(y, mask, _mm512_add_ps(_mm512_maskz_loadu_ps(mask, y), sum));
}

/* Several panels at once share the broadcast of x; two columns at once give twice as many independent sums, which hides
 * the latency of the multiply-add. */
#define PANELS 4

static inline void add_four_panels(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  const size_t stride = columns * KERNEL_PANEL;
  __m512 even[PANELS], odd[PANELS];
  for (int i = 0; i < PANELS; i++)
    even[i] = odd[i] = _mm512_setzero_ps();
  size_t column = 0;
  for (; column + 2 <= columns; column += 2, packed += 2 * KERNEL_PANEL) {
    __m512 x0 = _mm512_set1_ps(x[column]), x1 = _mm512_set1_ps(x[column + 1]);
    for (int i = 0; i < PANELS; i++) {
      even[i] = _mm512_fmadd_ps(_mm512_load_ps(packed + i * stride), x0, even[i]);
      odd[i] = _mm512_fmadd_ps(_mm512_load_ps(packed + i * stride + KERNEL_PANEL), x1, odd[i]);
    }
  }
  if (column < columns)
    for (int i = 0; i < PANELS; i++)
      even[i] = _mm512_fmadd_ps(_mm512_load_ps(packed + i * stride), _mm512_set1_ps(x[column]), even[i]);
  for (int i = 0; i < PANELS; i++)
    add_to(y + i * KERNEL_PANEL, rows - i * KERNEL_PANEL, _mm512_add_ps(even[i], odd[i]));
}

#define COLUMNS 8

static inline void add_panel(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  __m512 sum[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    sum[i] = _mm512_setzero_ps();
  size_t column = 0;
  for (; column + COLUMNS <= columns; column += COLUMNS, packed += COLUMNS * KERNEL_PANEL)
    for (int i = 0; i < COLUMNS; i++)
      sum[i] = _mm512_fmadd_ps(_mm512_load_ps(packed + i * KERNEL_PANEL), _mm512_set1_ps(x[column + i]), sum[i]);
  for (; column < columns; column++, packed += KERNEL_PANEL)
    sum[0] = _mm512_fmadd_ps(_mm512_load_ps(packed), _mm512_set1_ps(x[column]), sum[0]);
  for (int half = COLUMNS / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++)
      sum[i] = _mm512_add_ps(sum[i], sum[i + half]);
  add_to(y, rows, sum[0]);
}

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  size_t row = 0;
  for (; row + (PANELS - 1) * KERNEL_PANEL < rows; row += PANELS * KERNEL_PANEL)
    add_four_panels(packed + row * columns, rows - row, columns, x, y + row);
  for (; row < rows; row += KERNEL_PANEL)
    add_panel(packed + row * columns, rows - row, columns, x, y + row);
}

/* exp(r) - 1 of the remainder r; *scale is 2^n. */
static inline __m512 exponential_parts(__m512 y, __m512 *scale) {
  __m512 rounding = _mm512_set1_ps(ROUNDING);
  __m512 rounded = _mm512_fmadd_ps(y, _mm512_set1_ps(ONE_OVER_LN2), rounding);
  __m512 n = _mm512_sub_ps(rounded, rounding);
  __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(LN2_HIGH), y);
  r = _mm512_fnmadd_ps(n, _mm512_set1_ps(LN2_LOW), r);
  __m512 q = _mm512_set1_ps(EXPONENTIAL_C4);
  q = _mm512_fmadd_ps(q, r, _mm512_set1_ps(EXPONENTIAL_C3));
  q = _mm512_fmadd_ps(q, r, _mm512_set1_ps(EXPONENTIAL_C2));
  q = _mm512_fmadd_ps(q, r, _mm512_set1_ps(EXPONENTIAL_C1));
  q = _mm512_fmadd_ps(q, r, _mm512_set1_ps(EXPONENTIAL_C0));
  __m512i bits = _mm512_slli_epi32(_mm512_castps_si512(rounded), 23);
  *scale = _mm512_castsi512_ps(_mm512_add_epi32(bits, _mm512_set1_epi32(0x3f800000)));
  return _mm512_fmadd_ps(_mm512_mul_ps(q, r), r, r);
}

static inline __m512 tanh_of(__m512 x) {
  const __m512i sign_bit = _mm512_set1_epi32(INT32_MIN);
  __m512i sign = _mm512_and_epi32(_mm512_castps_si512(x), sign_bit);
  __m512 magnitude = _mm512_castsi512_ps(_mm512_andnot_epi32(sign_bit, _mm512_castps_si512(x)));
  __m512 y = _mm512_mul_ps(_mm512_set1_ps(-2.0f), magnitude), scale;
  y = _mm512_max_ps(y, _mm512_set1_ps(-TANH_LIMIT));
  __m512 p = exponential_parts(y, &scale);
  __m512 less_one = _mm512_fmadd_ps(scale, p, _mm512_sub_ps(scale, _mm512_set1_ps(1.0f)));
  __m512 negative = _mm512_div_ps(less_one, _mm512_add_ps(less_one, _mm512_set1_ps(2.0f)));
  magnitude = _mm512_castsi512_ps(_mm512_andnot_epi32(sign_bit, _mm512_castps_si512(negative)));
  return _mm512_castsi512_ps(_mm512_or_epi32(_mm512_castps_si512(magnitude), sign));
}

static inline __m512 sigmoid_of(__m512 x) {
  const __m512 one = _mm512_set1_ps(1.0f);
  __m512 scale;
  x = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-SIGMOID_LIMIT)), _mm512_set1_ps(SIGMOID_LIMIT));
  __m512 p = exponential_parts(_mm512_sub_ps(_mm512_setzero_ps(), x), &scale);
  return _mm512_div_ps(one, _mm512_add_ps(one, _mm512_fmadd_ps(scale, p, scale)));
}

QUELL_REALTIME static void avx512_tanh(float *x, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    __mmask16 mask = lanes(count - i);
    _mm512_mask_storeu_ps(x + i, mask, tanh_of(_mm512_maskz_loadu_ps(mask, x + i)));
  }
}

QUELL_REALTIME static void avx512_sigmoid(float *x, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    __mmask16 mask = lanes(count - i);
    _mm512_mask_storeu_ps(x + i, mask, sigmoid_of(_mm512_maskz_loadu_ps(mask, x + i)));
  }
}

const Kernels kernels_avx512 = {"avx512", matvec_add, avx512_tanh, avx512_sigmoid};
