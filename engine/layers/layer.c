/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "layer.h"
#include <stdio.h>

#define SUFFIX_MAX 32

static const struct {
  void (*pack)(Layer *layer, const LayerDescription *description, const WeightSource *source, AlignedBlock *block);
  void (*run)(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state,
              float *scratch) QUELL_REALTIME;
} types[] = {
#define LAYER(identifier, name, gates) [LAYER_##identifier] = {name##_pack, name##_run},
#include "layers.def"
#undef LAYER
};

static void full_name(char *full, size_t size, const LayerDescription *description, const char *suffix) {
  snprintf(full, size, "%s.%s", description->name, suffix);
}

Matrix layer_pack_matrix(const LayerDescription *description, const char *suffix, const WeightSource *source,
                         AlignedBlock *block) {
  char full[sizeof description->name + SUFFIX_MAX];
  full_name(full, sizeof full, description, suffix);
  return matrix_pack(source, full, block);
}

const Tensor *layer_tensor(const LayerDescription *description, const char *suffix, const ModelFile *file) {
  char full[sizeof description->name + SUFFIX_MAX];
  full_name(full, sizeof full, description, suffix);
  return model_file_tensor(file, full);
}

void layer_pack(Layer *layer, const NetworkDescription *network, uint32_t index, const WeightSource *source,
                AlignedBlock *block) {
  const LayerDescription *description = &network->layers[index];
  *layer = (Layer){.type = description->type,
                   .activation = description->activation,
                   .size = description->size,
                   .positions = layer_positions(network, description),
                   .stride = description->input_size / (2 * description->reach + 1)};
  types[layer->type].pack(layer, description, source, block);
}

void layer_state_take(const Layer *layer, LayerState *state, AlignedBlock *block) {
  const size_t size = (size_t)layer->positions * layer->size;
  state->output = aligned_block_take(block, size);
  state->cell = layer->type == LAYER_LSTM ? aligned_block_take(block, size) : NULL;
}

/* Input and recurrent parts of all gates, then the middle of a factor pair, as large as any profile needs it. */
size_t layer_scratch(const Layer *layer) {
  const uint32_t input = layer->input.stored_rank, recurrent = layer->recurrent.stored_rank;
  const size_t rank = input > recurrent ? input : recurrent;
  return 2 * (size_t)layer_gates(layer->type) * layer->size + rank;
}

void layer_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state, float *scratch) {
  for (size_t position = 0; position < layer->positions; position++) {
    const size_t at = position * layer->size;
    LayerState here = {state->output + at, state->cell ? state->cell + at : NULL};
    types[layer->type].run(layer, kernels, x + position * layer->stride, &here, scratch);
  }
}
