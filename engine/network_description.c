/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "network_description.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  uint32_t gates;
} layer_types[] = {
#define LAYER(identifier, name, gates) [LAYER_##identifier] = {#name, gates},
#include "layers/layers.def"
#undef LAYER
};
#define LAYER_TYPES (sizeof layer_types / sizeof layer_types[0])

static const char *const activations[] = {[ACTIVATION_LINEAR] = "linear",
                                          [ACTIVATION_TANH] = "tanh",
                                          [ACTIVATION_SIGMOID] = "sigmoid",
                                          [ACTIVATION_RELU] = "relu"};
#define ACTIVATIONS (sizeof activations / sizeof activations[0])

static const char *const axes[] = {[OVER_NOTHING] = "nothing", [OVER_BANDS] = "bands", [OVER_BINS] = "bins"};
#define AXES (sizeof axes / sizeof axes[0])

uint32_t layer_gates(LayerType type) {
  return layer_types[type].gates;
}

uint32_t layer_positions(const NetworkDescription *description, const LayerDescription *layer) {
  switch (layer->over) {
  case OVER_BANDS:
    return description->band_count;
  case OVER_BINS:
    return description->filter_bins;
  case OVER_NOTHING:
    break;
  }
  return 1;
}

uint32_t layer_outputs(const NetworkDescription *description, int index) {
  if (index == INPUT_FEATURES) return description->feature_count;
  const LayerDescription *layer = &description->layers[index];
  return layer_positions(description, layer) * layer->size;
}

FilterShape network_filter_shape(const NetworkDescription *description) {
  return (FilterShape){.bins = description->filter_bins,
                       .taps = description->filter_taps,
                       .bin_by_bin =
                           description->filter >= 0 && description->layers[description->filter].over == OVER_BINS};
}

LayerInput layer_input(const NetworkDescription *description, const LayerDescription *layer, uint32_t input) {
  const int source = layer->inputs[input];
  const uint32_t bands = description->band_count, positions = layer_positions(description, layer);
  if (source == INPUT_FEATURES && layer->over == OVER_BANDS) return (LayerInput){0, 2, 1, bands};
  if (source == INPUT_FEATURES && layer->over == OVER_BINS) return (LayerInput){2 * bands, 2, 2, 1};
  const uint32_t outputs = layer_outputs(description, source), channels = outputs / positions;
  if (channels * positions != outputs) return (LayerInput){0};
  return (LayerInput){0, channels, channels, 1};
}

uint32_t layer_input_size(const NetworkDescription *description, const LayerDescription *layer) {
  uint32_t channels = 0;
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const uint32_t more = layer_input(description, layer, i).channels;
    if (!more) return 0;
    channels += more;
  }
  return channels * (2 * layer->reach + 1);
}

int network_description_find(const NetworkDescription *description, const char *name) {
  if (strcmp(name, "features") == 0) return INPUT_FEATURES;
  for (uint32_t i = 0; i < description->layer_count; i++)
    if (strcmp(description->layers[i].name, name) == 0) return (int)i;
  return -2;
}

static QuellStatus wrong(Message *message, const char *what) {
  return message_set(message, QUELL_OTHER_MODEL, "the network's description is wrong: %s", what);
}

/* A whole number member in minimum..maximum, or -1. */
static json_int_t whole(const json_t *object, const char *key, json_int_t minimum, json_int_t maximum) {
  const json_t *member = json_object_get(object, key);
  const json_int_t value = json_is_integer(member) ? json_integer_value(member) : -1;
  return value < minimum || value > maximum ? -1 : value;
}

static QuellStatus parse_bands(const json_t *root, NetworkDescription *description, Message *message) {
  const json_t *bands = json_object_get(root, "bands_hz");
  const size_t count = json_array_size(bands);
  if (count < 1 || count > BANDS_MAX) return wrong(message, "bands_hz must list 1 to 256 frequencies");
  float last = 0;
  for (size_t i = 0; i < count; i++) {
    const double number = json_number_value(json_array_get(bands, i));
    const float hz = (float)number;
    if (!(hz > last && number <= QUELL_SAMPLE_RATE_MAX / 2))
      return wrong(message, "bands_hz must rise from above 0 to at most 96000 Hz");
    description->bands_hz[i] = hz;
    last = hz;
  }
  description->band_count = (uint32_t)count;
  return QUELL_OK;
}

