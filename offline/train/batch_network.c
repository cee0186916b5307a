/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "batch_network.h"
#include "gradients/layer_gradient.h"
#include "memory_pool.h"
#include "shared_inputs.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const LayerGradient *type;
  LayerBatch batch;
  size_t positions;
  float *joined;   /* inputs side by side, when a layer has several or is shared; else NULL */
  float *gradient; /* of y */
  size_t state_at; /* place of the layer's state in that of a sequence */
  size_t state_size;
} Node;

struct BatchNetwork {
  const ParameterLayout *layout;
  size_t frames, sequences; /* frames: of the present batch */
  MemoryPool pool;
  Node nodes[LAYERS_MAX];
  float *features;
  float *input_gradient; /* [frames * sequences][widest input] */
  float *margins;        /* see shared_inputs.h */
};

size_t batch_network_state_size(const ParameterLayout *layout) {
  size_t size = 0;
  for (uint32_t i = 0; i < layout->description.layer_count; i++)
    size += layer_gradient(layout->description.layers[i].type)->state_per_sequence *
            layer_outputs(&layout->description, (int)i);
  return size;
}

static void create_node(BatchNetwork *network, uint32_t index, size_t *state_at, const Kernels *kernels) {
  const LayerDescription *layer = &network->layout->description.layers[index];
  const LayerPlace *place = &network->layout->layers[index];
  Node *node = &network->nodes[index];
  MemoryPool *pool = &network->pool;
  node->positions = layer_positions(&network->layout->description, layer);
  const size_t count = network->frames * network->sequences * node->positions;
  node->type = layer_gradient(layer->type);
  node->state_at = *state_at;
  node->state_size = node->type->state_per_sequence * layer->size * node->positions;
  *state_at += node->state_size;
  /* To a shared layer every position is a sequence of its own. */
  node->batch = (LayerBatch){
      .layer = layer, .place = place, .kernels = kernels, .sequences = network->sequences * node->positions};
  node->batch.y = pool_take(pool, count * layer->size, sizeof(float));
  node->gradient = pool_take(pool, count * layer->size, sizeof(float));
  if (layer->input_count > 1 || layer->over != OVER_NOTHING)
    node->joined = pool_take(pool, count * layer->input_size, sizeof(float));
  if (node->type->cache_per_frame)
    node->batch.cache = pool_take(pool, count * node->type->cache_per_frame * layer->size, sizeof(float));
  if (node->state_size) {
    node->batch.state = pool_take(pool, network->sequences * node->state_size, sizeof(float));
    node->batch.first_state = pool_take(pool, network->sequences * node->state_size, sizeof(float));
  }
}

/* One scratch serves all layers, since they run one after another. */
static void share_scratch(BatchNetwork *network) {
  const NetworkDescription *description = &network->layout->description;
  size_t scratch = 0, widest = description->feature_count, margins = 0;
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const LayerDescription *layer = &description->layers[i];
    const size_t positions = network->nodes[i].positions, inputs = positions * layer->input_size;
    const size_t size =
        layer_scratch_size(layer, &network->layout->layers[i], network->frames, network->sequences * positions);
    const size_t strip = shared_inputs_scratch(description, layer);
    scratch = size > scratch ? size : scratch;
    widest = inputs > widest ? inputs : widest;
    margins = strip > margins ? strip : margins;
  }
  network->margins = pool_take(&network->pool, margins, sizeof(float));
  float *shared = pool_take(&network->pool, scratch, sizeof(float));
  for (uint32_t i = 0; i < description->layer_count; i++)
    network->nodes[i].batch.scratch = shared;
  network->input_gradient = pool_take(&network->pool, network->frames * network->sequences * widest, sizeof(float));
}

BatchNetwork *batch_network_create(const ParameterLayout *layout, size_t frames, size_t sequences,
                                   const Kernels *kernels) {
  BatchNetwork *network = calloc(1, sizeof *network);
  if (!network) return NULL;
  network->layout = layout;
  network->frames = frames;
  network->sequences = sequences;
  size_t state_at = 0;
  for (uint32_t i = 0; i < layout->description.layer_count; i++)
    create_node(network, i, &state_at, kernels);
  share_scratch(network);
  network->features = pool_take(&network->pool, frames * sequences * layout->description.feature_count, sizeof(float));
  if (network->pool.failed) {
    batch_network_free(network);
    return NULL;
  }
  return network;
}

void batch_network_free(BatchNetwork *network) {
  if (!network) return;
  pool_free(&network->pool);
  free(network);
}

void batch_network_use(BatchNetwork *network, const ParameterLayout *layout) {
  network->layout = layout;
  for (uint32_t i = 0; i < layout->description.layer_count; i++) {
    network->nodes[i].batch.layer = &layout->description.layers[i];
    network->nodes[i].batch.place = &layout->layers[i];
  }
}

const NetworkDescription *batch_network_description(const BatchNetwork *network) {
  return &network->layout->description;
}

float *batch_network_features(BatchNetwork *network) {
  return network->features;
}

const float *batch_network_output(const BatchNetwork *network, int layer) {
  return network->nodes[layer].batch.y;
}

float *batch_network_output_gradient(BatchNetwork *network, int layer) {
  return network->nodes[layer].gradient;
}

