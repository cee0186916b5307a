/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The matrices of a network that can be factored, each with all of its truncations, and networks made of them. */
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
  uint32_t largest_rank; /* that still saves parameters against what is stored */
  float *weight;         /* [rows][columns], multiplied out when it is stored as a pair */
  const double *mean;    /* [columns] of the inputs; NULL: unknown, the bias stays */
  FactorBasis basis;
} Candidate;

typedef struct {
  NetworkDescription description;
  const ModelFile *model;
  Candidate items[CANDIDATES_MAX];
  size_t count;
  size_t dense_parameters; /* of the network with all matrices dense */
} CandidateSet;

/* Rank of each candidate; 0: as it is stored. */
typedef struct {
  uint32_t ranks[CANDIDATES_MAX];
} RankChoice;

/* `moments` are those of the inputs and `sensitivity` those of the gradients of the outputs, or NULL for inputs or
 * outputs that count alike; moments must outlive the set. Returns 0 after a
 * sentence: nothing can be factored, a weight is not finite, no memory. candidates_clear() is needed in any case. */
int candidates_make(const NetworkDescription *description, const ModelFile *model, const Moments *moments,
                    const GradientMoments *sensitivity, unsigned threads, CandidateSet *set, Message *message);
void candidates_clear(CandidateSet *set);

/* First layer of which a matrix differs from the model at hand; layer_count when none does. */
uint32_t choice_first_layer(const CandidateSet *set, const RankChoice *choice);
/* All parameters of the network, biases too. */
size_t choice_parameters(const CandidateSet *set, const RankChoice *choice);

/* The network with those ranks, its texts those of the model; NULL without memory. Owned by the caller. */
ModelFile *choice_model(const CandidateSet *set, const RankChoice *choice);

#endif
