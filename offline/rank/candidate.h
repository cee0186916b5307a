/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The matrices of a network that can be factored, each with all of its truncations. */
#ifndef QUELL_CANDIDATE_H
#define QUELL_CANDIDATE_H

#include "factor_basis.h"
#include "gradient_moments.h"
#include "moments.h"

#define CANDIDATES_MAX (2 * LAYERS_MAX)

typedef struct {
  char name[160]; /* of the tensor: "gru1.weight_hh_l0" */
  char bias[160]; /* what takes the loss of the mean input */
  uint32_t layer; /* index in the description */
  int recurrent;  /* multiplies the state, not the input */
  uint32_t rows, columns;
  uint32_t stored_rank;  /* in the model at hand; 0: dense */
  uint32_t largest_rank; /* that still saves parameters against what is stored; in a nested set, the whole rank */
  uint32_t saving_rank;  /* the largest that saves parameters */
  int stored_diagonal;   /* the model at hand has one, which stays */
  float *weight;         /* [rows][columns], multiplied out when it is stored as a pair */
  const double *mean;    /* [columns] of the inputs; NULL: unknown, the bias stays */
  FactorBasis basis;
  float *diagonal;             /* [rows] beside factors of beside_diagonal; NULL: none was asked for, or makes sense */
  FactorBasis beside_diagonal; /* of the matrix without the diagonal, errors as shares of what those of `basis` are */
} Candidate;

typedef struct {
  NetworkDescription description;
  const ModelFile *model;
  Candidate items[CANDIDATES_MAX];
  size_t count;
  size_t dense_parameters; /* of the network with all matrices dense */
  int nested;
} CandidateSet;

typedef struct {
  const Moments *moments;             /* of the inputs, must outlive the set; NULL: inputs count alike */
  const GradientMoments *sensitivity; /* of the gradients of the outputs; NULL: outputs count alike */
  int nested;                         /* one model of several ranks: see below */
  int diagonals;                      /* recurrent matrices get a basis with a diagonal, too */
  unsigned threads;
} CandidateOptions;

/* The matrices of a network that can be factored, with all their truncations.
 *
 * When `nested`, factors of all ranks must work with the same biases. Inputs are then counted with their means, which
 * costs up to one rank, and no bias takes a mean; and since a matrix is a pair in all of the models or in none, ranks
 * go up to the whole, at which nothing is lost.
 *
 * Returns 0 after a sentence: nothing can be factored, a weight is not finite, no memory. candidates_clear() is needed
 * in any case. */
int candidates_make(const NetworkDescription *description, const ModelFile *model, const CandidateOptions *options,
                    CandidateSet *set, Message *message);
void candidates_clear(CandidateSet *set);

#endif
