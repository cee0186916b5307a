/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "models.h"

#include "engine/network_description.h"
#include "tests/small_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILTER_BINS 6
#define FILTER_TAPS 3
#define BANDS 5

static const char constant_network[] =
    "{\"version\":1,\"bands_hz\":[100,500,2000,8000,40000],\"filter\":{\"bins\":6,\"taps\":3},\"layers\":["
    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":5,\"inputs\":[\"features\"]},"
    "{\"name\":\"filter\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":36,\"inputs\":[\"features\"]},"
    "{\"name\":\"voice\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":1,\"inputs\":[\"features\"]}]}";

static void demand(int condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "a test could not be prepared: %s\n", what);
  abort();
}

unsigned char *model_bytes(ModelFile *file, size_t *size) {
  char path[] = "/tmp/quell-model-XXXXXX", text[256] = "";
  const int descriptor = mkstemp(path);
  demand(descriptor >= 0 && file, path);
  close(descriptor);
  demand(model_file_write(file, path, &(Message){text, sizeof text}) == QUELL_OK, text);
  model_file_free(file);
  FILE *stream = fopen(path, "rb");
  demand(stream != NULL, path);
  fseek(stream, 0, SEEK_END);
  *size = (size_t)ftell(stream);
  rewind(stream);
  unsigned char *bytes = malloc(*size);
  demand(bytes && fread(bytes, 1, *size, stream) == *size, path);
  fclose(stream);
  unlink(path);
  return bytes;
}

QuellModel *model_from(ModelFile *file) {
  size_t size;
  char text[256] = "";
  QuellModel *model;
  unsigned char *bytes = model_bytes(file, &size);
  demand(quell_model_open_memory(bytes, size, &model, text, sizeof text) == QUELL_OK, text);
  free(bytes);
  return model;
}

static void add(ModelFile *file, const char *name, uint32_t rows, uint32_t columns, int dimensions) {
  demand(model_file_add(file, name, rows, columns, dimensions) != NULL, name);
}

ModelFile *constant_model_file(float gain, float echo) {
  const uint32_t features = 2 * BANDS + 2 * FILTER_BINS, coefficients = 2 * FILTER_BINS * FILTER_TAPS;
  ModelFile *file = model_file_new();
  demand(file && model_file_set_text(file, "network", constant_network) == QUELL_OK, "no memory");
  add(file, "gains.weight", BANDS, features, 2);
  add(file, "gains.bias", BANDS, 1, 1);
  add(file, "filter.weight", coefficients, features, 2);
  add(file, "filter.bias", coefficients, 1, 1);
  add(file, "voice.weight", 1, features, 2);
  add(file, "voice.bias", 1, 1, 1);
  model_file_tensor(file, "voice.bias")->values[0] = 0.5f;
  for (uint32_t band = 0; band < BANDS; band++)
    model_file_tensor(file, "gains.bias")->values[band] = gain;
  for (uint32_t bin = 0; bin < FILTER_BINS; bin++)
    model_file_tensor(file, "filter.bias")->values[2 * (2 * FILTER_BINS + bin)] = echo;
  return file;
}

QuellModel *constant_model(float gain) {
  return model_from(constant_model_file(gain, 0));
}

QuellModel *echo_model(float share) {
  return model_from(constant_model_file(1, share));
}

QuellModel *memoryless_model(void) {
  return model_from(small_model_make(0));
}

QuellModel *small_model(unsigned kind) {
  return model_from(small_model_make(kind));
}

QuellModel *default_model(void) {
  QuellModel *model;
  char text[256] = "";
  demand(quell_model_open_default(&model, text, sizeof text) == QUELL_OK, text);
  return model;
}

QuellDenoiser *make_denoiser(QuellModel *model, uint32_t rate, uint32_t channels, int independent) {
  QuellDenoiser *denoiser;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = rate;
  config.channels = channels;
  demand(quell_denoiser_create(model, &config, &denoiser) == QUELL_OK, "no denoiser");
  demand(quell_denoiser_set(denoiser, QUELL_INDEPENDENT, independent ? 1 : 0) == QUELL_OK, "not independent");
  quell_denoiser_reset(denoiser);
  return denoiser;
}

void run(QuellDenoiser *denoiser, const float *input, float *output, size_t count) {
  quell_denoiser_process(denoiser, &input, &output, (uint32_t)count);
}

float *denoised(QuellModel *model, uint32_t rate, const float *input, size_t count) {
  QuellDenoiser *denoiser = make_denoiser(model, rate, 1, 0);
  float *output = malloc(count * sizeof *output);
  demand(output != NULL, "no memory");
  run(denoiser, input, output, count);
  quell_denoiser_free(denoiser);
  return output;
}