static QuellStatus parse_filter(const json_t *root, NetworkDescription *description, Message *message) {
  const json_t *filter = json_object_get(root, "filter");
  const json_int_t bins = whole(filter, "bins", 0, FILTER_BINS_MAX), taps = whole(filter, "taps", 0, FILTER_TAPS_MAX);
  if (bins < 0 || taps < 0 || (bins > 0) != (taps > 0))
    return wrong(message, "filter must have bins 0 to 120 and taps 0 to 5, both or none of them 0");
  description->filter_bins = (uint32_t)bins;
  description->filter_taps = (uint32_t)taps;
  return QUELL_OK;
}

static int find_name(const json_t *value, const char *const *names, size_t count) {
  const char *text = json_string_value(value);
  for (size_t i = 0; text && i < count; i++)
    if (strcmp(names[i], text) == 0) return (int)i;
  return -1;
}

static QuellStatus parse_inputs(const json_t *inputs, NetworkDescription *description, LayerDescription *layer,
                                Message *message) {
  const size_t count = json_array_size(inputs);
  if (count < 1 || count > LAYER_INPUTS_MAX)
    return message_set(message, QUELL_OTHER_MODEL, "layer '%s' must have 1 to %d inputs", layer->name,
                       LAYER_INPUTS_MAX);
  for (size_t i = 0; i < count; i++) {
    const char *name = json_string_value(json_array_get(inputs, i));
    const int source = name ? network_description_find(description, name) : -2;
    if (source == -2)
      return message_set(message, QUELL_OTHER_MODEL, "layer '%s' has an input that is no earlier layer", layer->name);
    layer->inputs[i] = source;
  }
  layer->input_count = (uint32_t)count;
  layer->input_size = layer_input_size(description, layer);
  if (layer->input_size) return QUELL_OK;
  return message_set(message, QUELL_OTHER_MODEL, "layer '%s' has an input that cannot be split over its %s",
                     layer->name, axes[layer->over]);
}

static QuellStatus parse_sharing(const json_t *object, const NetworkDescription *description, LayerDescription *layer,
                                 Message *message) {
  const json_t *over = json_object_get(object, "over"), *neighbours = json_object_get(object, "reach");
  const int axis = over ? find_name(over, axes, AXES) : OVER_NOTHING;
  const json_int_t reach = neighbours ? whole(object, "reach", 0, LAYER_REACH_MAX) : 0;
  layer->over = axis < 0 ? OVER_NOTHING : (LayerAxis)axis;
  if (axis < 0 || reach < 0 || (layer->over == OVER_NOTHING && reach > 0) || !layer_positions(description, layer))
    return message_set(message, QUELL_OTHER_MODEL,
                       "layer '%s' is shared over something that is not there, or has a reach beyond 0 to %d",
                       layer->name, LAYER_REACH_MAX);
  layer->reach = (uint32_t)reach;
  return QUELL_OK;
}

static QuellStatus parse_layer(const json_t *object, NetworkDescription *description, Message *message) {
  LayerDescription *layer = &description->layers[description->layer_count];
  memset(layer, 0, sizeof *layer);
  const char *name = json_string_value(json_object_get(object, "name"));
  if (!name || !*name || strlen(name) >= sizeof layer->name || strchr(name, '.') ||
      network_description_find(description, name) != -2)
    return wrong(message, "every layer needs a name of its own, of at most 63 bytes and without a dot");
  memcpy(layer->name, name, strlen(name) + 1);
  const char *type_names[LAYER_TYPES];
  for (size_t i = 0; i < LAYER_TYPES; i++)
    type_names[i] = layer_types[i].name;
  const int type = find_name(json_object_get(object, "type"), type_names, LAYER_TYPES);
  const json_t *function = json_object_get(object, "activation");
  const int activation = function ? find_name(function, activations, ACTIVATIONS) : ACTIVATION_LINEAR;
  const json_int_t size = whole(object, "size", 1, LAYER_SIZE_MAX);
  if (type < 0 || activation < 0 || size < 0 || (function && type != LAYER_DENSE))
    return message_set(message, QUELL_OTHER_MODEL, "layer '%s' has a type, activation or size that is not known", name);
  layer->type = (LayerType)type;
  layer->activation = (Activation)activation;
  layer->size = (uint32_t)size;
  QuellStatus status = parse_sharing(object, description, layer, message);
  if (status == QUELL_OK) status = parse_inputs(json_object_get(object, "inputs"), description, layer, message);
  description->layer_count++;
  return status;
}

