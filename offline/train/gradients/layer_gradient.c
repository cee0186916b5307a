/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "layer_gradient.h"
#include "../batch_matrix.h"
#include "recurrent_step.h"

const LayerGradient *layer_gradient(LayerType type) {
  static const LayerGradient *const table[] = {
      [LAYER_DENSE] = &dense_gradient, [LAYER_GRU] = &gru_gradient, [LAYER_LSTM] = &lstm_gradient};
  return table[type];
}

static size_t larger(size_t a, size_t b) {
  return a > b ? a : b;
}

size_t layer_scratch_size(const LayerDescription *layer, const LayerPlace *place, size_t frames, size_t sequences) {
  const size_t count = frames * sequences, gates = layer_gates(layer->type);
  size_t products =
      larger(matrix_scratch_size(&place->input, count), recurrent_step_size(&place->recurrent, sequences));
  if (place->recurrent.rows) products = larger(products, matrix_scratch_size(&place->recurrent, count));
  /* Gate gradients of input and recurrent side, a step of gates, two of states. */
  return 2 * count * gates * layer->size + sequences * (gates + 2) * layer->size + products;
}
