/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kernel_checks.h"
#include "random_values.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

uint32_t activation_step = 499;

#define BATCH 257
#define TANH_BOUND 2e-7
#define SIGMOID_BOUND 2e-7

typedef void (*Activate)(float *x, size_t count);

static double exact_sigmoid(double x) {
  return 1.0 / (1.0 + exp(-x));
}

/* The float whose bits are `bits`: counting through them meets every magnitude, both signs, infinities and NaNs. */
static float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static int within_bound(Activate activate, double (*exact)(double), double bound) {
  double worst = 0.0;
  float worst_at = 0.0f;
  uint64_t bits = 0;
  while (bits <= UINT32_MAX) {
    float x[BATCH], y[BATCH];
    for (size_t i = 0; i < BATCH; i++, bits += activation_step)
      x[i] = y[i] = float_of((uint32_t)bits);
    activate(y, BATCH);
    for (size_t i = 0; i < BATCH; i++) {
      if (isnan(x[i])) continue;
      double error = fabs((double)y[i] - exact((double)x[i]));
      if (!(error <= worst)) {
        worst = error;
        worst_at = x[i];
      }
    }
  }
  printf("# largest error %.3g at %.9g\n", worst, (double)worst_at);
  return worst <= bound;
}

static int tanh_is_exact_enough(const Kernels *kernels) {
  return within_bound(kernels->tanh, tanh, TANH_BOUND);
}

static int sigmoid_is_exact_enough(const Kernels *kernels) {
  return within_bound(kernels->sigmoid, exact_sigmoid, SIGMOID_BOUND);
}

static const float specials[] = {0.0f,     -0.0f,        INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, FLT_MIN,
                                 -FLT_MIN, FLT_TRUE_MIN, -1e-40f,  87.0f,     -87.0f,  88.0f,    -88.0f,
                                 104.0f,   -104.0f,      20.0f,    -20.0f,    NAN,     -NAN};
#define SPECIALS (sizeof specials / sizeof specials[0])

static int tanh_of_specials_is_in_range(const Kernels *kernels) {
  float y[SPECIALS];
  memcpy(y, specials, sizeof y);
  kernels->tanh(y, SPECIALS);
  int holds = 1;
  for (size_t i = 0; i < SPECIALS; i++) {
    int good = y[i] >= -1.0f && y[i] <= 1.0f;
    if (!isnan(specials[i])) good = good && signbit(y[i]) == signbit(specials[i]);
    if (!good) printf("# %g gives %g\n", (double)specials[i], (double)y[i]);
    holds = holds && good;
  }
  return holds;
}

static int sigmoid_of_specials_is_in_range(const Kernels *kernels) {
  float y[SPECIALS];
  memcpy(y, specials, sizeof y);
  kernels->sigmoid(y, SPECIALS);
  int holds = 1;
  for (size_t i = 0; i < SPECIALS; i++) {
    int good = y[i] >= FLT_MIN && y[i] <= 1.0f;
    if (!good) printf("# %g gives %g\n", (double)specials[i], (double)y[i]);
    holds = holds && good;
  }
  return holds;
}

/* Saturated gates must be exactly open, or a state leaks where it should be kept. */
static int saturation_is_exact(const Kernels *kernels) {
  float t[] = {10.0f, -10.0f, INFINITY, -INFINITY}, s[] = {20.0f, INFINITY};
  kernels->tanh(t, 4);
  kernels->sigmoid(s, 2);
  return t[0] == 1.0f && t[1] == -1.0f && t[2] == 1.0f && t[3] == -1.0f && s[0] == 1.0f && s[1] == 1.0f;
}

static int tanh_is_odd(const Kernels *kernels) {
  uint64_t random = 1;
  float x[BATCH], minus_x[BATCH];
  random_fill(&random, x, BATCH, 4.0f);
  for (size_t i = 0; i < BATCH; i++)
    minus_x[i] = -x[i];
  kernels->tanh(x, BATCH);
  kernels->tanh(minus_x, BATCH);
  for (size_t i = 0; i < BATCH; i++)
    if (minus_x[i] != -x[i]) return 0;
  return 1;
}

static int same_bits_alone_and_in_any_run(Activate activate) {
  enum { LONGEST = 67, GUARD = 16 };
  const float guard = 12345.0f;
  uint64_t random = 2;
  float x[LONGEST], alone[LONGEST];
  random_fill(&random, x, LONGEST, 8.0f);
  memcpy(alone, x, sizeof x);
  for (size_t i = 0; i < LONGEST; i++)
    activate(alone + i, 1);
  for (size_t count = 0; count <= LONGEST; count++) {
    float run[GUARD + LONGEST + GUARD];
    for (size_t i = 0; i < GUARD + LONGEST + GUARD; i++)
      run[i] = guard;
    memcpy(run + GUARD, x, count * sizeof(float));
    activate(run + GUARD, count);
    if (memcmp(run + GUARD, alone, count * sizeof(float)) != 0) return 0;
    for (size_t i = 0; i < GUARD; i++)
      if (run[i] != guard || run[GUARD + count + i] != guard) return 0;
  }
  return 1;
}

static int tanh_of_a_number_does_not_depend_on_its_place(const Kernels *kernels) {
  return same_bits_alone_and_in_any_run(kernels->tanh);
}

static int sigmoid_of_a_number_does_not_depend_on_its_place(const Kernels *kernels) {
  return same_bits_alone_and_in_any_run(kernels->sigmoid);
}

const KernelCheck activation_checks[] = {
    {"tanh_keeps_its_error_bound_over_all_magnitudes", tanh_is_exact_enough},
    {"sigmoid_keeps_its_error_bound_over_all_magnitudes", sigmoid_is_exact_enough},
    {"tanh_of_special_values_lies_within_1_and_keeps_the_sign", tanh_of_specials_is_in_range},
    {"sigmoid_of_special_values_lies_within_0_and_1_and_is_never_denormal", sigmoid_of_specials_is_in_range},
    {"saturated_gates_are_exactly_open", saturation_is_exact},
    {"tanh_is_odd_to_the_bit", tanh_is_odd},
    {"tanh_of_a_number_does_not_depend_on_its_place", tanh_of_a_number_does_not_depend_on_its_place},
    {"sigmoid_of_a_number_does_not_depend_on_its_place", sigmoid_of_a_number_does_not_depend_on_its_place},
    {NULL, NULL}};