static QuellStatus check_output(const NetworkDescription *description, int layer, uint32_t size, Message *message) {
  if (layer < 0 || layer_outputs(description, layer) == size) return QUELL_OK;
  return message_set(message, QUELL_OTHER_MODEL, "layer '%s' has %u outputs, where %u are needed",
                     description->layers[layer].name, layer_outputs(description, layer), size);
}

/* Index of the layer of that name, -1 when there is none. */
static int find_output(const NetworkDescription *description, const char *name) {
  const int layer = network_description_find(description, name);
  return layer < 0 ? -1 : layer;
}

static QuellStatus find_outputs(NetworkDescription *description, Message *message) {
  description->gains = find_output(description, "gains");
  description->filter = find_output(description, "filter");
  description->voice = find_output(description, "voice");
  if (description->gains < 0) return wrong(message, "it has no layer named gains");
  if ((description->filter >= 0) != (description->filter_bins > 0))
    return wrong(message, "a layer named filter must exist when the filter has bins, and only then");
  QuellStatus status = check_output(description, description->gains, description->band_count, message);
  if (status == QUELL_OK)
    status = check_output(description, description->filter, 2 * description->filter_bins * description->filter_taps,
                          message);
  return status == QUELL_OK ? check_output(description, description->voice, 1, message) : status;
}

static QuellStatus parse_root(const json_t *root, NetworkDescription *description, Message *message) {
  if (whole(root, "version", 1, 1) != 1) return wrong(message, "its version is not 1");
  QuellStatus status = parse_bands(root, description, message);
  if (status == QUELL_OK) status = parse_filter(root, description, message);
  description->feature_count = 2 * description->band_count + 2 * description->filter_bins;
  const json_t *layers = json_object_get(root, "layers");
  const size_t count = json_array_size(layers);
  if (status == QUELL_OK && (count < 1 || count > LAYERS_MAX)) status = wrong(message, "it must have 1 to 32 layers");
  for (size_t i = 0; i < count && status == QUELL_OK; i++)
    status = parse_layer(json_array_get(layers, i), description, message);
  return status == QUELL_OK ? find_outputs(description, message) : status;
}

QuellStatus network_description_parse(const char *text, NetworkDescription *description, Message *message) {
  memset(description, 0, sizeof *description);
  json_error_t error;
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  const QuellStatus status =
      json_is_object(root) ? parse_root(root, description, message) : wrong(message, "it is no JSON object");
  json_decref(root);
  return status;
}

/* NULL when a part of it could not be made. */
static json_t *format_layer(const NetworkDescription *description, const LayerDescription *layer) {
  json_t *object = json_pack("{s:s, s:s, s:i}", "name", layer->name, "type", layer_types[layer->type].name, "size",
                             (int)layer->size);
  int failed = 0;
  if (layer->type == LAYER_DENSE)
    failed |= json_object_set_new(object, "activation", json_string(activations[layer->activation]));
  if (layer->over != OVER_NOTHING) {
    failed |= json_object_set_new(object, "over", json_string(axes[layer->over]));
    failed |= json_object_set_new(object, "reach", json_integer(layer->reach));
  }
  json_t *inputs = json_array();
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const int source = layer->inputs[i];
    failed |= json_array_append_new(
        inputs, json_string(source == INPUT_FEATURES ? "features" : description->layers[source].name));
  }
  failed |= json_object_set_new(object, "inputs", inputs);
  if (!failed) return object;
  json_decref(object);
  return NULL;
}

