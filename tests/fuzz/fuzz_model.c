/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzzing of the reader of model files, for libFuzzer. Whatever the bytes are, the reader refuses them with one
 * sentence or the model runs: finite output, and memory bounded by the size of the file.
 */
#include "engine/quell.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES 400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A failure is a crash that libFuzzer keeps the input of. */
static void demand(int condition) {
  if (!condition) abort();
}

static void look_at(const QuellModel *model) {
  QuellModelInfo info;
  QuellMatrixInfo matrix;
  quell_model_info(model, &info);
  for (uint32_t i = 0; i < info.matrices; i++) {
    demand(quell_model_matrix(model, i, &matrix) == QUELL_OK);
    demand(matrix.rows > 0 && matrix.columns > 0 && matrix.name[0]);
  }
  demand(quell_model_matrix(model, info.matrices, &matrix) == QUELL_BAD_ARGUMENT);
  QuellProfileInfo profile;
  for (uint32_t i = 0; i < info.profiles; i++) {
    demand(quell_model_profile(model, i, &profile) == QUELL_OK);
    demand(profile.parameters <= info.parameters && profile.packed_bytes > 0);
  }
  quell_model_text(model, "name");
}

static void run(QuellModel *model) {
  QuellDenoiser *denoiser;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = 16000;
  demand(quell_denoiser_create(model, &config, &denoiser) == QUELL_OK);
  float samples[FRAMES], *channel = samples;
  QuellModelInfo info;
  quell_model_info(model, &info);
  for (int block = 0; block < 2; block++) {
    demand(quell_denoiser_set_profile(denoiser, block * (info.profiles - 1)) == QUELL_OK);
    for (int n = 0; n < FRAMES; n++)
      samples[n] = (float)(n * 7919 % 1000) / 1000 - 0.5f;
    quell_denoiser_process(denoiser, (const float *const *)&channel, &channel, FRAMES);
    for (int n = 0; n < FRAMES; n++)
      demand(isfinite(samples[n]));
  }
  quell_denoiser_free(denoiser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  QuellModel *model;
  char message[200] = "";
  const QuellStatus status = quell_model_open_memory(data, size, &model, message, sizeof message);
  demand(memchr(message, 0, sizeof message) != NULL);
  if (status != QUELL_OK) {
    demand(model == NULL && message[0] && !strchr(message, '\n'));
    return 0;
  }
  look_at(model);
  run(model);
  quell_model_free(model);
  return 0;
}
