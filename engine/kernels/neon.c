/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NEON of arm64: a column of a panel is four registers, of a wide panel sixteen.
 */
#include "exponential.h"
#include "sets.h"
#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

#define LANES 4

typedef float32x4_t Vector;
#define load vld1q_f32
#define store vst1q_f32
#define spread vdupq_n_f32
#define multiply_add_vector(w, x, sum) vfmaq_f32(sum, w, x)
#include "planes_kernel.def"

/* Four sums that do not wait for each other; four such groups hide the latency of the multiply-add. */
typedef struct {
  float32x4_t a, b, c, d;
} Sums;

static inline Sums zeros(void) {
  float32x4_t zero = vdupq_n_f32(0.0f);
  return (Sums){zero, zero, zero, zero};
}

/* Sixteen weights of one column, times one number. */
static inline Sums multiply_add(Sums sums, const float *weights, float x) {
  return (Sums){vfmaq_n_f32(sums.a, vld1q_f32(weights), x), vfmaq_n_f32(sums.b, vld1q_f32(weights + LANES), x),
                vfmaq_n_f32(sums.c, vld1q_f32(weights + 2 * LANES), x),
                vfmaq_n_f32(sums.d, vld1q_f32(weights + 3 * LANES), x)};
}

static inline void add_to(float *y, float32x4_t sum) {
  vst1q_f32(y, vaddq_f32(vld1q_f32(y), sum));
}

static inline void add_sums_to(float *y, Sums sums) {
  add_to(y, sums.a);
  add_to(y + LANES, sums.b);
  add_to(y + 2 * LANES, sums.c);
  add_to(y + 3 * LANES, sums.d);
}

static inline void add_wide_panel(const float *packed, size_t columns, const float *x, float *y) {
  Sums first = zeros(), second = zeros(), third = zeros(), fourth = zeros();
  for (size_t column = 0; column < columns; column++, packed += KERNEL_WIDE_PANEL) {
    first = multiply_add(first, packed, x[column]);
    second = multiply_add(second, packed + 16, x[column]);
    third = multiply_add(third, packed + 32, x[column]);
    fourth = multiply_add(fourth, packed + 48, x[column]);
  }
  add_sums_to(y, first);
  add_sums_to(y + 16, second);
  add_sums_to(y + 32, third);
  add_sums_to(y + 48, fourth);
}

static inline Sums together(Sums p, Sums q) {
  return (Sums){vaddq_f32(p.a, q.a), vaddq_f32(p.b, q.b), vaddq_f32(p.c, q.c), vaddq_f32(p.d, q.d)};
}

/* Four columns at once, one for each group of sums. The last panel of a matrix may have fewer rows. */
static inline void add_panel(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  Sums first = zeros(), second = zeros(), third = zeros(), fourth = zeros();
  size_t column = 0;
  for (; column + 4 <= columns; column += 4, packed += 4 * KERNEL_PANEL) {
    first = multiply_add(first, packed, x[column]);
    second = multiply_add(second, packed + KERNEL_PANEL, x[column + 1]);
    third = multiply_add(third, packed + 2 * KERNEL_PANEL, x[column + 2]);
    fourth = multiply_add(fourth, packed + 3 * KERNEL_PANEL, x[column + 3]);
  }
  for (; column < columns; column++, packed += KERNEL_PANEL)
    first = multiply_add(first, packed, x[column]);
  first = together(together(first, second), together(third, fourth));
  if (rows >= KERNEL_PANEL) {
    add_sums_to(y, first);
    return;
  }
  float sum[KERNEL_PANEL] = {0};
  add_sums_to(sum, first);
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
  for (; i + LANES <= count; i += LANES)
    vst1q_f32(y + i, vfmaq_f32(vld1q_f32(y + i), vld1q_f32(diagonal + i), vld1q_f32(x + i)));
  for (; i < count; i++)
    y[i] += diagonal[i] * x[i];
}

/* Here a NaN becomes the limit, as exponential.h promises; vmaxq_f32 would keep it. */
static inline float32x4_t at_least(float32x4_t x, float limit) {
  float32x4_t bound = vdupq_n_f32(limit);
  return vbslq_f32(vcgtq_f32(x, bound), x, bound);
}

/* exp(r) - 1 of the remainder r; *scale is 2^n. */
static inline float32x4_t exponential_parts(float32x4_t y, float32x4_t *scale) {
  float32x4_t rounding = vdupq_n_f32(ROUNDING);
  float32x4_t rounded = vfmaq_n_f32(rounding, y, ONE_OVER_LN2);
  float32x4_t n = vsubq_f32(rounded, rounding);
  float32x4_t r = vfmsq_f32(y, n, vdupq_n_f32(LN2_HIGH));
  r = vfmsq_f32(r, n, vdupq_n_f32(LN2_LOW));
  float32x4_t q = vdupq_n_f32(EXPONENTIAL_C4);
  q = vfmaq_f32(vdupq_n_f32(EXPONENTIAL_C3), q, r);
  q = vfmaq_f32(vdupq_n_f32(EXPONENTIAL_C2), q, r);
  q = vfmaq_f32(vdupq_n_f32(EXPONENTIAL_C1), q, r);
  q = vfmaq_f32(vdupq_n_f32(EXPONENTIAL_C0), q, r);
  int32x4_t bits = vshlq_n_s32(vreinterpretq_s32_f32(rounded), 23);
  *scale = vreinterpretq_f32_s32(vaddq_s32(bits, vdupq_n_s32(0x3f800000)));
  return vfmaq_f32(r, vmulq_f32(q, r), r);
}

QUELL_REALTIME static inline float32x4_t tanh_of(float32x4_t x) {
  float32x4_t scale;
  float32x4_t y = at_least(vmulq_n_f32(vabsq_f32(x), -2.0f), -TANH_LIMIT);
  float32x4_t p = exponential_parts(y, &scale);
  float32x4_t less_one = vfmaq_f32(vsubq_f32(scale, vdupq_n_f32(1.0f)), scale, p);
  float32x4_t negative = vdivq_f32(less_one, vaddq_f32(less_one, vdupq_n_f32(2.0f)));
  return vbslq_f32(vdupq_n_u32(UINT32_C(1) << 31), x, negative);
}

QUELL_REALTIME static inline float32x4_t sigmoid_of(float32x4_t x) {
  const float32x4_t one = vdupq_n_f32(1.0f);
  float32x4_t scale;
  float32x4_t y = vnegq_f32(vminq_f32(at_least(x, -SIGMOID_LIMIT), vdupq_n_f32(SIGMOID_LIMIT)));
  float32x4_t p = exponential_parts(y, &scale);
  return vdivq_f32(one, vaddq_f32(one, vfmaq_f32(scale, scale, p)));
}

/* All of x by whole registers; the rest goes through one more that is filled up with zeros. */
QUELL_REALTIME static inline void each(float *x, size_t count, float32x4_t (*function)(float32x4_t) QUELL_REALTIME) {
  for (; count >= LANES; x += LANES, count -= LANES)
    vst1q_f32(x, function(vld1q_f32(x)));
  float rest[LANES] = {0};
  memcpy(rest, x, count * sizeof(float));
  vst1q_f32(rest, function(vld1q_f32(rest)));
  memcpy(x, rest, count * sizeof(float));
}

QUELL_REALTIME static void neon_tanh(float *x, size_t count) {
  each(x, count, tanh_of);
}

QUELL_REALTIME static void neon_sigmoid(float *x, size_t count) {
  each(x, count, sigmoid_of);
}

const Kernels kernels_neon = {"neon", matvec_add, planes_add, diagonal_add, neon_tanh, neon_sigmoid};
