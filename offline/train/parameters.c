/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A recurrent layer with two pairs, a diagonal and two biases. */
#define TENSORS_OF_A_LAYER 7

static size_t place_tensor(ParameterLayout *layout, const char *layer, const char *part, const char *ending,
                           uint32_t rows, uint32_t columns, int dimensions) {
  TensorPlace *place = &layout->tensors[layout->tensor_count++];
  snprintf(place->name, sizeof place->name, "%s.%s%s", layer, part, ending);
  place->rows = rows;
  place->columns = columns;
  place->dimensions = dimensions;
  place->is_factor = *ending && dimensions == 2;
  place->offset = layout->count;
  /* Every tensor starts at a multiple of 64 bytes. */
  layout->count += ((size_t)rows * columns + 15) / 16 * 16;
  return place->offset;
}

static MatrixForm stored_form(const void *context, const char *matrix) {
  const ModelFile *file = context;
  char name[200];
  snprintf(name, sizeof name, "%s.left", matrix);
  const Tensor *left = file ? model_file_tensor(file, name) : NULL;
  snprintf(name, sizeof name, "%s.diagonal", matrix);
  return (MatrixForm){.rank = left ? left->columns : 0, .has_diagonal = left && model_file_tensor(file, name)};
}

typedef struct {
  MatrixForm (*form)(const void *context, const char *matrix);
  const void *context;
} Forms;

static MatrixPlace place_matrix(ParameterLayout *layout, const char *layer, const char *part, uint32_t rows,
                                uint32_t columns, const Forms *forms) {
  char name[160];
  snprintf(name, sizeof name, "%s.%s", layer, part);
  const MatrixForm form = forms->form(forms->context, name);
  MatrixPlace place = {.rows = rows, .columns = columns, .rank = form.rank};
  if (place.rank) {
    place.left = place_tensor(layout, layer, part, ".left", rows, place.rank, 2);
    place.right = place_tensor(layout, layer, part, ".right", place.rank, columns, 2);
  } else {
    place.weight = place_tensor(layout, layer, part, "", rows, columns, 2);
  }
  return place;
}

static MatrixPlace place_recurrent(ParameterLayout *layout, const LayerDescription *layer, uint32_t rows,
                                   const Forms *forms) {
  MatrixPlace place = place_matrix(layout, layer->name, "weight_hh_l0", rows, layer->size, forms);
  char name[160];
  snprintf(name, sizeof name, "%s.weight_hh_l0", layer->name);
  place.has_diagonal = place.rank && forms->form(forms->context, name).has_diagonal;
  if (place.has_diagonal) place.diagonal = place_tensor(layout, layer->name, "weight_hh_l0", ".diagonal", rows, 1, 1);
  return place;
}

static void place_layer(ParameterLayout *layout, uint32_t index, const Forms *forms) {
  const LayerDescription *layer = &layout->description.layers[index];
  const uint32_t rows = layer_gates(layer->type) * layer->size;
  LayerPlace *place = &layout->layers[index];
  if (layer->type == LAYER_DENSE) {
    place->input = place_matrix(layout, layer->name, "weight", rows, layer->input_size, forms);
    place->input_bias = place_tensor(layout, layer->name, "bias", "", rows, 1, 1);
    return;
  }
  place->input = place_matrix(layout, layer->name, "weight_ih_l0", rows, layer->input_size, forms);
  place->recurrent = place_recurrent(layout, layer, rows, forms);
  place->input_bias = place_tensor(layout, layer->name, "bias_ih_l0", "", rows, 1, 1);
  place->recurrent_bias = place_tensor(layout, layer->name, "bias_hh_l0", "", rows, 1, 1);
}

int parameter_layout_init_forms(ParameterLayout *layout, const NetworkDescription *description,
                                MatrixForm (*form)(const void *context, const char *matrix), const void *context) {
  const Forms forms = {form, context};
  memset(layout, 0, sizeof *layout);
  layout->description = *description;
  layout->tensors = calloc((size_t)description->layer_count * TENSORS_OF_A_LAYER, sizeof *layout->tensors);
  if (!layout->tensors) return 0;
  for (uint32_t i = 0; i < description->layer_count; i++)
    place_layer(layout, i, &forms);
  return 1;
}

int parameter_layout_init(ParameterLayout *layout, const NetworkDescription *description, const ModelFile *file) {
  return parameter_layout_init_forms(layout, description, stored_form, file);
}

MatrixForm parameter_layout_form(const ParameterLayout *layout, const char *matrix) {
  MatrixForm form = {0};
  char left[200], diagonal[200];
  snprintf(left, sizeof left, "%s.left", matrix);
  snprintf(diagonal, sizeof diagonal, "%s.diagonal", matrix);
  for (size_t i = 0; i < layout->tensor_count; i++) {
    if (strcmp(layout->tensors[i].name, left) == 0) form.rank = layout->tensors[i].columns;
    if (strcmp(layout->tensors[i].name, diagonal) == 0) form.has_diagonal = 1;
  }
  return form;
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

void parameters_lower(const ParameterLayout *whole, const float *parameters, const ParameterLayout *lower,
                      float *into) {
  for (size_t i = 0; i < lower->tensor_count; i++) {
    const TensorPlace *from = &whole->tensors[i], *to = &lower->tensors[i];
    for (size_t row = 0; row < to->rows; row++)
      memcpy(into + to->offset + row * to->columns, parameters + from->offset + row * from->columns,
             to->columns * sizeof *into);
  }
}

void parameters_raise_add(const ParameterLayout *lower, const float *values, const ParameterLayout *whole,
                          float *into) {
  for (size_t i = 0; i < lower->tensor_count; i++) {
    const TensorPlace *from = &lower->tensors[i], *to = &whole->tensors[i];
    for (size_t row = 0; row < from->rows; row++)
      for (size_t column = 0; column < from->columns; column++)
        into[to->offset + row * to->columns + column] += values[from->offset + row * from->columns + column];
  }
}
