/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What PyTorch is compared with: torch_reference make|check FOLDER. `make` writes, for every kind of small model,
 * kind-N.safetensors and kind-N.reference.safetensors (contents: see examples/pytorch/compare.py). `check` loads
 * kind-N.copy.safetensors, which Python wrote, and exits with 1 unless it gives the outputs of the reference.
 */
#include "network.h"
#include "offline/data/random_generator.h"
#include "offline/train/batch_network.h"
#include "tests/small_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 200
#define SEQUENCES 3
#define BATCH_FRAMES 20
#define TOLERANCE 1e-5

static void stop(const char *what) {
  fprintf(stderr, "torch_reference: %s\n", what);
  exit(EXIT_FAILURE);
}

static void *required(void *pointer) {
  if (!pointer) stop("out of memory");
  return pointer;
}

static ModelFile *read_file(const char *folder, unsigned kind, const char *ending) {
  char path[4096], text[400] = "";
  ModelFile *file;
  snprintf(path, sizeof path, "%s/kind-%u%s", folder, kind, ending);
  if (model_file_read(path, &file, &(Message){text, sizeof text}) != QUELL_OK) stop(text);
  return file;
}

static void write_file(const ModelFile *file, const char *folder, unsigned kind, const char *ending) {
  char path[4096], text[400] = "";
  snprintf(path, sizeof path, "%s/kind-%u%s", folder, kind, ending);
  if (model_file_write(file, path, &(Message){text, sizeof text}) != QUELL_OK) stop(text);
}

static void describe(const ModelFile *model, NetworkDescription *description) {
  char text[400] = "the model names no network";
  const char *network = model_file_text(model, "network");
  Message message = {text, sizeof text};
  if (!network || network_description_parse(network, description, &message) != QUELL_OK ||
      network_description_check(description, model, &message) != QUELL_OK)
    stop(text);
}

static Tensor *add_random(ModelFile *file, const char *name, uint32_t rows, uint32_t columns, RandomGenerator *random) {
  Tensor *tensor = required(model_file_add(file, name, rows, columns, 2));
  for (size_t i = 0; i < (size_t)rows * columns; i++)
    tensor->values[i] = (float)random_normal(random, 0, 1);
  return tensor;
}

static size_t list_outputs(const NetworkDescription *description, int *layers) {
  const int all[] = {description->gains, description->filter, description->voice};
  size_t count = 0;
  for (int i = 0; i < 3; i++)
    if (all[i] >= 0) layers[count++] = all[i];
  return count;
}

/* Outputs of the engine for reference's features, as the tensors gains, filter, voice of `outputs`. */
static void run_engine(const ModelFile *model, const NetworkDescription *description, const ModelFile *reference,
                       ModelFile *outputs) {
  Network *network = required(network_create(description, model, kernels_find(NULL)));
  NetworkState *state = required(network_state_create(network));
  int layers[3];
  const size_t count = list_outputs(description, layers);
  for (size_t i = 0; i < count; i++)
    required(
        model_file_add(outputs, description->layers[layers[i]].name, FRAMES, layer_outputs(description, layers[i]), 2));
  for (size_t t = 0; t < FRAMES; t++) {
    network_run(network, state, model_file_tensor(reference, "features")->values + t * description->feature_count);
    for (size_t i = 0; i < count; i++) {
      const LayerDescription *layer = &description->layers[layers[i]];
      const uint32_t size = layer_outputs(description, layers[i]);
      memcpy(model_file_tensor(outputs, layer->name)->values + t * size, network_output(state, layers[i]),
             size * sizeof(float));
    }
  }
  network_state_free(state);
  network_free(network);
}

/* The trainer's rows are time-major, those of the reference are not. */
static void copy_batch(const float *by_sequence, size_t size, float *by_time) {
  for (size_t n = 0; n < SEQUENCES; n++)
    for (size_t t = 0; t < BATCH_FRAMES; t++)
      memcpy(by_time + (t * SEQUENCES + n) * size, by_sequence + (n * BATCH_FRAMES + t) * size, size * sizeof(float));
}

