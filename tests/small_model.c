/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "small_model.h"

#include "engine/network_description.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANK 3

/* -0.5..0.5, from a linear congruential generator. */
static float next_weight(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return (float)(*state >> 8) / (1 << 24) - 0.5f;
}

static int add_tensor(ModelFile *file, const char *name, uint32_t rows, uint32_t columns, int dimensions,
                      uint32_t *state) {
  Tensor *tensor = model_file_add(file, name, rows, columns, dimensions);
  if (!tensor) return 0;
  for (size_t i = 0; i < (size_t)rows * columns; i++)
    tensor->values[i] = next_weight(state);
  return 1;
}

static int add_matrix(ModelFile *file, const char *layer, const char *part, uint32_t rows, uint32_t columns,
                      int factored, uint32_t *state) {
  char name[128];
  snprintf(name, sizeof name, "%s.%s%s", layer, part, factored ? ".left" : "");
  if (!factored) return add_tensor(file, name, rows, columns, 2, state);
  if (!add_tensor(file, name, rows, RANK, 2, state)) return 0;
  snprintf(name, sizeof name, "%s.%s.right", layer, part);
  return add_tensor(file, name, RANK, columns, 2, state);
}

static int add_bias(ModelFile *file, const char *layer, const char *part, uint32_t rows, uint32_t *state) {
  char name[128];
  snprintf(name, sizeof name, "%s.%s", layer, part);
  return add_tensor(file, name, rows, 1, 1, state);
}

static int add_layer(ModelFile *file, const LayerDescription *layer, int factored, uint32_t *state) {
  const uint32_t rows = layer_gates(layer->type) * layer->size;
  if (layer->type == LAYER_DENSE)
    return add_matrix(file, layer->name, "weight", rows, layer->input_size, factored, state) &&
           add_bias(file, layer->name, "bias", rows, state);
  return add_matrix(file, layer->name, "weight_ih_l0", rows, layer->input_size, factored, state) &&
         add_matrix(file, layer->name, "weight_hh_l0", rows, layer->size, !factored, state) &&
         add_bias(file, layer->name, "bias_ih_l0", rows, state) &&
         add_bias(file, layer->name, "bias_hh_l0", rows, state);
}

/* Twice, since every other kind has its matrices factored where the one before has them dense. */
#define SHARED_LAYERS                                                                                                  \
  "{\"version\":1,\"bands_hz\":[150,900,2700,7000],\"filter\":{\"bins\":3,\"taps\":2},\"layers\":["                    \
  "{\"name\":\"memory\",\"type\":\"gru\",\"size\":6,\"inputs\":[\"features\"]},"                                       \
  "{\"name\":\"hints\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":12,\"inputs\":[\"memory\"]},"             \
  "{\"name\":\"bands\",\"type\":\"gru\",\"size\":4,\"over\":\"bands\",\"reach\":2,\"inputs\":[\"features\",\"hints\"]" \
  "},"                                                                                                                 \
  "{\"name\":\"bins\",\"type\":\"lstm\",\"size\":5,\"over\":\"bins\",\"reach\":1,\"inputs\":[\"hints\",\"features\"]}" \
  ","                                                                                                                  \
  "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":1,\"over\":\"bands\",\"reach\":0,"       \
  "\"inputs\":[\"bands\",\"hints\"]},"                                                                                 \
  "{\"name\":\"filter\",\"type\":\"dense\",\"activation\":\"tanh\",\"size\":4,\"over\":\"bins\",\"reach\":1,"          \
  "\"inputs\":[\"bins\"]}]}"

