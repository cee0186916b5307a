/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared_stage.h"
#include "parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROPOSAL "_first"

void shared_stage_defaults(SharedStagePlan *plan) {
  *plan = (SharedStagePlan){.units = 0, .hints = 2, .band_reach = 2, .bin_reach = 1};
}

static LayerDescription *append(NetworkDescription *description, const char *name, LayerType type,
                                Activation activation, uint32_t size) {
  LayerDescription *layer = &description->layers[description->layer_count++];
  *layer = (LayerDescription){.type = type, .activation = activation, .size = size};
  snprintf(layer->name, sizeof layer->name, "%s", name);
  return layer;
}

static void add_input(const NetworkDescription *description, LayerDescription *layer, int source) {
  layer->inputs[layer->input_count++] = source;
  layer->input_size = layer_input_size(description, layer);
}

static void share(LayerDescription *layer, LayerAxis axis, uint32_t reach) {
  layer->over = axis;
  layer->reach = reach;
}

/* The head `index` becomes the proposal; returns the index of the layer that corrects it. */
static int append_correction(const SharedStagePlan *plan, NetworkDescription *description, int index, LayerAxis axis,
                             const char *prefix, uint32_t reach) {
  LayerDescription *proposal = &description->layers[index];
  const Activation activation = proposal->activation;
  const uint32_t outputs = proposal->size;
  char name[sizeof proposal->name], hints_name[sizeof proposal->name], shared_name[sizeof proposal->name];
  snprintf(name, sizeof name, "%s", proposal->name);
  snprintf(hints_name, sizeof hints_name, "%s_hints", prefix);
  snprintf(shared_name, sizeof shared_name, "%s_gru", prefix);
  snprintf(proposal->name + strlen(name), sizeof proposal->name - strlen(name), PROPOSAL);
  proposal->activation = ACTIVATION_LINEAR;

  const uint32_t positions = axis == OVER_BANDS ? description->band_count : description->filter_bins;
  LayerDescription *hints = append(description, hints_name, LAYER_DENSE, ACTIVATION_LINEAR, positions * plan->hints);
  for (uint32_t i = 0; i < proposal->input_count; i++)
    add_input(description, hints, proposal->inputs[i]);
  const int hints_index = (int)description->layer_count - 1;

  LayerDescription *shared = append(description, shared_name, LAYER_GRU, ACTIVATION_LINEAR, plan->units);
  share(shared, axis, reach);
  add_input(description, shared, INPUT_FEATURES);
  add_input(description, shared, index);
  add_input(description, shared, hints_index);
  const int shared_index = (int)description->layer_count - 1;

  LayerDescription *corrected = append(description, name, LAYER_DENSE, activation, outputs / positions);
  share(corrected, axis, 0);
  add_input(description, corrected, index);
  add_input(description, corrected, shared_index);
  return (int)description->layer_count - 1;
}

