/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The approximation that tanh and sigmoid of every set share. With n = y / ln 2 rounded and r = y - n ln 2,
 *   exp(y) - 1 = 2^n * p(r) + (2^n - 1)      p(r) = exp(r) - 1 = r + r^2 (c0 + c1 r + c2 r^2 + c3 r^3 + c4 r^4)
 * which keeps its relative precision near zero, where n is 0. The coefficients have the least maximum error over
 * |r| <= ln 2 / 2, fitted in double precision: 4e-9 relative to exp(r), far below the rounding of float.
 *   sigmoid(x) = 1 / (1 + exp(-x))           tanh(x) = -(exp(y) - 1) / (exp(y) + 1), y = -2 |x|, with the sign of x
 * Largest absolute error over all floats, against libm in double precision: 1.49e-7 for tanh, 8.93e-8 for sigmoid.
 */
#ifndef QUELL_EXPONENTIAL_H
#define QUELL_EXPONENTIAL_H

#define EXPONENTIAL_C0 0x1.fffffcp-2f
#define EXPONENTIAL_C1 0x1.555492p-3f
#define EXPONENTIAL_C2 0x1.5558f2p-5f
#define EXPONENTIAL_C3 0x1.123a2p-7f
#define EXPONENTIAL_C4 0x1.6a23dp-10f

#define ONE_OVER_LN2 0x1.715476p+0f
/* ln 2 in two parts: n times the first is exact for |n| < 256. */
#define LN2_HIGH 0x1.62e4p-1f
#define LN2_LOW 0x1.7f7d1cp-20f

/* Adding this rounds a float below 2^22 to a whole number, which then stands in the lowest bits. */
#define ROUNDING 0x1.8p+23f

/* Beyond these the results no longer change in float; exp() stays normal and finite within them. A NaN compares false
 * and becomes the limit. */
#define SIGMOID_LIMIT 87.0f
#define TANH_LIMIT 40.0f /* of y = -2 |x| */

#endif
