/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The loss of one piece of an example, and its gradient for the network's outputs. */
#ifndef QUELL_EXAMPLE_LOSS_H
#define QUELL_EXAMPLE_LOSS_H

#include "batch_network.h"
#include "example.h"
#include "spectral_loss.h"
#include "teacher.h"

/* Sums over frames; divide by `frames` for the mean. */
typedef struct {
  double spectral;            /* magnitude and complex part */
  double voice;               /* cross-entropy */
  double imitation;           /* of the teacher's spectra, voice probability and states, weighted as in teacher.h */
  double distortion_db;       /* sum over pieces */
  double clean, error, noise; /* powers of the target, of (denoised - target) and of (noisy - target) */
  size_t frames, pieces;      /* pieces: those with enough speech for a distortion */
} LossSums;

void loss_sums_add(LossSums *total, const LossSums *part);
/* The weighted whole of the true loss, as it is minimised. */
double loss_total(const LossSums *sums, const LossWeights *weights);

/* What all sequences of a batch have in common. */
typedef struct {
  const LossWeights *weights;
  BatchNetwork *network;
  const BatchNetwork *teacher; /* has run over the same frames; NULL when nothing is imitated */
  LossShares shares;           /* imitation 0 without a teacher */
  float states_weight;
  int (*state_pairs)[2]; /* see teacher_match_layers() */
  size_t state_pair_count;
  size_t frames, sequences;
  float share; /* gradients are those of share * loss; 0: none are wanted */
} LossBatch;

typedef struct ExampleLoss ExampleLoss; /* scratch; one thread at a time */
ExampleLoss *example_loss_create(const ExampleMaker *maker, size_t frames);
void example_loss_free(ExampleLoss *loss);

/* Sequence `sequence` of the network has run over the batch's frames of the example from `start` on. Adds to sums, and
 * adds the gradients of the outputs. */
void example_loss_run(ExampleLoss *loss, const LossBatch *batch, const Example *example, size_t start, size_t sequence,
                      LossSums *sums);

#endif
