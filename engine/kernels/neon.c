/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NEON of arm64: a column of a panel is four registers.
 */
#include "exponential.h"
#include "sets.h"
#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

#define LANES 4
#define VECTORS (KERNEL_PANEL / LANES)

/* Multiplies the vectors of one column by one lane of x. */
#define ADD_COLUMN(sum, column, values, lane)                                                                          \
  for (int i = 0; i < VECTORS; i++)                                                                                    \
  (sum)[i] = vfmaq_laneq_f32((sum)[i], vld1q_f32((column) + i * LANES), values, lane)

/* Adds the panel's sums to y; the last panel of a matrix may have fewer rows. */
static inline void add_to(float *y, size_t rows, const float32x4_t *sum) {
  float panel[KERNEL_PANEL];
  for (int i = 0; i < VECTORS; i++)
    vst1q_f32(panel + i * LANES, sum[i]);
  for (size_t i = 0; i < KERNEL_PANEL && i < rows; i++)
    y[i] += panel[i];
}

/* Four columns at once keep sixteen sums apart, which hides the latency of the multiply-add. */
static inline void add_panel(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  float32x4_t sum[4][VECTORS];
  for (int column = 0; column < 4; column++)
    for (int i = 0; i < VECTORS; i++)
      sum[column][i] = vdupq_n_f32(0.0f);
  size_t column = 0;
  for (; column + 4 <= columns; column += 4, packed += 4 * KERNEL_PANEL) {
    float32x4_t values = vld1q_f32(x + column);
    ADD_COLUMN(sum[0], packed, values, 0);
    ADD_COLUMN(sum[1], packed + KERNEL_PANEL, values, 1);
    ADD_COLUMN(sum[2], packed + 2 * KERNEL_PANEL, values, 2);
    ADD_COLUMN(sum[3], packed + 3 * KERNEL_PANEL, values, 3);
  }
  for (; column < columns; column++, packed += KERNEL_PANEL) {
    float32x4_t values = vdupq_n_f32(x[column]);
    ADD_COLUMN(sum[0], packed, values, 0);
  }
  for (int i = 0; i < VECTORS; i++)
    sum[0][i] = vaddq_f32(vaddq_f32(sum[0][i], sum[1][i]), vaddq_f32(sum[2][i], sum[3][i]));
  add_to(y, rows, sum[0]);
}

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row += KERNEL_PANEL)
    add_panel(packed + row * columns, rows - row, columns, x, y + row);
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

const Kernels kernels_neon = {"neon", matvec_add, neon_tanh, neon_sigmoid};
