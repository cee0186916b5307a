/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The loss of one piece of an example, and its gradient for the network's outputs. */
#ifndef QUELL_EXAMPLE_LOSS_H
#define QUELL_EXAMPLE_LOSS_H

#include "batch_network.h"
#include "example.h"
#include "spectral_loss.h"

/* Sums over frames; divide by `frames` for the mean. */
typedef struct {
  double spectral;            /* magnitude and complex part */
  double voice;               /* cross-entropy */
  double distortion_db;       /* sum over pieces */
  double clean, error, noise; /* powers of the target, of (denoised - target) and of (noisy - target) */
  size_t frames, pieces;      /* pieces: those with enough speech for a distortion */
} LossSums;

void loss_sums_add(LossSums *total, const LossSums *part);
/* The weighted whole, as it is minimised. */
double loss_total(const LossSums *sums, const LossWeights *weights);

typedef struct ExampleLoss ExampleLoss; /* scratch; one thread at a time */
ExampleLoss *example_loss_create(const NetworkDescription *description, const ExampleMaker *maker, size_t frames);
void example_loss_free(ExampleLoss *loss);

/* Sequence `sequence` of the network has run over `frames` frames of the example from `start` on. Adds to sums, and,
 * with `share` above 0, fills in the gradients of the network's outputs: those of share * loss. */
void example_loss_run(ExampleLoss *loss, const LossWeights *weights, const Example *example, size_t start,
                      size_t frames, BatchNetwork *network, size_t sequence, size_t sequences, float share,
                      LossSums *sums);

#endif
