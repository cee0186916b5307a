/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The gradient, for a network's outputs, of a random combination of what is heard of an utterance: of the denoised
 * spectrum S, compressed to |S|^(1/4) with its phase kept and weighted by bins as in spectral_loss.h. */
#ifndef QUELL_HEARD_GRADIENT_H
#define QUELL_HEARD_GRADIENT_H

#include "offline/train/batch_network.h"
#include "utterance.h"

typedef struct HeardGradient HeardGradient;

/* `seed` decides the random numbers. NULL without memory. One thread at a time. */
HeardGradient *heard_gradient_create(const NetworkDescription *description, const Utterance *utterance, uint64_t seed);
void heard_gradient_free(HeardGradient *heard);

/* Adds to the output gradients in row `row` of a network whose outputs there are those of frame `frame`. Frames come in
 * order, from 0. */
void heard_gradient_add(HeardGradient *heard, BatchNetwork *network, size_t frame, size_t row);

#endif
