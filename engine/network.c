/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "network.h"
#include "layers/layer.h"
#include <stdlib.h>
#include <string.h>

struct Network {
  const Kernels *kernels;
  NetworkDescription description;
  Layer layers[LAYERS_MAX];
  AlignedBlock weights; /* of all layers, in order of execution */
};

struct NetworkState {
  AlignedBlock block; /* all that follows: first what is remembered from frame to frame, then what is not */
  size_t remembered;  /* floats */
  LayerState layers[LAYERS_MAX];
  float *joined;  /* the inputs of a layer that has several, one after the other; of a shared one, plane by plane */
  float *scratch; /* of the layer that runs */
};

static void take_weights(Network *network, const WeightSource *source) {
  for (uint32_t i = 0; i < network->description.layer_count; i++)
    layer_pack(&network->layers[i], &network->description, i, source, &network->weights);
}

Network *network_create_profile(const NetworkDescription *description, const ModelFile *file, const Profile *profile,
                                const Kernels *kernels) {
  const WeightSource source = {file, profile};
  Network *network = calloc(1, sizeof *network);
  if (!network) return NULL;
  network->kernels = kernels;
  network->description = *description;
  take_weights(network, &source);
  if (!aligned_block_allocate(&network->weights)) {
    network_free(network);
    return NULL;
  }
  take_weights(network, &source);
  return network;
}

Network *network_create(const NetworkDescription *description, const ModelFile *file, const Kernels *kernels) {
  return network_create_profile(description, file, NULL, kernels);
}

size_t network_packed_bytes(const NetworkDescription *description, const ModelFile *file, const Profile *profile) {
  const WeightSource source = {file, profile};
  AlignedBlock count = {0};
  Layer layer;
  for (uint32_t i = 0; i < description->layer_count; i++)
    layer_pack(&layer, description, i, &source, &count);
  return count.used * sizeof(float);
}

void network_free(Network *network) {
  if (!network) return;
  aligned_block_free(&network->weights);
  free(network);
}

static void take_state(const Network *network, NetworkState *state) {
  size_t joined = 0, scratch = 0;
  for (uint32_t i = 0; i < network->description.layer_count; i++) {
    const Layer *layer = &network->layers[i];
    layer_state_take(layer, &state->layers[i], &state->block);
    if (layer_inputs(layer) > joined) joined = layer_inputs(layer);
    if (layer_scratch(layer) > scratch) scratch = layer_scratch(layer);
  }
  state->remembered = state->block.used;
  state->joined = aligned_block_take(&state->block, joined);
  state->scratch = aligned_block_take(&state->block, scratch);
}

NetworkState *network_state_create(const Network *network) {
  NetworkState *state = calloc(1, sizeof *state);
  if (!state) return NULL;
  take_state(network, state);
  if (!aligned_block_allocate(&state->block)) {
    network_state_free(state);
    return NULL;
  }
  take_state(network, state);
  return state;
}

void network_state_free(NetworkState *state) {
  if (!state) return;
  aligned_block_free(&state->block);
  free(state);
}

void network_state_reset(NetworkState *state) {
  memset(state->block.floats, 0, state->remembered * sizeof(float));
}

void network_state_copy(NetworkState *to, const NetworkState *from) {
  memcpy(to->block.floats, from->block.floats, from->remembered * sizeof(float));
}

static const float *source_values(const NetworkState *state, int source, const float *features) {
  return source == INPUT_FEATURES ? features : state->layers[source].output;
}

/* `to` has zeros on either side, where a layer sees beyond the first and the last position. */
static void fill_plane(const Layer *layer, const float *values, size_t stride, float *to) {
  const size_t margin = layer->neighbours / 2, end = margin + layer->positions;
  memset(to, 0, margin * sizeof(float));
  memset(to + end, 0, (layer_plane(layer) - end) * sizeof(float));
  if (stride == 1) {
    memcpy(to + margin, values, layer->positions * sizeof(float));
    return;
  }
  for (size_t position = 0; position < layer->positions; position++)
    to[margin + position] = values[position * stride];
}

static void gather_planes(const Network *network, NetworkState *state, uint32_t index, const float *features) {
  const NetworkDescription *description = &network->description;
  const LayerDescription *layer = &description->layers[index];
  float *to = state->joined;
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const int source = layer->inputs[i];
    LayerInput input = layer_input(description, layer, i);
    const float *values = source_values(state, source, features) + input.offset;
    if (source != INPUT_FEATURES && description->layers[source].over == layer->over) {
      /* Its planes are those that are wanted. */
      values = state->layers[source].h;
      input.position_stride = 1;
      input.channel_stride = network->layers[source].lanes;
    }
    for (uint32_t channel = 0; channel < input.channels; channel++, to += layer_plane(&network->layers[index]))
      fill_plane(&network->layers[index], values + channel * input.channel_stride, input.position_stride, to);
  }
}

/* One input is used where it stands; several are copied together. */
static const float *gather_inputs(const Network *network, NetworkState *state, uint32_t index, const float *features) {
  const NetworkDescription *description = &network->description;
  const LayerDescription *layer = &description->layers[index];
  if (layer->over != OVER_NOTHING) {
    gather_planes(network, state, index, features);
    return state->joined;
  }
  if (layer->input_count == 1) return source_values(state, layer->inputs[0], features);
  float *end = state->joined;
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const uint32_t size = layer_outputs(description, layer->inputs[i]);
    memcpy(end, source_values(state, layer->inputs[i], features), size * sizeof(float));
    end += size;
  }
  return state->joined;
}

void network_run_layer(const Network *network, NetworkState *state, uint32_t layer, const float *features) {
  const float *x = gather_inputs(network, state, layer, features);
  layer_run(&network->layers[layer], network->kernels, x, &state->layers[layer], state->scratch);
}

void network_run(const Network *network, NetworkState *state, const float *features) {
  for (uint32_t i = 0; i < network->description.layer_count; i++)
    network_run_layer(network, state, i, features);
}

const float *network_output(const NetworkState *state, int layer) {
  return state->layers[layer].output;
}
