/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The inputs of a layer that is shared over bands or bins, laid out so that each position is a sequence of its own, and
 * the way back of their gradients. */
#ifndef QUELL_SHARED_INPUTS_H
#define QUELL_SHARED_INPUTS_H

#include "network_description.h"

/* Floats of `margins`, scratch of the two functions below. */
size_t shared_inputs_scratch(const NetworkDescription *description, const LayerDescription *layer);

/* sources[i]: [rows][outputs of input i]. x: [rows][positions][input_size]. */
void shared_inputs_gather(const NetworkDescription *description, const LayerDescription *layer,
                          const float *const *sources, size_t rows, float *margins, float *x);
/* Adds the gradients dx, shaped like x, to gradients[i], shaped like sources[i]; NULL where none are wanted. */
void shared_inputs_scatter(const NetworkDescription *description, const LayerDescription *layer, const float *dx,
                           size_t rows, float *margins, float *const *gradients);

#endif
