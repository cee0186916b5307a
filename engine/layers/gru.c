/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gated recurrent unit, PyTorch's form; gates stacked r, z, n:
 *   r = sigmoid(W_r x + b_r + U_r h + c_r)         z = sigmoid(W_z x + b_z + U_z h + c_z)
 *   n = tanh(W_n x + b_n + r * (U_n h + c_n))      h' = n + z * (h - n)
 * h' lies between h and n, hence in -1..1, whatever the weights.
 */
#include "layer.h"
#include <string.h>

void gru_pack(Layer *layer, const LayerDescription *description, const WeightSource *source, AlignedBlock *block) {
  const size_t size = layer->size;
  float *bias = aligned_block_take(block, 3 * size);
  layer->input = layer_pack_matrix(description, "weight_ih_l0", source, block);
  float *recurrent_bias = aligned_block_take(block, size);
  layer->recurrent = layer_pack_matrix(description, "weight_hh_l0", source, block);
  layer->bias = bias;
  layer->recurrent_bias = recurrent_bias;
  if (!bias) return;

  const float *b = layer_tensor(description, "bias_ih_l0", source->file)->values;
  const float *c = layer_tensor(description, "bias_hh_l0", source->file)->values;
  for (size_t i = 0; i < 3 * size; i++)
    bias[i] = i < 2 * size ? b[i] + c[i] : b[i];
  memcpy(recurrent_bias, c + 2 * size, size * sizeof(float));
}

void gru_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state, float *scratch) {
  const size_t size = (size_t)layer->size * layer->lanes;
  float *h = state->h;
  float *gates = scratch, *recurrent = gates + 3 * size, *middle = recurrent + 3 * size;
  float *z = gates + size, *n = gates + 2 * size;

  layer_fill(layer, layer->bias, 3 * (size_t)layer->size, gates);
  layer_add_input(layer, kernels, x, gates, middle);
  memset(recurrent, 0, 2 * size * sizeof(float));
  layer_fill(layer, layer->recurrent_bias, layer->size, recurrent + 2 * size);
  layer_add_recurrent(layer, kernels, h, recurrent, middle);

  for (size_t i = 0; i < 2 * size; i++)
    gates[i] += recurrent[i];
  kernels->sigmoid(gates, 2 * size);
  for (size_t i = 0; i < size; i++)
    n[i] += gates[i] * recurrent[2 * size + i];
  kernels->tanh(n, size);
  for (size_t i = 0; i < size; i++)
    h[i] = without_denormals(n[i] + z[i] * (h[i] - n[i]));
}
