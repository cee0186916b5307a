/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reference: plain C for every processor. The loops over a panel are of fixed length, so that compilers turn them
 * into whatever vectors the baseline has.
 */
#include "exponential.h"
#include "sets.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

/* `width` is a constant wherever this is inlined. Four columns at once, since compilers may keep the sums in memory. */
static inline void add_panel(const float *packed, size_t width, size_t rows, size_t columns, const float *x, float *y) {
  float sum[KERNEL_WIDE_PANEL] = {0};
  size_t column = 0;
  for (; column + 4 <= columns; column += 4, packed += 4 * width) {
    const float *w0 = packed, *w1 = w0 + width, *w2 = w1 + width, *w3 = w2 + width, *v = x + column;
    for (size_t row = 0; row < width; row++)
      sum[row] += (w0[row] * v[0] + w1[row] * v[1]) + (w2[row] * v[2] + w3[row] * v[3]);
  }
  for (; column < columns; column++, packed += width)
    for (size_t row = 0; row < width; row++)
      sum[row] += packed[row] * x[column];
  for (size_t row = 0; row < rows; row++)
    y[row] += sum[row];
}

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  size_t row = 0;
  for (; row + KERNEL_WIDE_PANEL <= rows; row += KERNEL_WIDE_PANEL)
    add_panel(packed + row * columns, KERNEL_WIDE_PANEL, KERNEL_WIDE_PANEL, columns, x, y + row);
  for (; row < rows; row += KERNEL_PANEL)
    add_panel(packed + row * columns, KERNEL_PANEL, rows - row < KERNEL_PANEL ? rows - row : KERNEL_PANEL, columns, x,
              y + row);
}

/* One row, as many lanes as are sure to be there. */
static inline void add_row(const float *weights, const Planes *x, size_t lane, float *y) {
  float sum[KERNEL_LANES] = {0};
  for (size_t near = 0; near < x->neighbours; near++)
    for (size_t channel = 0; channel < x->channels; channel++, weights++) {
      const float *values = x->first + channel * x->stride + near + lane;
      for (size_t i = 0; i < KERNEL_LANES; i++)
        sum[i] += *weights * values[i];
    }
  for (size_t i = 0; i < KERNEL_LANES; i++)
    y[i] += sum[i];
}

QUELL_REALTIME static void planes_add(const float *weights, size_t rows, const Planes *x, size_t lanes, float *y) {
  const size_t columns = (size_t)x->channels * x->neighbours;
  for (size_t lane = 0; lane < lanes; lane += KERNEL_LANES)
    for (size_t row = 0; row < rows; row++)
      add_row(weights + row * columns, x, lane, y + row * lanes + lane);
}

QUELL_REALTIME static void diagonal_add(const float *diagonal, const float *x, size_t count, float *y) {
  for (size_t i = 0; i < count; i++)
    y[i] += diagonal[i] * x[i];
}

/* exp(r) - 1 of the remainder r; *scale is 2^n. */
static inline float exponential_parts(float y, float *scale) {
  float rounded = y * ONE_OVER_LN2 + ROUNDING;
  float n = rounded - ROUNDING;
  float r = (y - n * LN2_HIGH) - n * LN2_LOW;
  float q = EXPONENTIAL_C4;
  q = q * r + EXPONENTIAL_C3;
  q = q * r + EXPONENTIAL_C2;
  q = q * r + EXPONENTIAL_C1;
  q = q * r + EXPONENTIAL_C0;

  uint32_t bits;
  memcpy(&bits, &rounded, sizeof bits);
  bits = (bits << 23) + 0x3f800000u;
  memcpy(scale, &bits, sizeof bits);
  return q * r * r + r;
}

QUELL_REALTIME static void plain_tanh(float *x, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float y = -2.0f * fabsf(x[i]), scale;
    y = y > -TANH_LIMIT ? y : -TANH_LIMIT;
    float p = exponential_parts(y, &scale);
    float less_one = scale * p + (scale - 1.0f);
    x[i] = copysignf(less_one / (less_one + 2.0f), x[i]);
  }
}

QUELL_REALTIME static void plain_sigmoid(float *x, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float y = x[i], scale;
    y = y > -SIGMOID_LIMIT ? y : -SIGMOID_LIMIT;
    y = y < SIGMOID_LIMIT ? y : SIGMOID_LIMIT;
    float p = exponential_parts(-y, &scale);
    x[i] = 1.0f / (1.0f + (scale + scale * p));
  }
}

const Kernels kernels_plain = {"plain", matvec_add, planes_add, diagonal_add, plain_tanh, plain_sigmoid};
