/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit_vector.h"

#include <math.h>

/* Keeps a vector of norm 0 from dividing by 0; far below the norm of anything audible. */
#define LEAST_NORM 1e-12

double vector_norm(const double *values, size_t count, size_t stride) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += values[i * stride] * values[i * stride];
  return sqrt(sum);
}

void vector_centre_and_scale(double *values, size_t count, size_t stride) {
  double mean = 0;
  for (size_t i = 0; i < count; i++)
    mean += values[i * stride];
  mean /= (double)count;
  for (size_t i = 0; i < count; i++)
    values[i * stride] -= mean;
  const double scale = 1 / (vector_norm(values, count, stride) + LEAST_NORM);
  for (size_t i = 0; i < count; i++)
    values[i * stride] *= scale;
}
