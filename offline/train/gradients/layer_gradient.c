/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "layer_gradient.h"

const LayerGradient *layer_gradient(LayerType type) {
  static const LayerGradient *const table[] = {
      [LAYER_DENSE] = &dense_gradient, [LAYER_GRU] = &gru_gradient, [LAYER_LSTM] = &lstm_gradient};
  return table[type];
}

size_t layer_scratch_size(const LayerDescription *layer, const LayerPlace *place, size_t frames, size_t sequences) {
  const size_t count = frames * sequences, gates = layer_gates(layer->type);
  const size_t rank = place->input.rank > place->recurrent.rank ? place->input.rank : place->recurrent.rank;
  /* Gate gradients of input and recurrent side, a step of gates, two of states, the middle of factor pairs. */
  return 2 * count * gates * layer->size + sequences * (gates + 4) * layer->size + 2 * count * rank +
         count * layer->size;
}
