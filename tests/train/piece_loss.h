/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loss of a tiny run's first pieces as a function of all parameters, and its gradient against central differences.
 */
#ifndef QUELL_TESTS_PIECE_LOSS_H
#define QUELL_TESTS_PIECE_LOSS_H

#include "tiny_run.h"

typedef struct {
  const ParameterLayout *lower; /* the network within the network that is run; NULL: the whole one */
  const ModelFile *teacher;     /* or NULL */
  LossShares shares;
  float states_weight;
  const ModelFile *start; /* NULL: a first guess */
} PieceLoss;

/* Fails the test unless the loss changes along several directions as its gradient says. */
void piece_loss_check_gradient(const TinyRun *run, const PieceLoss *wanted);

#endif