static const float *source_values(const BatchNetwork *network, int source) {
  return source == INPUT_FEATURES ? network->features : network->nodes[source].batch.y;
}

static size_t source_size(const BatchNetwork *network, int source) {
  return layer_outputs(&network->layout->description, source);
}

static const float *gather_positions(const BatchNetwork *network, const Node *node) {
  const LayerDescription *layer = node->batch.layer;
  const float *sources[LAYER_INPUTS_MAX];
  for (uint32_t i = 0; i < layer->input_count; i++)
    sources[i] = source_values(network, layer->inputs[i]);
  shared_inputs_gather(&network->layout->description, layer, sources, network->frames * network->sequences,
                       network->margins, node->joined);
  return node->joined;
}

static const float *gather_inputs(const BatchNetwork *network, const Node *node) {
  const LayerDescription *layer = node->batch.layer;
  if (layer->over != OVER_NOTHING) return gather_positions(network, node);
  if (layer->input_count == 1) return source_values(network, layer->inputs[0]);
  const size_t count = network->frames * network->sequences;
  size_t at = 0;
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const float *values = source_values(network, layer->inputs[i]);
    const size_t size = source_size(network, layer->inputs[i]);
    for (size_t row = 0; row < count; row++)
      memcpy(node->joined + row * layer->input_size + at, values + row * size, size * sizeof(float));
    at += size;
  }
  return node->joined;
}

static void scatter_positions(BatchNetwork *network, const LayerDescription *layer) {
  float *gradients[LAYER_INPUTS_MAX];
  for (uint32_t i = 0; i < layer->input_count; i++)
    gradients[i] = layer->inputs[i] == INPUT_FEATURES ? NULL : network->nodes[layer->inputs[i]].gradient;
  shared_inputs_scatter(&network->layout->description, layer, network->input_gradient,
                        network->frames * network->sequences, network->margins, gradients);
}

static void scatter_gradient(BatchNetwork *network, const LayerDescription *layer) {
  if (layer->over != OVER_NOTHING) {
    scatter_positions(network, layer);
    return;
  }
  const size_t count = network->frames * network->sequences;
  size_t at = 0;
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const int source = layer->inputs[i];
    const size_t size = source_size(network, source);
    for (size_t row = 0; source != INPUT_FEATURES && row < count; row++) {
      const float *from = network->input_gradient + row * layer->input_size + at;
      float *to = network->nodes[source].gradient + row * size;
      for (size_t k = 0; k < size; k++)
        to[k] += from[k];
    }
    at += size;
  }
}

static void run_layer(BatchNetwork *network, Node *node, const float *parameters, float *const *states) {
  LayerBatch *batch = &node->batch;
  batch->parameters = parameters;
  batch->frames = network->frames;
  batch->x = gather_inputs(network, node);
  for (size_t n = 0; node->state_size && n < network->sequences; n++)
    memcpy(batch->state + n * node->state_size, states[n] + node->state_at, node->state_size * sizeof(float));
  node->type->forward(batch);
  for (size_t n = 0; node->state_size && n < network->sequences; n++)
    memcpy(states[n] + node->state_at, batch->state + n * node->state_size, node->state_size * sizeof(float));
  memset(node->gradient, 0, batch->frames * batch->sequences * batch->layer->size * sizeof(float));
}

void batch_network_forward(BatchNetwork *network, const float *parameters, size_t frames, float *const *states) {
  batch_network_forward_from(network, 0, NULL, parameters, frames, states);
}

void batch_network_forward_from(BatchNetwork *network, uint32_t first, const float *const *outputs,
                                const float *parameters, size_t frames, float *const *states) {
  network->frames = frames;
  for (uint32_t i = 0; i < first; i++)
    memcpy(network->nodes[i].batch.y, outputs[i],
           frames * network->nodes[i].batch.sequences * network->nodes[i].batch.layer->size * sizeof(float));
  for (uint32_t i = first; i < network->layout->description.layer_count; i++)
    run_layer(network, &network->nodes[i], parameters, states);
}

static int reads_layers(const LayerDescription *layer) {
  for (uint32_t i = 0; i < layer->input_count; i++)
    if (layer->inputs[i] != INPUT_FEATURES) return 1;
  return 0;
}

static void show_sums(const Node *node, uint32_t layer, SumGradientVisitor visit, void *context) {
  const float *input, *recurrent;
  node->type->sum_gradients(&node->batch, node->gradient, &input, &recurrent);
  visit(context, layer, input, recurrent);
}

void batch_network_backward(BatchNetwork *network, const float *parameters, float *gradient) {
  batch_network_backward_watched(network, parameters, gradient, NULL, NULL);
}

void batch_network_backward_watched(BatchNetwork *network, const float *parameters, float *gradient,
                                    SumGradientVisitor visit, void *context) {
  for (uint32_t i = network->layout->description.layer_count; i-- > 0;) {
    Node *node = &network->nodes[i];
    node->batch.parameters = parameters;
    const int deeper = reads_layers(node->batch.layer);
    node->type->backward(&node->batch, node->gradient, deeper ? network->input_gradient : NULL, gradient);
    if (visit) show_sums(node, i, visit, context);
    if (deeper) scatter_gradient(network, node->batch.layer);
  }
}