/* Whether a layer has a name of the stage, or reads an output, which is to become a proposal. */
static int is_in_the_way(const NetworkDescription *description) {
  static const char *const names[] = {"gains" PROPOSAL, "filter" PROPOSAL, "band_hints",
                                      "band_gru",       "bin_hints",       "bin_gru"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (network_description_find(description, names[i]) >= 0) return 1;
  for (uint32_t i = 0; i < description->layer_count; i++)
    for (uint32_t k = 0; k < description->layers[i].input_count; k++) {
      const int source = description->layers[i].inputs[k];
      if (source >= 0 && (source == description->gains || source == description->filter)) return 1;
    }
  return 0;
}

int shared_stage_describe(const SharedStagePlan *plan, NetworkDescription *description) {
  const int gains = description->gains, filter = description->filter;
  if (is_in_the_way(description)) return 0;
  if (description->layers[gains].over != OVER_NOTHING || description->layer_count + 6 > LAYERS_MAX ||
      description->band_count * plan->hints > LAYER_SIZE_MAX)
    return 0;
  description->gains = append_correction(plan, description, gains, OVER_BANDS, "band", plan->band_reach);
  if (filter >= 0)
    description->filter = append_correction(plan, description, filter, OVER_BINS, "bin", plan->bin_reach);
  return 1;
}

/* Name in the start of tensor `name`: proposals were the outputs there. Writes "" for what it cannot have. */
static void name_in_start(const NetworkDescription *description, const char *name, char *before, size_t size) {
  const int outputs[] = {description->gains, description->filter};
  snprintf(before, size, "%s", name);
  for (size_t i = 0; i < 2; i++) {
    if (outputs[i] < 0) continue;
    const char *output = description->layers[outputs[i]].name;
    const size_t length = strlen(output);
    if (strncmp(name, output, length) != 0) continue;
    if (strncmp(name + length, PROPOSAL ".", sizeof PROPOSAL) == 0)
      snprintf(before, size, "%s%s", output, name + length + strlen(PROPOSAL));
    else if (name[length] == '.')
      *before = 0;
  }
}

typedef struct {
  const NetworkDescription *description;
  const ModelFile *start;
} Forms;

static uint32_t stored_rank(const ModelFile *file, const char *matrix) {
  char left[220];
  snprintf(left, sizeof left, "%s.left", matrix);
  const Tensor *tensor = model_file_tensor(file, left);
  return tensor ? tensor->columns : 0;
}

static MatrixForm form_of(const void *context, const char *matrix) {
  const Forms *forms = context;
  char before[200], diagonal[220];
  name_in_start(forms->description, matrix, before, sizeof before);
  if (strcmp(matrix, "band_hints.weight") == 0) snprintf(before, sizeof before, "gains.weight");
  if (strcmp(matrix, "bin_hints.weight") == 0) snprintf(before, sizeof before, "filter.weight");
  snprintf(diagonal, sizeof diagonal, "%s.diagonal", before);
  return (MatrixForm){stored_rank(forms->start, before), model_file_tensor(forms->start, diagonal) != NULL};
}

/* The filter was proposed tap by tap; a layer over the bins reads it bin by bin. */
static size_t row_before(const NetworkDescription *description, const TensorPlace *place, size_t row) {
  const uint32_t bins = description->filter_bins, taps = description->filter_taps;
  const int of_rows =
      strncmp(place->name, "filter" PROPOSAL ".", sizeof "filter" PROPOSAL) == 0 && place->rows == 2 * bins * taps;
  if (!of_rows) return row;
  const FilterShape shape = {bins, taps, 0};
  const uint32_t bin = (uint32_t)row / (2 * taps), tap = (uint32_t)row / 2 % taps;
  return filter_coefficient(&shape, tap, bin + 1) + row % 2;
}

static void take_over(const NetworkDescription *description, const ParameterLayout *layout, const ModelFile *start,
                      float *parameters) {
  for (size_t i = 0; i < layout->tensor_count; i++) {
    const TensorPlace *place = &layout->tensors[i];
    char before[200];
    name_in_start(description, place->name, before, sizeof before);
    const Tensor *tensor = model_file_tensor(start, before);
    if (!tensor || tensor->rows != place->rows || tensor->columns != place->columns) continue;
    for (size_t row = 0; row < place->rows; row++)
      memcpy(parameters + place->offset + row * place->columns,
             tensor->values + row_before(description, place, row) * place->columns,
             place->columns * sizeof *parameters);
  }
}

static int copy_texts(const ModelFile *from, ModelFile *file) {
  for (size_t i = 0; i < from->text_count; i++)
    if (strcmp(from->texts[i].key, "network") != 0 &&
        model_file_set_text(file, from->texts[i].key, from->texts[i].text) != QUELL_OK)
      return 0;
  return 1;
}

static int store_network(const NetworkDescription *description, ModelFile *file) {
  char *text = network_description_format(description);
  const int good = text && model_file_set_text(file, "network", text) == QUELL_OK;
  free(text);
  return good;
}

ModelFile *shared_stage_start(const NetworkDescription *description, const ModelFile *start, uint64_t seed) {
  const Forms forms = {description, start};
  ParameterLayout layout;
  if (!parameter_layout_init_forms(&layout, description, form_of, &forms)) return NULL;
  float *parameters = calloc(layout.count, sizeof *parameters);
  ModelFile *file = model_file_new();
  int good = parameters && file;
  if (good) {
    parameters_initialise(&layout, seed, parameters);
    take_over(description, &layout, start, parameters);
    good =
        copy_texts(start, file) && store_network(description, file) && parameters_store(&layout, file, "", parameters);
  }
  free(parameters);
  parameter_layout_clear(&layout);
  if (good) return file;
  model_file_free(file);
  return NULL;
}
