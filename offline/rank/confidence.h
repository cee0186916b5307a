/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* How much worse a network is than the reference, from the differences utterance by utterance: what both find hard
 * cancels, so few utterances tell more than two means would. */
#ifndef QUELL_CONFIDENCE_H
#define QUELL_CONFIDENCE_H

#include <stddef.h>

/* All relative to the reference's mean: 0.014 is a loss of 1.4 %; negative: the network is better. */
typedef struct {
  double loss;  /* the mean */
  double bound; /* with the stated confidence the true loss is not larger */
} RelativeLoss;

/* `scale` is above 0 (evaluator_scale()); `confidence`, 0.5..0.9999, is that of a one-sided bound by Student's t
 * distribution with count - 1 degrees of freedom. With a single utterance the bound is infinite. */
RelativeLoss relative_loss(const double *reference, const double *benefits, size_t count, double scale,
                           double confidence);

/* The value that a variable of Student's t distribution does not exceed with that probability. */
double student_quantile(double probability, size_t degrees);

#endif
