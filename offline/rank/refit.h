/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Left factors and biases fitted anew, matrix by matrix in the order of execution: each factored matrix gets the left
 * factor A and the bias b for which A B x' + b comes nearest, over the calibration recordings, to W x + b of the
 * reference. x is the reference's input and x' that of the network at hand, errors of the layers before included, so
 * later layers make up for earlier ones as far as they can (linear regression; compare "PSVD" 2021 and "AA-SVD" 2026).
 */
#ifndef QUELL_REFIT_H
#define QUELL_REFIT_H

#include "choice.h"

/* Mean squares of W x + b - (A B x' + b'), as shares of the variance of W x, before and after; 0 for matrices that were
 * not fitted. For the inputs at hand `after` is never above `before`. */
typedef struct {
  double before[CANDIDATES_MAX], after[CANDIDATES_MAX];
} RefitErrors;

/* Changes `model`, made by choice_model() of that choice. `errors` may be NULL. Returns 0 without memory or when the
 * equations cannot be solved; the model may then be changed in part. */
int refit_model(const CandidateSet *set, const RankChoice *choice, const UtteranceSet *calibration, unsigned threads,
                ModelFile *model, RefitErrors *errors);

#endif
