/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "factored_start.h"
#include "parameters.h"
#include "singular_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int copy_tensor(const TensorPlace *place, const float *values, ModelFile *file) {
  Tensor *tensor = model_file_add(file, place->name, place->rows, place->columns, place->dimensions);
  if (tensor) memcpy(tensor->values, values, (size_t)place->rows * place->columns * sizeof *values);
  return tensor != NULL;
}

static int split_tensor(const TensorPlace *place, const float *values, uint32_t rank, ModelFile *file) {
  const uint32_t smaller = place->rows < place->columns ? place->rows : place->columns;
  if (rank > smaller) rank = smaller;
  char name[sizeof place->name + 8];
  snprintf(name, sizeof name, "%s.right", place->name);
  if (!model_file_add(file, name, rank, place->columns, 2)) return 0;
  snprintf(name, sizeof name, "%s.left", place->name);
  Tensor *left = model_file_add(file, name, place->rows, rank, 2);
  if (!left) return 0;
  float *into = left->values;
  snprintf(name, sizeof name, "%s.right", place->name);
  return factor_matrix(values, place->rows, place->columns, rank, into, model_file_tensor(file, name)->values);
}

static int copy_texts(const ModelFile *from, ModelFile *file) {
  for (size_t i = 0; i < from->text_count; i++)
    if (model_file_set_text(file, from->texts[i].key, from->texts[i].text) != QUELL_OK) return 0;
  return 1;
}

static int fill(const ParameterLayout *layout, const float *parameters, uint32_t rank, ModelFile *file) {
  for (size_t i = 0; i < layout->tensor_count; i++) {
    const TensorPlace *place = &layout->tensors[i];
    const float *values = parameters + place->offset;
    const int whole = place->dimensions != 2 || place->is_factor;
    if (!(whole ? copy_tensor(place, values, file) : split_tensor(place, values, rank, file))) return 0;
  }
  return 1;
}

ModelFile *factored_start(const NetworkDescription *description, const ModelFile *start, uint64_t seed, uint32_t rank) {
  ParameterLayout layout;
  if (!parameter_layout_init(&layout, description, start)) return NULL;
  float *parameters = calloc(layout.count, sizeof *parameters);
  ModelFile *file = model_file_new();
  int good = parameters && file;
  if (good && start) good = parameters_load(&layout, start, "", parameters) && copy_texts(start, file);
  if (good && !start) parameters_initialise(&layout, seed, parameters);
  good = good && fill(&layout, parameters, rank, file);
  free(parameters);
  parameter_layout_clear(&layout);
  if (good) return file;
  model_file_free(file);
  return NULL;
}
