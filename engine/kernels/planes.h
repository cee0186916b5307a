/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planes_add() for any width of register: the set that includes this has defined Vector, LANES, load(), store(),
 * spread() (one number in all lanes) and multiply_add_vector(). A block of four rows and two registers of positions has
 * eight sums that do not wait for each other.
 */
#ifndef QUELL_KERNEL_PLANES_H
#define QUELL_KERNEL_PLANES_H

#include "kernels.h"

typedef struct {
  Vector low, high;
} Pair;

static inline Pair load_pair(const float *x) {
  return (Pair){load(x), load(x + LANES)};
}

static inline void store_pair(float *y, Pair pair) {
  store(y, pair.low);
  store(y + LANES, pair.high);
}

static inline Pair add_product(Pair sum, float weight, Pair x) {
  const Vector w = spread(weight);
  return (Pair){multiply_add_vector(w, x.low, sum.low), multiply_add_vector(w, x.high, sum.high)};
}

static inline void add_four_rows(const float *weights, const Planes *x, size_t lane, size_t lanes, float *y) {
  const size_t columns = (size_t)x->channels * x->neighbours;
  const float *w0 = weights, *w1 = w0 + columns, *w2 = w1 + columns, *w3 = w2 + columns;
  Pair a = load_pair(y), b = load_pair(y + lanes), c = load_pair(y + 2 * lanes), d = load_pair(y + 3 * lanes);
  for (size_t near = 0; near < x->neighbours; near++) {
    const float *values = x->first + lane + near;
    for (size_t channel = 0; channel < x->channels; channel++, values += x->stride) {
      const Pair pair = load_pair(values);
      a = add_product(a, *w0++, pair);
      b = add_product(b, *w1++, pair);
      c = add_product(c, *w2++, pair);
      d = add_product(d, *w3++, pair);
    }
  }
  store_pair(y, a);
  store_pair(y + lanes, b);
  store_pair(y + 2 * lanes, c);
  store_pair(y + 3 * lanes, d);
}

static inline void add_one_row(const float *weights, const Planes *x, size_t lane, float *y) {
  Pair sum = load_pair(y);
  for (size_t near = 0; near < x->neighbours; near++) {
    const float *values = x->first + lane + near;
    for (size_t channel = 0; channel < x->channels; channel++, values += x->stride)
      sum = add_product(sum, *weights++, load_pair(values));
  }
  store_pair(y, sum);
}

QUELL_REALTIME static void planes_add(const float *weights, size_t rows, const Planes *x, size_t lanes, float *y) {
  const size_t columns = (size_t)x->channels * x->neighbours;
  for (size_t lane = 0; lane < lanes; lane += 2 * LANES) {
    size_t row = 0;
    for (; row + 4 <= rows; row += 4)
      add_four_rows(weights + row * columns, x, lane, lanes, y + row * lanes + lane);
    for (; row < rows; row++)
      add_one_row(weights + row * columns, x, lane, y + row * lanes + lane);
  }
}

#endif
