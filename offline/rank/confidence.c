/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "confidence.h"

#include <math.h>

/* Regularised incomplete beta function by its continued fraction (Lentz's method). */
static double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
  double fraction = d;
  for (int m = 1; m < 400; m++) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    const double steps[2] = {even, odd};
    double change = 1;
    for (int i = 0; i < 2; i++) {
      d = 1 + steps[i] * d;
      c = 1 + steps[i] / c;
      d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
      c = fabs(c) < 1e-300 ? 1e-300 : c;
      change = c * d;
      fraction *= change;
    }
    if (fabs(change - 1) < 1e-15) break;
  }
  return fraction;
}

static double incomplete_beta(double a, double b, double x) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

static double student_probability(double t, double degrees) {
  const double tail = 0.5 * incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
  return t > 0 ? 1 - tail : tail;
}

double student_quantile(double probability, size_t degrees) {
  if (!degrees) return INFINITY;
  double low = -1e6, high = 1e6;
  for (int i = 0; i < 200; i++) {
    const double middle = (low + high) / 2;
    if (student_probability(middle, (double)degrees) < probability)
      low = middle;
    else
      high = middle;
  }
  return (low + high) / 2;
}

RelativeLoss relative_loss(const double *reference, const double *benefits, size_t count, double scale,
                           double confidence) {
  double sum = 0, square = 0;
  for (size_t i = 0; i < count; i++)
    sum += reference[i] - benefits[i];
  const double mean = sum / (double)count;
  for (size_t i = 0; i < count; i++) {
    const double rest = reference[i] - benefits[i] - mean;
    square += rest * rest;
  }
  RelativeLoss loss = {mean / scale, INFINITY};
  if (count < 2) return loss;
  const double error = sqrt(square / (double)(count - 1) / (double)count);
  loss.bound = (mean + student_quantile(confidence, count - 1) * error) / scale;
  return loss;
}
