/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Long short-term memory, PyTorch's form; gates stacked i, f, g, o:
 *   i, f, o = sigmoid(W x + b + U h + c)      g = tanh(W_g x + b_g + U_g h + c_g)
 *   cell' = f * cell + i * g                  h' = o * tanh(cell')
 * A cell grows by at most 1 a frame, and beyond 2^24 not at all: it stays finite whatever the weights.
 */
#include "layer.h"
#include <string.h>

void lstm_pack(Layer *layer, const LayerDescription *description, const WeightSource *source, AlignedBlock *block) {
  const size_t rows = 4 * (size_t)layer->size;
  float *bias = aligned_block_take(block, rows);
  layer->input = layer_pack_matrix(description, "weight_ih_l0", source, block);
  layer->recurrent = layer_pack_matrix(description, "weight_hh_l0", source, block);
  layer->bias = bias;
  if (!bias) return;

  const float *b = layer_tensor(description, "bias_ih_l0", source->file)->values;
  const float *c = layer_tensor(description, "bias_hh_l0", source->file)->values;
  for (size_t i = 0; i < rows; i++)
    bias[i] = b[i] + c[i];
}

void lstm_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state, float *scratch) {
  const size_t size = (size_t)layer->size * layer->lanes;
  float *h = state->h, *cell = state->cell;
  float *gates = scratch, *middle = gates + 4 * size;
  float *i = gates, *f = gates + size, *g = gates + 2 * size, *o = gates + 3 * size;

  layer_fill(layer, layer->bias, 4 * (size_t)layer->size, gates);
  layer_add_input(layer, kernels, x, gates, middle);
  layer_add_recurrent(layer, kernels, h, gates, middle);
  kernels->sigmoid(i, 2 * size);
  kernels->tanh(g, size);
  kernels->sigmoid(o, size);

  for (size_t k = 0; k < size; k++)
    h[k] = cell[k] = without_denormals(f[k] * cell[k] + i[k] * g[k]);
  kernels->tanh(h, size);
  for (size_t k = 0; k < size; k++)
    h[k] = without_denormals(o[k] * h[k]);
}
