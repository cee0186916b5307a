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

QUELL_REALTIME static void matvec_add(const float *packed, size_t rows, size_t columns, const float *x, float *y) {
  for (size_t first = 0; first < rows; first += KERNEL_PANEL) {
    float sum[KERNEL_PANEL] = {0};
    for (size_t column = 0; column < columns; column++, packed += KERNEL_PANEL)
      for (int row = 0; row < KERNEL_PANEL; row++)
        sum[row] += packed[row] * x[column];
    for (size_t row = 0; row < KERNEL_PANEL && first + row < rows; row++)
      y[first + row] += sum[row];
  }
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

const Kernels kernels_plain = {"plain", matvec_add, plain_tanh, plain_sigmoid};
