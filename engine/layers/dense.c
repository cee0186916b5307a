/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * h = activation(W x + b)
 */
#include "layer.h"
#include <string.h>

void dense_pack(Layer *layer, const LayerDescription *description, const WeightSource *source, AlignedBlock *block) {
  float *bias = aligned_block_take(block, layer->size);
  if (bias) memcpy(bias, layer_tensor(description, "bias", source->file)->values, layer->size * sizeof(float));
  layer->bias = bias;
  layer->input = layer_pack_matrix(description, "weight", source, block);
}

/* Weights near the end of the float range can add up to infinity; what follows gets a large number instead. */
static void hold_finite(float *h, size_t size, float minimum) {
  const float maximum = 1e18f;
  for (size_t i = 0; i < size; i++) {
    float value = h[i] > minimum ? h[i] : minimum;
    h[i] = value < maximum ? value : maximum;
  }
}

void dense_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state, float *scratch) {
  float *h = state->h;
  const size_t count = (size_t)layer->size * layer->lanes;
  layer_fill(layer, layer->bias, layer->size, h);
  layer_add_input(layer, kernels, x, h, scratch);
  switch (layer->activation) {
  case ACTIVATION_TANH:
    kernels->tanh(h, count);
    break;
  case ACTIVATION_SIGMOID:
    kernels->sigmoid(h, count);
    break;
  case ACTIVATION_RELU:
    hold_finite(h, count, 0.0f);
    break;
  case ACTIVATION_LINEAR:
    hold_finite(h, count, -1e18f);
    break;
  }
}
