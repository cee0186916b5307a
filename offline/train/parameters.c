/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t place_tensor(ParameterLayout *layout, const char *layer, const char *part, const char *ending,
                           uint32_t rows, uint32_t columns, int dimensions) {
  TensorPlace *place = &layout->tensors[layout->tensor_count++];
  snprintf(place->name, sizeof place->name, "%s.%s%s", layer, part, ending);
  place->rows = rows;
  place->columns = columns;
  place->dimensions = dimensions;
  place->is_factor = *ending != 0;
  place->offset = layout->count;
  /* Every tensor starts at a multiple of 64 bytes. */
  layout->count += ((size_t)rows * columns + 15) / 16 * 16;
  return place->offset;
}

static uint32_t stored_rank(const ModelFile *file, const char *layer, const char *part) {
  char name[160];
  snprintf(name, sizeof name, "%s.%s.left", layer, part);
  const Tensor *left = file ? model_file_tensor(file, name) : NULL;
  return left ? left->columns : 0;
}

static MatrixPlace place_matrix(ParameterLayout *layout, const char *layer, const char *part, uint32_t rows,
                                uint32_t columns, const ModelFile *file) {
  MatrixPlace place = {.rows = rows, .columns = columns, .rank = stored_rank(file, layer, part)};
  if (place.rank) {
    place.left = place_tensor(layout, layer, part, ".left", rows, place.rank, 2);
    place.right = place_tensor(layout, layer, part, ".right", place.rank, columns, 2);
  } else {
    place.weight = place_tensor(layout, layer, part, "", rows, columns, 2);
  }
  return place;
}

static void place_layer(ParameterLayout *layout, uint32_t index, const ModelFile *file) {
  const LayerDescription *layer = &layout->description.layers[index];
  const uint32_t rows = layer_gates(layer->type) * layer->size;
  LayerPlace *place = &layout->layers[index];
  if (layer->type == LAYER_DENSE) {
    place->input = place_matrix(layout, layer->name, "weight", rows, layer->input_size, file);
    place->input_bias = place_tensor(layout, layer->name, "bias", "", rows, 1, 1);
    return;
  }
  place->input = place_matrix(layout, layer->name, "weight_ih_l0", rows, layer->input_size, file);
  place->recurrent = place_matrix(layout, layer->name, "weight_hh_l0", rows, layer->size, file);
  place->input_bias = place_tensor(layout, layer->name, "bias_ih_l0", "", rows, 1, 1);
  place->recurrent_bias = place_tensor(layout, layer->name, "bias_hh_l0", "", rows, 1, 1);
}

int parameter_layout_init(ParameterLayout *layout, const NetworkDescription *description, const ModelFile *file) {
  memset(layout, 0, sizeof *layout);
  layout->description = *description;
  layout->tensors = calloc((size_t)description->layer_count * 6, sizeof *layout->tensors);
  if (!layout->tensors) return 0;
  for (uint32_t i = 0; i < description->layer_count; i++)
    place_layer(layout, i, file);
  return 1;
}

void parameter_layout_clear(ParameterLayout *layout) {
  free(layout->tensors);
  layout->tensors = NULL;
}

int parameters_load(const ParameterLayout *layout, const ModelFile *file, const char *prefix, float *parameters) {
  for (size_t i = 0; i < layout->tensor_count; i++) {
    const TensorPlace *place = &layout->tensors[i];
    char name[200];
    snprintf(name, sizeof name, "%s%s", prefix, place->name);
    const Tensor *tensor = model_file_tensor(file, name);
    if (!tensor || tensor->rows != place->rows || tensor->columns != place->columns) return 0;
    memcpy(parameters + place->offset, tensor->values, (size_t)place->rows * place->columns * sizeof(float));
  }
  return 1;
}

int parameters_store(const ParameterLayout *layout, ModelFile *file, const char *prefix, const float *parameters) {
  for (size_t i = 0; i < layout->tensor_count; i++) {
    const TensorPlace *place = &layout->tensors[i];
    char name[200];
    snprintf(name, sizeof name, "%s%s", prefix, place->name);
    Tensor *tensor = model_file_add(file, name, place->rows, place->columns, place->dimensions);
    if (!tensor) return 0;
    memcpy(tensor->values, parameters + place->offset, (size_t)place->rows * place->columns * sizeof(float));
  }
  return 1;
}