char *network_description_format(const NetworkDescription *description) {
  json_t *bands = json_array(), *layers = json_array();
  int failed = 0;
  for (uint32_t i = 0; i < description->band_count; i++)
    failed |= json_array_append_new(bands, json_real(description->bands_hz[i]));
  for (uint32_t i = 0; i < description->layer_count; i++)
    failed |= json_array_append_new(layers, format_layer(description, &description->layers[i]));
  json_t *root = json_pack("{s:i, s:o, s:{s:i, s:i}, s:o}", "version", 1, "bands_hz", bands, "filter", "bins",
                           (int)description->filter_bins, "taps", (int)description->filter_taps, "layers", layers);
  char *text = failed ? NULL : json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9));
  json_decref(root);
  return text;
}

/* How many diagonals of that length a factor pair has, 0 or 1; -1, after a message, when its shape is another. */
static int check_diagonal(const ModelFile *file, const char *name, uint32_t rows, Message *message) {
  char full[144];
  snprintf(full, sizeof full, "%s.diagonal", name);
  const Tensor *diagonal = model_file_tensor(file, full);
  if (!diagonal) return 0;
  if (diagonal->dimensions == 1 && diagonal->rows == rows) return 1;
  message_set(message, QUELL_OTHER_MODEL, "tensor '%s' has another shape than (%u)", full, rows);
  return -1;
}

/* Counts the tensors that stand for one matrix or vector (1, or 2 for a factor pair); 0, after a message, when none
 * fits. */
static size_t check_tensor(const ModelFile *file, const char *layer, const char *part, uint32_t rows, uint32_t columns,
                           int dimensions, Message *message) {
  char name[128], left_name[136], right_name[136];
  snprintf(name, sizeof name, "%s.%s", layer, part);
  snprintf(left_name, sizeof left_name, "%s.left", name);
  snprintf(right_name, sizeof right_name, "%s.right", name);
  const Tensor *whole_matrix = model_file_tensor(file, name);
  const Tensor *left = model_file_tensor(file, left_name), *right = model_file_tensor(file, right_name);
  if (whole_matrix && !left && !right && whole_matrix->rows == rows && whole_matrix->columns == columns &&
      whole_matrix->dimensions == dimensions)
    return 1;
  if (!whole_matrix && dimensions == 2 && left && right && left->rows == rows && right->columns == columns &&
      left->columns == right->rows && left->dimensions == 2 && right->dimensions == 2)
    return 2;
  message_set(message, QUELL_OTHER_MODEL, "tensor '%s' of %u x %u, or one factor pair of that shape, is not there",
              name, rows, columns);
  return 0;
}

#define RECURRENT_PART 2 /* of the parts below: the matrix that may have a diagonal */

static size_t check_layer(const LayerDescription *layer, const ModelFile *file, Message *message) {
  const uint32_t rows = layer_gates(layer->type) * layer->size;
  const int recurrent = layer->type != LAYER_DENSE;
  const struct {
    const char *part;
    uint32_t columns;
    int dimensions;
  } parts[] = {{recurrent ? "weight_ih_l0" : "weight", layer->input_size, 2},
               {recurrent ? "bias_ih_l0" : "bias", 1, 1},
               {"weight_hh_l0", layer->size, 2},
               {"bias_hh_l0", 1, 1}};
  size_t count = 0;
  for (size_t i = 0; i < (recurrent ? 4u : 2u); i++) {
    const size_t found =
        check_tensor(file, layer->name, parts[i].part, rows, parts[i].columns, parts[i].dimensions, message);
    if (!found) return 0;
    count += found;
    if (i == RECURRENT_PART && found == 2) {
      char name[128];
      snprintf(name, sizeof name, "%s.%s", layer->name, parts[i].part);
      const int diagonals = check_diagonal(file, name, rows, message);
      if (diagonals < 0) return 0;
      count += (size_t)diagonals;
    }
  }
  return count;
}

QuellStatus network_description_check(const NetworkDescription *description, const ModelFile *file, Message *message) {
  size_t expected = 0;
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const size_t found = check_layer(&description->layers[i], file, message);
    if (!found) return QUELL_OTHER_MODEL;
    expected += found;
  }
  if (expected != file->tensor_count)
    return message_set(message, QUELL_OTHER_MODEL, "the file holds %zu tensors, where the network has %zu",
                       file->tensor_count, expected);
  return QUELL_OK;
}
