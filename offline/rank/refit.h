/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Left factors and biases fitted anew, matrix by matrix in the order of execution, to what the network at hand feeds
 * its matrices, errors of the layers before included (linear regression; compare "PSVD" 2021 and "AA-SVD" 2026). Two
 * fits are tried for each factored matrix, over the calibration recordings:
 *
 *   made up  A B x' + b comes nearest to W x + b of the reference, x being the reference's input and x' that of the
 * network at hand: later layers make up for earlier ones. What x' does not tell of x is taken for noise, and A shrinks;
 *            in a recurrent matrix, which meets its own output again, the state then fades, so that this often is
 * worse. own      A B x' + b comes nearest to W x' + b: the metric alone is that of the inputs that now occur.
 *
 * A judge scores the network with each, on recordings other than those of the fit, and a fit that does not make it
 * better is taken back. */
#ifndef QUELL_REFIT_H
#define QUELL_REFIT_H

#include "choice.h"

typedef enum { REFIT_MADE_UP, REFIT_OWN, REFIT_KINDS } RefitKind;

/* Mean squares of W x + b - (A B x' + b'), as shares of the variance of W x, before and after; for the inputs at hand
 * `after` is never above `before`. Changes the factors of one matrix of `model`, made by choice_model(), in single
 * precision. Returns 0 without memory or when the equations cannot be solved; the model may then be changed in part. */
typedef struct {
  double before, after;
} RefitErrors;
int refit_matrix(const CandidateSet *set, size_t candidate, RefitKind kind, const UtteranceSet *calibration,
                 unsigned threads, ModelFile *model, RefitErrors *errors);

/* *loss of a network, of which less is better. Returns 0 when it cannot be told. */
typedef struct {
  int (*loss)(void *context, const ModelFile *model, double *loss);
  void *context;
} RefitJudge;

typedef struct {
  double before, after; /* losses that the judge found; `after` is never above `before` */
  size_t tried, kept;   /* matrices */
} RefitOutcome;

/* All factored matrices of the choice, once. Returns 0 like refit_matrix(), or when the judge does. */
int refit_model(const CandidateSet *set, const RankChoice *choice, const UtteranceSet *calibration, unsigned threads,
                const RefitJudge *judge, ModelFile *model, RefitOutcome *outcome);

#endif
