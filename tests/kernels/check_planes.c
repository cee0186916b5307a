/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kernel_checks.h"
#include "random_values.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 40

typedef struct {
  size_t rows, lanes;
  Planes x;
  float *values, *weights, *y; /* y has a guard on either side */
} Problem;

static float *take(size_t count) {
  float *taken = malloc(count * sizeof *taken);
  if (!taken) abort();
  return taken;
}

static size_t columns_of(const Problem *problem) {
  return (size_t)problem->x.channels * problem->x.neighbours;
}

/* A plane ends with the last number that its last neighbour is read from. */
static Problem problem_make(size_t rows, uint32_t channels, uint32_t neighbours, size_t lanes) {
  uint64_t random = rows * 1000 + channels * 100 + neighbours * 10 + lanes;
  Problem problem = {.rows = rows, .lanes = lanes};
  const size_t stride = lanes + neighbours - 1;
  problem.values = take(channels * stride);
  random_fill(&random, problem.values, channels * stride, 1);
  problem.x = (Planes){problem.values, stride, channels, neighbours};
  problem.weights = take(rows * columns_of(&problem));
  random_fill(&random, problem.weights, rows * columns_of(&problem), 1);
  problem.y = take(rows * lanes + 2 * GUARD);
  random_fill(&random, problem.y, rows * lanes + 2 * GUARD, 1);
  return problem;
}

static void problem_free(Problem *problem) {
  free(problem->values);
  free(problem->weights);
  free(problem->y);
}

static int is_exact(const Problem *problem, const float *before, size_t row, size_t lane) {
  const Planes *x = &problem->x;
  double sum = (double)before[row * problem->lanes + lane], size = fabs(sum);
  for (size_t column = 0; column < columns_of(problem); column++) {
    const size_t near = column / x->channels, channel = column % x->channels;
    const double product = (double)problem->weights[row * columns_of(problem) + column] *
                           (double)x->first[channel * x->stride + near + lane];
    sum += product;
    size += fabs(product);
  }
  const double found = (double)problem->y[GUARD + row * problem->lanes + lane];
  return fabs(found - sum) <= (double)(columns_of(problem) + 1) * FLT_EPSILON * size;
}

static int holds_for(const Kernels *kernels, Problem *problem) {
  const size_t count = problem->rows * problem->lanes;
  float *before = take(count + 2 * GUARD);
  memcpy(before, problem->y, (count + 2 * GUARD) * sizeof *before);
  kernels->planes_add(problem->weights, problem->rows, &problem->x, problem->lanes, problem->y + GUARD);
  int holds = memcmp(before, problem->y, GUARD * sizeof *before) == 0 &&
              memcmp(before + GUARD + count, problem->y + GUARD + count, GUARD * sizeof *before) == 0;
  for (size_t row = 0; row < problem->rows; row++)
    for (size_t lane = 0; lane < problem->lanes; lane++)
      holds = holds && is_exact(problem, before + GUARD, row, lane);
  if (!holds)
    printf("# %zu rows, %u channels, %u neighbours, %zu lanes\n", problem->rows, problem->x.channels,
           problem->x.neighbours, problem->lanes);
  free(before);
  return holds;
}

/* Around every number of rows that is taken at once. */
static int planes_equal_the_sum(const Kernels *kernels) {
  static const size_t rows[] = {1, 2, 3, 4, 5, 7, 8, 12, 48};
  static const uint32_t channels[] = {1, 2, 5, 16}, neighbours[] = {1, 2, 3, 5, 17};
  int all = 1;
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
    for (size_t c = 0; c < sizeof channels / sizeof channels[0]; c++)
      for (size_t n = 0; n < sizeof neighbours / sizeof neighbours[0]; n++)
        for (size_t lanes = KERNEL_LANES; lanes <= 3 * KERNEL_LANES; lanes += KERNEL_LANES) {
          Problem problem = problem_make(rows[r], channels[c], neighbours[n], lanes);
          all &= holds_for(kernels, &problem);
          problem_free(&problem);
        }
  return all;
}

const KernelCheck planes_checks[] = {{"planes_add_equals_the_sum_and_touches_nothing_beside", planes_equal_the_sum},
                                     {NULL, NULL}};
