/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time of one matrix-vector product and of the activations by set of kernels, all in the caches, beside a row-by-row
 * loop in C as one would write it first. Each figure is the fastest of many short runs, taken in turn so that all sets
 * meet the same machine.
 */
#include "engine/kernels/kernels.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 60
#define ROUND_NS 1e6
#define SETS_MAX 8

static const struct {
  size_t rows, columns;
} shapes[] = {{768, 256}, {768, 512}, {768, 16}, {16, 256}, {256, 128}, {256, 8}, {8, 256}};
#define SHAPES (sizeof shapes / sizeof shapes[0])

typedef struct {
  const Kernels *kernels; /* NULL: the loop */
  const float *matrix, *packed, *x;
  float *y;
  size_t rows, columns;
} Case;

static void row_by_row(const float *matrix, size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row++) {
    float sum = 0.0f;
    for (size_t column = 0; column < columns; column++)
      sum += matrix[row * columns + column] * x[column];
    y[row] += sum;
  }
}

static void multiply(const Case *c) {
  if (c->kernels)
    c->kernels->matvec_add(c->packed, c->rows, c->columns, c->x, c->y);
  else
    row_by_row(c->matrix, c->rows, c->columns, c->x, c->y);
}

static void activate_tanh(const Case *c) {
  c->kernels->tanh(c->y, c->rows);
}

static void activate_sigmoid(const Case *c) {
  c->kernels->sigmoid(c->y, c->rows);
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double time_ns(void (*run)(const Case *), const Case *c, size_t repeats) {
  double start = now_ns();
  for (size_t i = 0; i < repeats; i++)
    run(c);
  return (now_ns() - start) / (double)repeats;
}

static void fastest(void (*run)(const Case *), const Case *cases, size_t count, double *ns) {
  size_t repeats[SETS_MAX];
  for (size_t i = 0; i < count; i++) {
    ns[i] = time_ns(run, &cases[i], 10);
    repeats[i] = 1 + (size_t)(ROUND_NS / ns[i]);
  }
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = 0; i < count; i++) {
      double time = time_ns(run, &cases[i], repeats[i]);
      if (time < ns[i]) ns[i] = time;
    }
}

static float *filled(size_t count, float value) {
  float *values = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!values) {
    fprintf(stderr, "benchmark: out of memory\n");
    exit(EXIT_FAILURE);
  }
  for (size_t i = 0; i < count; i++)
    values[i] = value;
  return values;
}

static size_t list_sets(const Case *common, Case *cases) {
  size_t count = 0;
  for (; count < SETS_MAX && kernels_at(count); count++) {
    cases[count] = *common;
    cases[count].kernels = kernels_at(count);
  }
  return count;
}

static void bench_shape(size_t rows, size_t columns) {
  float *matrix = filled(rows * columns, 1e-3f), *packed = filled(packed_size(rows, columns), 0.0f);
  float *x = filled(columns, 1e-3f), *y = filled(rows, 0.0f);
  pack_matrix(matrix, rows, columns, columns, packed);
  Case common = {NULL, matrix, packed, x, y, rows, columns}, cases[SETS_MAX + 1];
  double ns[SETS_MAX + 1];
  size_t count = list_sets(&common, cases);
  cases[count++] = common;
  fastest(multiply, cases, count, ns);
  for (size_t i = 0; i < count; i++)
    printf("%4zu x %-4zu %-12s %9.1f ns  %6.1f GB/s  %5.1f times the loop\n", rows, columns,
           cases[i].kernels ? cases[i].kernels->name : "row by row", ns[i],
           (double)(rows * columns * sizeof(float)) / ns[i], ns[count - 1] / ns[i]);
  free(matrix);
  free(packed);
  free(x);
  free(y);
}

static void bench_activation(const char *name, void (*run)(const Case *), size_t size) {
  float *y = filled(size, 0.5f);
  Case common = {.y = y, .rows = size}, cases[SETS_MAX];
  double ns[SETS_MAX];
  size_t count = list_sets(&common, cases);
  fastest(run, cases, count, ns);
  for (size_t i = 0; i < count; i++)
    printf("%s of %zu  %-12s %9.1f ns\n", name, size, cases[i].kernels->name, ns[i]);
  free(y);
}

int main(void) {
  for (size_t i = 0; i < SHAPES; i++)
    bench_shape(shapes[i].rows, shapes[i].columns);
  bench_activation("tanh", activate_tanh, 256);
  bench_activation("sigmoid", activate_sigmoid, 512);
  return EXIT_SUCCESS;
}