static const char *const networks[SMALL_MODELS] = {
    "{\"version\":1,\"bands_hz\":[100,200,400,800,1600,3200,6400,12800],\"filter\":{\"bins\":0,\"taps\":0},\"layers\":["
    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":8,\"inputs\":[\"features\"]}]}",

    "{\"version\":1,\"bands_hz\":[125,1000,8000],\"filter\":{\"bins\":5,\"taps\":3},\"layers\":["
    "{\"name\":\"in\",\"type\":\"dense\",\"activation\":\"tanh\",\"size\":5,\"inputs\":[\"features\"]},"
    "{\"name\":\"memory\",\"type\":\"gru\",\"size\":9,\"inputs\":[\"in\"]},"
    "{\"name\":\"filter\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":30,\"inputs\":[\"memory\",\"in\"]},"
    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":3,\"inputs\":[\"memory\"]},"
    "{\"name\":\"voice\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":1,\"inputs\":[\"memory\"]}]}",

    "{\"version\":1,\"bands_hz\":[50,500,5000,50000],\"filter\":{\"bins\":0,\"taps\":0},\"layers\":["
    "{\"name\":\"memory\",\"type\":\"lstm\",\"size\":7,\"inputs\":[\"features\"]},"
    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":4,\"inputs\":[\"memory\",\"features\"]}"
    "]}",

    "{\"version\":1,\"bands_hz\":[300,3000],\"filter\":{\"bins\":4,\"taps\":1},\"layers\":["
    "{\"name\":\"first\",\"type\":\"gru\",\"size\":11,\"inputs\":[\"features\"]},"
    "{\"name\":\"second\",\"type\":\"lstm\",\"size\":6,\"inputs\":[\"first\"]},"
    "{\"name\":\"third\",\"type\":\"dense\",\"activation\":\"relu\",\"size\":5,\"inputs\":[\"second\"]},"
    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":2,\"inputs\":[\"third\"]},"
    "{\"name\":\"filter\",\"type\":\"dense\",\"activation\":\"tanh\",\"size\":8,\"inputs\":[\"third\"]}]}",

    "{\"version\":1,\"bands_hz\":[250,1000,4000],\"filter\":{\"bins\":0,\"taps\":0},\"layers\":["
    "{\"name\":\"first\",\"type\":\"gru\",\"size\":10,\"inputs\":[\"features\"]},"
    "{\"name\":\"second\",\"type\":\"lstm\",\"size\":5,\"inputs\":[\"first\"]},"
    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":3,\"inputs\":[\"second\",\"first\"]},"
    "{\"name\":\"voice\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":1,\"inputs\":[\"second\"]}]}",

    SHARED_LAYERS,
    SHARED_LAYERS};

static const char profiles[] =
    "[{\"name\":\"full\"},{\"name\":\"eco\",\"ranks\":{\"first.weight_hh_l0\":1,\"second.weight_ih_l0\":2},"
    "\"scores\":{\"si_sdr\":9.5},\"cost\":{\"ns_per_frame\":700}}]";

/* What the other kinds lack: a diagonal, profiles, every form of storage. */
static int complete_kind(ModelFile *file, uint32_t *state) {
  if (model_file_set_text(file, "profiles", profiles) != QUELL_OK ||
      !add_tensor(file, "first.weight_hh_l0.diagonal", 30, 1, 1, state))
    return 0;
  for (size_t i = 0; i < file->tensor_count; i++) {
    Tensor *tensor = &file->tensors[i];
    const StorageType storage = (StorageType)(i % STORAGE_TYPES);
    if (tensor_store(tensor, storage == STORAGE_I8 && tensor->dimensions == 1 ? STORAGE_F16 : storage, NULL) !=
        QUELL_OK)
      return 0;
  }
  return 1;
}

ModelFile *small_model_make(unsigned kind) {
  NetworkDescription *description = malloc(sizeof *description);
  ModelFile *file = model_file_new();
  int made = description && file && network_description_parse(networks[kind], description, &(Message){0}) == QUELL_OK &&
             model_file_set_text(file, "network", networks[kind]) == QUELL_OK &&
             model_file_set_text(file, "format", "quell") == QUELL_OK;
  uint32_t state = kind + 1;
  for (uint32_t i = 0; made && i < description->layer_count; i++)
    made = add_layer(file, &description->layers[i], (int)(kind + i) % 2, &state);
  free(description);
  if (made && kind == SMALL_MODEL_WITH_PROFILES) made = complete_kind(file, &state);
  if (made) return file;
  model_file_free(file);
  return NULL;
}
