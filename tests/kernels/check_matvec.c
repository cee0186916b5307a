/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/kernels/sets.h"
#include "kernel_checks.h"
#include "random_values.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Around every multiple of a panel, of a register and of the columns taken at once. */
static const size_t sizes[] = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 49, 63, 64, 65, 127, 129, 255, 257};
#define SIZES (sizeof sizes / sizeof sizes[0])

typedef struct {
  size_t rows, columns;
  float *matrix; /* row-major */
  float *packed;
  float *x, *y;
} Problem;

static void *take(size_t count) {
  void *taken = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!taken) abort();
  return taken;
}

static Problem problem_make(size_t rows, size_t columns, float (*value)(uint64_t *random)) {
  uint64_t random = rows * 1000 + columns;
  Problem problem = {rows, columns, take(rows * columns), take(packed_size(rows, columns)), take(columns), take(rows)};
  for (size_t i = 0; i < rows * columns; i++)
    problem.matrix[i] = value(&random);
  for (size_t i = 0; i < columns; i++)
    problem.x[i] = value(&random);
  for (size_t i = 0; i < rows; i++)
    problem.y[i] = value(&random);
  pack_matrix(problem.matrix, rows, columns, columns, problem.packed);
  return problem;
}

static void problem_free(Problem *problem) {
  free(problem->matrix);
  free(problem->packed);
  free(problem->x);
  free(problem->y);
}

static float *multiply_add(const Kernels *kernels, const Problem *problem) {
  float *result = take(problem->rows);
  memcpy(result, problem->y, problem->rows * sizeof(float));
  kernels->matvec_add(problem->packed, problem->rows, problem->columns, problem->x, result);
  return result;
}

/* Each of n additions and multiplications errs by half an eps of what it has at most; results below the normal range
 * err by steps of its smallest number. */
static double error_bound(const Problem *problem, size_t row) {
  double sum = fabs((double)problem->y[row]);
  for (size_t i = 0; i < problem->columns; i++)
    sum += fabs((double)problem->matrix[row * problem->columns + i] * (double)problem->x[i]);
  return (double)(problem->columns + 1) * (FLT_EPSILON * sum + (double)FLT_TRUE_MIN);
}

static double exact(const Problem *problem, size_t row) {
  double sum = (double)problem->y[row];
  for (size_t i = 0; i < problem->columns; i++)
    sum += (double)problem->matrix[row * problem->columns + i] * (double)problem->x[i];
  return sum;
}

static int close_to_exact_and_plain(const Kernels *kernels, const Problem *problem) {
  float *result = multiply_add(kernels, problem), *plain = multiply_add(&kernels_plain, problem);
  int holds = 1;
  for (size_t row = 0; row < problem->rows && holds; row++) {
    double bound = error_bound(problem, row), value = (double)result[row];
    holds = fabs(value - exact(problem, row)) <= bound && fabs(value - (double)plain[row]) <= bound;
    if (!holds)
      printf("# %zu x %zu, row %zu: %.9g, plain %.9g, exactly %.17g, bound %.3g\n", problem->rows, problem->columns,
             row, value, (double)plain[row], exact(problem, row), bound);
  }
  free(result);
  free(plain);
  return holds;
}

static int all_sizes(const Kernels *kernels, float (*value)(uint64_t *random),
                     int (*holds)(const Kernels *kernels, const Problem *problem)) {
  int all = 1;
  for (size_t i = 0; i < SIZES; i++)
    for (size_t j = 0; j < SIZES; j++) {
      Problem problem = problem_make(sizes[i], sizes[j], value);
      if (!holds(kernels, &problem)) all = 0;
      problem_free(&problem);
    }
  return all;
}

static int equals_plain_on_random_values(const Kernels *kernels) {
  return all_sizes(kernels, random_value, close_to_exact_and_plain);
}

