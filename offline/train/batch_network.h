/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A whole network over a batch of sequences: all layers forward, then all gradients. Owns the activations of one batch;
 * the parameters and their gradient belong to the caller. One thread at a time. */
#ifndef QUELL_BATCH_NETWORK_H
#define QUELL_BATCH_NETWORK_H

#include "kernels/kernels.h"
#include "parameters.h"

typedef struct BatchNetwork BatchNetwork;

/* NULL without memory. `frames` is the most that forward() may be given. */
BatchNetwork *batch_network_create(const ParameterLayout *layout, size_t frames, size_t sequences,
                                   const Kernels *kernels);
void batch_network_free(BatchNetwork *network);

/* Runs another layout of the same layers from now on, none of whose ranks is above those of the layout at creation. */
void batch_network_use(BatchNetwork *network, const ParameterLayout *layout);
const NetworkDescription *batch_network_description(const BatchNetwork *network);

/* [frames * sequences][feature_count], time-major; to be filled before forward(). */
float *batch_network_features(BatchNetwork *network);
/* Output of a layer, [frames * sequences][size], and the gradient of the loss for it, to be filled between forward()
 * and backward(); forward() zeroes the gradients. */
const float *batch_network_output(const BatchNetwork *network, int layer);
float *batch_network_output_gradient(BatchNetwork *network, int layer);

/* Recurrent state of one sequence in `states` (batch_network_state_size() floats a sequence): all layers one after
 * another. */
size_t batch_network_state_size(const ParameterLayout *layout);
/* Starts from states[sequence] and leaves the states after the last frame there. */
void batch_network_forward(BatchNetwork *network, const float *parameters, size_t frames, float *const *states);
/* The same from layer `first` on. The outputs of the layers before it, [frames * sequences][size] each, come from
 * outputs[layer]; their states are left alone, and backward() must not follow. */
void batch_network_forward_from(BatchNetwork *network, uint32_t first, const float *const *outputs,
                                const float *parameters, size_t frames, float *const *states);
/* Adds to gradient[layout->count]. */
void batch_network_backward(BatchNetwork *network, const float *parameters, float *gradient);

/* Called for each layer, the last first: the gradients for the sums W x of its matrices, [frames * sequences][gates *
 * size], valid during the call. `recurrent` is NULL for layers without a state. */
typedef void (*SumGradientVisitor)(void *context, uint32_t layer, const float *input, const float *recurrent);
void batch_network_backward_watched(BatchNetwork *network, const float *parameters, float *gradient,
                                    SumGradientVisitor visit, void *context);

#endif
