/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "small_network.h"
#include "random_values.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

LayerDescription *small_network_add(NetworkDescription *description, const char *name, LayerType type, uint32_t size,
                                    uint32_t input_count, const int *inputs) {
  LayerDescription *layer = &description->layers[description->layer_count++];
  snprintf(layer->name, sizeof layer->name, "%s", name);
  layer->type = type;
  layer->size = size;
  layer->input_count = input_count;
  for (uint32_t i = 0; i < input_count; i++)
    layer->inputs[i] = inputs[i];
  layer->input_size = layer_input_size(description, layer);
  return layer;
}

typedef struct {
  ModelFile *file;
  float magnitude;
  uint32_t rank;
  uint64_t random;
  int failed;
} Filler;

static void fill_tensor(Filler *filler, const char *name, uint32_t rows, uint32_t columns, int dimensions) {
  Tensor *tensor = model_file_add(filler->file, name, rows, columns, dimensions);
  if (tensor)
    random_fill(&filler->random, tensor->values, (size_t)rows * columns, filler->magnitude / sqrtf((float)columns));
  else
    filler->failed = 1;
}

static void fill_matrix(Filler *filler, const char *layer, const char *suffix, uint32_t rows, uint32_t columns) {
  char name[128];
  snprintf(name, sizeof name, "%s.%s%s", layer, suffix, filler->rank ? ".left" : "");
  fill_tensor(filler, name, rows, filler->rank ? filler->rank : columns, 2);
  if (!filler->rank) return;
  snprintf(name, sizeof name, "%s.%s.right", layer, suffix);
  fill_tensor(filler, name, filler->rank, columns, 2);
}

static void fill_bias(Filler *filler, const char *layer, const char *suffix, uint32_t rows) {
  char name[128];
  snprintf(name, sizeof name, "%s.%s", layer, suffix);
  fill_tensor(filler, name, rows, 1, 1);
}

static void fill_layer(Filler *filler, const LayerDescription *layer) {
  const uint32_t rows = layer_gates(layer->type) * layer->size;
  if (layer->type == LAYER_DENSE) {
    fill_matrix(filler, layer->name, "weight", rows, layer->input_size);
    fill_bias(filler, layer->name, "bias", rows);
    return;
  }
  fill_matrix(filler, layer->name, "weight_ih_l0", rows, layer->input_size);
  fill_matrix(filler, layer->name, "weight_hh_l0", rows, layer->size);
  fill_bias(filler, layer->name, "bias_ih_l0", rows);
  fill_bias(filler, layer->name, "bias_hh_l0", rows);
}

ModelFile *small_network_fill(const NetworkDescription *description, float magnitude, uint32_t rank, uint64_t seed) {
  Filler filler = {model_file_new(), magnitude, rank, seed, 0};
  if (!filler.file) return NULL;
  for (uint32_t i = 0; i < description->layer_count; i++)
    fill_layer(&filler, &description->layers[i]);
  if (!filler.failed) return filler.file;
  model_file_free(filler.file);
  return NULL;
}