/* Signs, zeros, numbers below the normal range, and magnitudes that differ by 1e36 and cancel; no product overflows. */
static float extreme_value(uint64_t *random) {
  static const float magnitudes[] = {0.0f, FLT_TRUE_MIN, 1e-40f, FLT_MIN, 1e-18f, 1.0f, 3.0f, 1e18f};
  uint32_t bits = random_bits(random);
  float value = magnitudes[bits >> 28 & 7];
  return bits >> 31 ? -value : value;
}

static int equals_plain_on_extreme_values(const Kernels *kernels) {
  return all_sizes(kernels, extreme_value, close_to_exact_and_plain);
}

#define GUARD 64

/* The guard is minus zero: even adding nothing to it would leave another sign behind. */
static int leaves_guard(const Kernels *kernels, const Problem *problem) {
  float *y = take(GUARD + problem->rows + GUARD);
  for (size_t i = 0; i < GUARD + problem->rows + GUARD; i++)
    y[i] = -0.0f;
  kernels->matvec_add(problem->packed, problem->rows, problem->columns, problem->x, y + GUARD);
  int holds = 1;
  for (size_t i = 0; i < GUARD; i++)
    if (!signbit(y[i]) || !signbit(y[GUARD + problem->rows + i])) holds = 0;
  if (!holds) printf("# %zu x %zu\n", problem->rows, problem->columns);
  free(y);
  return holds;
}

static int touches_nothing_beside_its_rows(const Kernels *kernels) {
  return all_sizes(kernels, random_value, leaves_guard);
}

static int same_bits_unaligned(const Kernels *kernels, const Problem *problem) {
  float *expected = multiply_add(kernels, problem);
  float *x = take(problem->columns + 1), *y = take(problem->rows + 3);
  memcpy(x + 1, problem->x, problem->columns * sizeof(float));
  memcpy(y + 3, problem->y, problem->rows * sizeof(float));
  kernels->matvec_add(problem->packed, problem->rows, problem->columns, x + 1, y + 3);
  int holds = memcmp(y + 3, expected, problem->rows * sizeof(float)) == 0;
  if (!holds) printf("# %zu x %zu\n", problem->rows, problem->columns);
  free(expected);
  free(x);
  free(y);
  return holds;
}

static int does_not_depend_on_alignment(const Kernels *kernels) {
  return all_sizes(kernels, random_value, same_bits_unaligned);
}

/* Through vectors that begin at no multiple of a register, up to the guard behind them. */
static int diagonal_equals_plain(const Kernels *kernels) {
  for (size_t i = 0; i < SIZES; i++) {
    const size_t count = sizes[i];
    float *diagonal = take(count + 1), *x = take(count + 1), *y = take(count + 2), *plain = take(count + 2);
    uint64_t random = count;
    for (size_t n = 0; n <= count; n++) {
      diagonal[n] = random_value(&random);
      x[n] = random_value(&random);
      y[n] = plain[n] = random_value(&random);
    }
    y[count + 1] = plain[count + 1] = -0.0f;
    kernels->diagonal_add(diagonal + 1, x + 1, count, y + 1);
    kernels_plain.diagonal_add(diagonal + 1, x + 1, count, plain + 1);
    int holds = y[0] == plain[0] && signbit(y[count + 1]);
    for (size_t n = 1; n <= count; n++)
      holds &= fabsf(y[n] - plain[n]) <= 2 * FLT_EPSILON * (fabsf(plain[n]) + fabsf(diagonal[n] * x[n]));
    free(diagonal);
    free(x);
    free(y);
    free(plain);
    if (!holds) {
      printf("# a diagonal of %zu\n", count);
      return 0;
    }
  }
  return 1;
}

const KernelCheck matvec_checks[] = {
    {"diagonal_add_equals_plain_and_touches_nothing_beside", diagonal_equals_plain},
    {"matvec_add_equals_plain_on_random_values_at_odd_sizes", equals_plain_on_random_values},
    {"matvec_add_equals_plain_on_extreme_values_at_odd_sizes", equals_plain_on_extreme_values},
    {"matvec_add_touches_nothing_beside_its_rows", touches_nothing_beside_its_rows},
    {"matvec_add_gives_the_same_bits_at_any_alignment", does_not_depend_on_alignment},
    {NULL, NULL}};
