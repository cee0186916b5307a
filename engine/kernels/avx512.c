/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AVX-512F: a column of a panel is one register, of a wide panel four.
 */
#include "exponential.h"
#include "sets.h"
#include <immintrin.h>
#include <stdint.h>

#define LANES 16

typedef __m512 Vector;
#define load _mm512_loadu_ps
#define store _mm512_storeu_ps
#define spread _mm512_set1_ps
#define multiply_add_vector _mm512_fmadd_ps
#include "planes_kernel.def"

/* The first `rows` lanes; 16 or more rows give all of them. */
static inline __mmask16 lanes(size_t rows) {
  return rows < LANES ? (__mmask16)((1u << rows) - 1) : (__mmask16)0xffff;
}

/* Four sums that do not wait for each other; two such groups hide the latency of the multiply-add. */
typedef struct {
  __m512 a, b, c, d;
} Sums;

static inline Sums zeros(void) {
  __m512 zero = _mm512_setzero_ps();
  return (Sums){zero, zero, zero, zero};
}

static inline __m512 multiply_add(const float *weights, const float *x, __m512 sum) {
  return _mm512_fmadd_ps(_mm512_load_ps(weights), _mm512_set1_ps(*x), sum);
}

/* One column of a wide panel. */
static inline Sums add_column(Sums sums, const float *column, const float *x) {
  return (Sums){multiply_add(column, x, sums.a), multiply_add(column + LANES, x, sums.b),
                multiply_add(column + 2 * LANES, x, sums.c), multiply_add(column + 3 * LANES, x, sums.d)};
}

/* Four columns of a narrow panel. */
static inline Sums add_four_columns(Sums sums, const float *columns, const float *x) {
  return (Sums){multiply_add(columns, x, sums.a), multiply_add(columns + LANES, x + 1, sums.b),
                multiply_add(columns + 2 * LANES, x + 2, sums.c), multiply_add(columns + 3 * LANES, x + 3, sums.d)};
}

static inline void add_to(float *y, __m512 even, __m512 odd) {
  _mm512_storeu_ps(y, _mm512_add_ps(_mm512_loadu_ps(y), _mm512_add_ps(even, odd)));
}

static inline void add_wide_panel(const float *packed, size_t columns, const float *x, float *y) {
  Sums even = zeros(), odd = zeros();
  size_t column = 0;
  for (; column + 2 <= columns; column += 2, packed += 2 * KERNEL_WIDE_PANEL) {
    even = add_column(even, packed, x + column);
    odd = add_column(odd, packed + KERNEL_WIDE_PANEL, x + column + 1);
  }
  if (column < columns) even = add_column(even, packed, x + column);
  add_to(y, even.a, odd.a);
  add_to(y + LANES, even.b, odd.b);
  add_to(y + 2 * LANES, even.c, odd.c);
  add_to(y + 3 * LANES, even.d, odd.d);
}

/* The last panel of a matrix may have fewer rows than lanes. */
static inline void add_panel(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  Sums even = zeros(), odd = zeros();
  size_t column = 0;
  for (; column + 8 <= columns; column += 8, packed += 8 * KERNEL_PANEL) {
    even = add_four_columns(even, packed, x + column);
    odd = add_four_columns(odd, packed + 4 * KERNEL_PANEL, x + column + 4);
  }
  for (; column < columns; column++, packed += KERNEL_PANEL)
    even.a = multiply_add(packed, x + column, even.a);
  __m512 low = _mm512_add_ps(_mm512_add_ps(even.a, odd.a), _mm512_add_ps(even.b, odd.b));
  __m512 high = _mm512_add_ps(_mm512_add_ps(even.c, odd.c), _mm512_add_ps(even.d, odd.d));
  __mmask16 mask = lanes(rows);
  _mm512_mask_storeu_ps(y, mask, _mm512_add_ps(_mm512_maskz_loadu_ps(mask, y), _mm512_add_ps(low, high)));
}

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  size_t row = 0;
  for (; row + KERNEL_WIDE_PANEL <= rows; row += KERNEL_WIDE_PANEL)
    add_wide_panel(packed + row * columns, columns, x, y + row);
  for (; row < rows; row += KERNEL_PANEL)
    add_panel(packed + row * columns, rows - row, columns, x, y + row);
}

QUELL_REALTIME static void diagonal_add(const float *diagonal, const float *x, size_t count, float *y) {
  for (size_t i = 0; i < count; i += LANES) {
    __mmask16 mask = lanes(count - i);
    __m512 weight = _mm512_maskz_loadu_ps(mask, diagonal + i), value = _mm512_maskz_loadu_ps(mask, x + i);
    _mm512_mask_storeu_ps(y + i, mask, _mm512_fmadd_ps(weight, value, _mm512_maskz_loadu_ps(mask, y + i)));
  }
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

const Kernels kernels_avx512 = {"avx512", matvec_add, planes_add, diagonal_add, avx512_tanh, avx512_sigmoid};