static void run_trainer(const ModelFile *model, const NetworkDescription *description, ModelFile *reference,
                        RandomGenerator *random) {
  ParameterLayout layout;
  if (!parameter_layout_init(&layout, description, model)) stop("out of memory");
  float *parameters = required(calloc(layout.count, sizeof(float)));
  float *gradient = required(calloc(layout.count, sizeof(float)));
  if (!parameters_load(&layout, model, "", parameters)) stop("the model does not fit its description");
  BatchNetwork *batch = required(batch_network_create(&layout, BATCH_FRAMES, SEQUENCES, kernels_find(NULL)));
  float *states[SEQUENCES];
  for (size_t n = 0; n < SEQUENCES; n++)
    states[n] = required(calloc(batch_network_state_size(&layout) + 1, sizeof(float)));
  const uint32_t rows = SEQUENCES * BATCH_FRAMES;
  copy_batch(add_random(reference, "batch.features", rows, description->feature_count, random)->values,
             description->feature_count, batch_network_features(batch));
  batch_network_forward(batch, parameters, BATCH_FRAMES, states);
  int layers[3];
  const size_t count = list_outputs(description, layers);
  for (size_t i = 0; i < count; i++) {
    const LayerDescription *layer = &description->layers[layers[i]];
    char name[128];
    snprintf(name, sizeof name, "batch.target.%s", layer->name);
    const uint32_t size = layer_outputs(description, layers[i]);
    copy_batch(add_random(reference, name, rows, size, random)->values, size,
               batch_network_output_gradient(batch, layers[i]));
  }
  batch_network_backward(batch, parameters, gradient);
  if (!parameters_store(&layout, reference, "gradient.", gradient)) stop("out of memory");
  for (size_t n = 0; n < SEQUENCES; n++)
    free(states[n]);
  batch_network_free(batch);
  free(parameters);
  free(gradient);
  parameter_layout_clear(&layout);
}

static void make(const char *folder, unsigned kind) {
  static NetworkDescription description;
  ModelFile *model = required(small_model_make(kind)), *reference = required(model_file_new());
  RandomGenerator random;
  random_start(&random, 21, kind);
  describe(model, &description);
  add_random(reference, "features", FRAMES, description.feature_count, &random);
  run_engine(model, &description, reference, reference);
  run_trainer(model, &description, reference, &random);
  char sequences[16];
  snprintf(sequences, sizeof sequences, "%d", SEQUENCES);
  if (model_file_set_text(reference, "sequences", sequences) != QUELL_OK) stop("out of memory");
  write_file(model, folder, kind, ".safetensors");
  write_file(reference, folder, kind, ".reference.safetensors");
  model_file_free(model);
  model_file_free(reference);
}

static void check(const char *folder, unsigned kind) {
  static NetworkDescription description;
  ModelFile *copy = read_file(folder, kind, ".copy.safetensors"), *outputs = required(model_file_new());
  ModelFile *reference = read_file(folder, kind, ".reference.safetensors");
  describe(copy, &description);
  run_engine(copy, &description, reference, outputs);
  double largest = 0;
  for (size_t i = 0; i < outputs->tensor_count; i++) {
    const Tensor *found = &outputs->tensors[i], *expected = model_file_tensor(reference, found->name);
    for (size_t k = 0; k < (size_t)found->rows * found->columns; k++)
      largest = fmax(largest, fabs((double)found->values[k] - expected->values[k]));
  }
  printf("kind %u: the copy's outputs differ by %.1e\n", kind, largest);
  if (!(largest <= TOLERANCE)) stop("a model written by Python gives other outputs");
  model_file_free(copy);
  model_file_free(outputs);
  model_file_free(reference);
}

int main(int count, char **arguments) {
  if (count != 3) stop("make|check FOLDER");
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++)
    (strcmp(arguments[1], "make") == 0 ? make : check)(arguments[2], kind);
  return EXIT_SUCCESS;
}
