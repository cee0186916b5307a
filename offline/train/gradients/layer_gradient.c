/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "layer_gradient.h"
#include "recurrent_step.h"

const LayerGradient *layer_gradient(LayerType type) {
  static const LayerGradient *const table[] = {
      [LAYER_DENSE] = &dense_gradient, [LAYER_GRU] = &gru_gradient, [LAYER_LSTM] = &lstm_gradient};
  return table[type];
}

static size_t larger_rank(const LayerPlace *place) {
  return place->input.rank > place->recurrent.rank ? place->input.rank : place->recurrent.rank;
}

size_t middle_width(const LayerBatch *batch) {
  return larger_rank(batch->place);
}

size_t layer_scratch_size(const LayerDescription *layer, const LayerPlace *place, size_t frames, size_t sequences) {
  const size_t count = frames * sequences, gates = layer_gates(layer->type);
  const size_t rank = larger_rank(place);
  /* Gate gradients of input and recurrent side, a step of gates, two of states, the middle of factor pairs, the packed
   * recurrent matrix. */
  const size_t packed = recurrent_step_size(&place->recurrent);
  return packed + 2 * count * gates * layer->size + sequences * (gates + 4) * layer->size + 2 * count * rank +
         count * layer->size + 64;
}
