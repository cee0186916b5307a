/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AVX2 and FMA: a column of a panel is two registers, of a wide panel eight.
 */
#include "exponential.h"
#include "sets.h"
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define LANES 8

typedef __m256 Vector;
#define load _mm256_loadu_ps
#define store _mm256_storeu_ps
#define spread _mm256_set1_ps
#define multiply_add_vector _mm256_fmadd_ps
#include "planes_kernel.def"

/* Four sums that do not wait for each other; two such groups hide the latency of the multiply-add. */
typedef struct {
  __m256 a, b, c, d;
} Sums;

static inline Sums zeros(void) {
  __m256 zero = _mm256_setzero_ps();
  return (Sums){zero, zero, zero, zero};
}

static inline __m256 multiply_add(const float *weights, __m256 value, __m256 sum) {
  return _mm256_fmadd_ps(_mm256_load_ps(weights), value, sum);
}

/* Half a column of a wide panel. */
static inline Sums add_half_column(Sums sums, const float *half, __m256 value) {
  return (Sums){multiply_add(half, value, sums.a), multiply_add(half + LANES, value, sums.b),
                multiply_add(half + 2 * LANES, value, sums.c), multiply_add(half + 3 * LANES, value, sums.d)};
}

/* Two columns of a narrow panel. */
static inline Sums add_two_columns(Sums sums, const float *columns, const float *x) {
  __m256 x0 = _mm256_broadcast_ss(x), x1 = _mm256_broadcast_ss(x + 1);
  return (Sums){multiply_add(columns, x0, sums.a), multiply_add(columns + LANES, x0, sums.b),
                multiply_add(columns + 2 * LANES, x1, sums.c), multiply_add(columns + 3 * LANES, x1, sums.d)};
}

static inline void add_to(float *y, __m256 sum) {
  _mm256_storeu_ps(y, _mm256_add_ps(_mm256_loadu_ps(y), sum));
}

static inline void add_sums_to(float *y, Sums sums) {
  add_to(y, sums.a);
  add_to(y + LANES, sums.b);
  add_to(y + 2 * LANES, sums.c);
  add_to(y + 3 * LANES, sums.d);
}

static inline void add_wide_panel(const float *packed, size_t columns, const float *x, float *y) {
  Sums low = zeros(), high = zeros();
  for (size_t column = 0; column < columns; column++, packed += KERNEL_WIDE_PANEL) {
    __m256 value = _mm256_broadcast_ss(x + column);
    low = add_half_column(low, packed, value);
    high = add_half_column(high, packed + KERNEL_WIDE_PANEL / 2, value);
  }
  add_sums_to(y, low);
  add_sums_to(y + KERNEL_WIDE_PANEL / 2, high);
}

/* The last panel of a matrix may have fewer rows. */
static inline void add_panel(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  Sums even = zeros(), odd = zeros();
  size_t column = 0;
  for (; column + 4 <= columns; column += 4, packed += 4 * KERNEL_PANEL) {
    even = add_two_columns(even, packed, x + column);
    odd = add_two_columns(odd, packed + 2 * KERNEL_PANEL, x + column + 2);
  }
  for (; column < columns; column++, packed += KERNEL_PANEL) {
    __m256 value = _mm256_broadcast_ss(x + column);
    even.a = multiply_add(packed, value, even.a);
    even.b = multiply_add(packed + LANES, value, even.b);
  }
  __m256 low = _mm256_add_ps(_mm256_add_ps(even.a, odd.a), _mm256_add_ps(even.c, odd.c));
  __m256 high = _mm256_add_ps(_mm256_add_ps(even.b, odd.b), _mm256_add_ps(even.d, odd.d));
  if (rows >= KERNEL_PANEL) {
    add_to(y, low);
    add_to(y + LANES, high);
    return;
  }
  float sum[KERNEL_PANEL];
  _mm256_storeu_ps(sum, low);
  _mm256_storeu_ps(sum + LANES, high);
  for (size_t row = 0; row < rows; row++)
    y[row] += sum[row];
}

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  size_t row = 0;
  for (; row + KERNEL_WIDE_PANEL <= rows; row += KERNEL_WIDE_PANEL)
    add_wide_panel(packed + row * columns, columns, x, y + row);
  for (; row < rows; row += KERNEL_PANEL)
    add_panel(packed + row * columns, rows - row, columns, x, y + row);
}

QUELL_REALTIME static void diagonal_add(const float *diagonal, const float *x, size_t count, float *y) {
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    __m256 sum = _mm256_fmadd_ps(_mm256_loadu_ps(diagonal + i), _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i));
    _mm256_storeu_ps(y + i, sum);
  }
  for (; i < count; i++)
    y[i] += diagonal[i] * x[i];
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

const Kernels kernels_avx2 = {"avx2", matvec_add, planes_add, diagonal_add, avx2_tanh, avx2_sigmoid};
