/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "layer.h"
#include <stdio.h>
#include <string.h>

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
  return matrix_pack(source, full, description->over == OVER_NOTHING ? MATRIX_PANELS : MATRIX_ROWS, block);
}

const Tensor *layer_tensor(const LayerDescription *description, const char *suffix, const ModelFile *file) {
  char full[sizeof description->name + SUFFIX_MAX];
  full_name(full, sizeof full, description, suffix);
  return model_file_tensor(file, full);
}

void layer_pack(Layer *layer, const NetworkDescription *network, uint32_t index, const WeightSource *source,
                AlignedBlock *block) {
  const LayerDescription *description = &network->layers[index];
  const uint32_t positions = layer_positions(network, description);
  const uint32_t lanes = (positions + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
  *layer = (Layer){.type = description->type,
                   .activation = description->activation,
                   .size = description->size,
                   .positions = positions,
                   .lanes = description->over == OVER_NOTHING ? 1 : lanes,
                   .neighbours = 2 * description->reach + 1};
  types[layer->type].pack(layer, description, source, block);
}

void layer_state_take(const Layer *layer, LayerState *state, AlignedBlock *block) {
  const size_t size = (size_t)layer->lanes * layer->size;
  state->h = aligned_block_take(block, size);
  state->cell = layer->type == LAYER_LSTM ? aligned_block_take(block, size) : NULL;
  state->output = layer->lanes > 1 ? aligned_block_take(block, (size_t)layer->positions * layer->size) : state->h;
}

/* Input and recurrent parts of all gates, then the middle of a factor pair, as large as any profile needs it. */
size_t layer_scratch(const Layer *layer) {
  const uint32_t input = layer->input.stored_rank, recurrent = layer->recurrent.stored_rank;
  const size_t rank = input > recurrent ? input : recurrent;
  return layer->lanes * (2 * (size_t)layer_gates(layer->type) * layer->size + rank);
}

size_t layer_inputs(const Layer *layer) {
  if (layer->lanes == 1) return layer->input.columns;
  return layer->input.columns / layer->neighbours * layer_plane(layer);
}

void layer_fill(const Layer *layer, const float *bias, size_t rows, float *y) {
  if (layer->lanes == 1) {
    memcpy(y, bias, rows * sizeof(float));
    return;
  }
  for (size_t row = 0; row < rows; row++)
    for (size_t lane = 0; lane < layer->lanes; lane++)
      *y++ = bias[row];
}

void layer_add_input(const Layer *layer, const Kernels *kernels, const float *x, float *y, float *scratch) {
  if (layer->lanes == 1) {
    matrix_multiply_add(kernels, &layer->input, x, y, scratch);
    return;
  }
  const Planes planes = {x, layer_plane(layer), layer->input.columns / layer->neighbours, layer->neighbours};
  matrix_multiply_add_planes(kernels, &layer->input, &planes, layer->lanes, y, scratch);
}

void layer_add_recurrent(const Layer *layer, const Kernels *kernels, const float *h, float *y, float *scratch) {
  if (layer->lanes == 1) {
    matrix_multiply_add(kernels, &layer->recurrent, h, y, scratch);
    return;
  }
  const Planes planes = {h, layer->lanes, layer->size, 1};
  matrix_multiply_add_planes(kernels, &layer->recurrent, &planes, layer->lanes, y, scratch);
}

static void give_output(const Layer *layer, LayerState *state) {
  for (size_t position = 0; position < layer->positions; position++)
    for (size_t i = 0; i < layer->size; i++)
      state->output[position * layer->size + i] = state->h[i * layer->lanes + position];
}

void layer_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state, float *scratch) {
  types[layer->type].run(layer, kernels, x, state, scratch);
  if (layer->lanes > 1) give_output(layer, state);
}
