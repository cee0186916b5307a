/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "workload.h"

#include "tests/small_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHANNELS_MAX 4

struct Workload {
  QuellDenoiser *denoiser;
  uint32_t channels, rate, random;
  uint64_t checksum;
  float phase;
  float *input[CHANNELS_MAX], *output[CHANNELS_MAX]; /* [QUELL_BLOCK_MAX] */
};

static uint32_t next_random(Workload *workload) {
  workload->random ^= workload->random << 13;
  workload->random ^= workload->random >> 17;
  workload->random ^= workload->random << 5;
  return workload->random;
}

/* 0 up to, but not, 1. */
static float next_share(Workload *workload) {
  return (float)(next_random(workload) >> 8) / (1 << 24);
}

Workload *workload_create(QuellModel *model, uint32_t sample_rate, uint32_t channels, int independent, uint32_t seed) {
  Workload *workload = calloc(1, sizeof *workload);
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = sample_rate;
  config.channels = channels;
  const QuellStatus status = quell_denoiser_create(model, &config, &workload->denoiser);
  if (status != QUELL_OK) {
    fprintf(stderr, "%u Hz: %s\n", sample_rate, quell_status_text(status));
    workload_free(workload);
    return NULL;
  }
  quell_denoiser_set(workload->denoiser, QUELL_INDEPENDENT, independent ? 1 : 0);
  workload->channels = channels;
  workload->rate = sample_rate;
  workload->random = seed * 2654435761u + 1;
  for (uint32_t c = 0; c < channels; c++) {
    workload->input[c] = calloc(QUELL_BLOCK_MAX, sizeof(float));
    workload->output[c] = calloc(QUELL_BLOCK_MAX, sizeof(float));
  }
  return workload;
}

void workload_free(Workload *workload) {
  if (!workload) return;
  for (uint32_t c = 0; c < workload->channels; c++) {
    free(workload->input[c]);
    free(workload->output[c]);
  }
  quell_denoiser_free(workload->denoiser);
  free(workload);
}

static void fill_block(Workload *workload, uint32_t frames) {
  const uint32_t kind = next_random(workload) % 16;
  const float level = powf(10, -5 * next_share(workload));
  for (uint32_t n = 0; n < frames; n++) {
    workload->phase += 200.0f / (float)workload->rate;
    workload->phase -= workload->phase >= 1 ? 1 : 0;
    for (uint32_t c = 0; c < workload->channels; c++) {
      const float noise = next_share(workload) - 0.5f;
      workload->input[c][n] = kind == 0 ? 0 : kind == 1 ? noise * 1e-38f : level * (noise + workload->phase - 0.5f);
    }
  }
  if (kind == 2 && frames > 0) workload->input[0][next_random(workload) % frames] = NAN;
  if (kind == 3 && frames > 0) workload->input[0][next_random(workload) % frames] = -INFINITY;
}

static uint32_t next_size(Workload *workload) {
  static const uint32_t usual[] = {0, 1, 7, 63, 64, 480, 512, 1024, QUELL_BLOCK_MAX};
  const uint32_t random = next_random(workload);
  if (random % 4) return random / 4 % 600;
  return usual[random / 4 % (sizeof usual / sizeof usual[0])];
}

static void touch_controls(Workload *workload) {
  const QuellParameter parameter = (QuellParameter)(next_random(workload) % QUELL_PARAMETER_COUNT);
  const QuellParameterInfo *info = quell_parameter_info(parameter);
  const float value = info->minimum + next_share(workload) * (info->maximum - info->minimum);
  QuellMeters meters;
  switch (next_random(workload) % 16) {
  case 0:
    quell_denoiser_reset(workload->denoiser);
    break;
  case 1:
    quell_denoiser_set(workload->denoiser, parameter, value);
    break;
  case 2:
    quell_denoiser_set(workload->denoiser, parameter, NAN);
    break;
  case 3:
    quell_denoiser_set(workload->denoiser, parameter, quell_denoiser_get(workload->denoiser, parameter));
    break;
  case 4:
    quell_denoiser_meters(workload->denoiser, &meters);
    break;
  case 5:
    quell_denoiser_set_profile(workload->denoiser, next_random(workload) % 2);
    break;
  default:
    break;
  }
}

static void add_to_checksum(Workload *workload, float *const *output, uint32_t frames) {
  for (uint32_t c = 0; c < workload->channels; c++)
    for (uint32_t n = 0; n < frames; n++) {
      uint32_t bits;
      memcpy(&bits, &output[c][n], sizeof bits);
      workload->checksum = workload->checksum * 31 + bits;
    }
}

void workload_run(Workload *workload, unsigned blocks) {
  for (unsigned block = 0; block < blocks; block++) {
    const uint32_t frames = next_size(workload);
    float *const *output = next_random(workload) % 2 ? workload->output : workload->input;
    fill_block(workload, frames);
    touch_controls(workload);
    quell_denoiser_process(workload->denoiser, (const float *const *)workload->input, output, frames);
    add_to_checksum(workload, output, frames);
  }
}

uint64_t workload_checksum(const Workload *workload) {
  return workload->checksum;
}

QuellDenoiser *workload_denoiser(const Workload *workload) {
  return workload->denoiser;
}

QuellModel *open_small_model(unsigned kind) {
  QuellModel *model = NULL;
  char folder[] = "/tmp/quell-test-XXXXXX", path[64], text[256] = "no folder or memory";
  ModelFile *file = small_model_make(kind);
  if (!mkdtemp(folder)) return NULL;
  snprintf(path, sizeof path, "%s/small.safetensors", folder);
  Message message = {text, sizeof text};
  if (!file || model_file_write(file, path, &message) != QUELL_OK ||
      quell_model_open_file(path, &model, text, sizeof text) != QUELL_OK)
    fprintf(stderr, "small model %u: %s\n", kind, text);
  model_file_free(file);
  unlink(path);
  rmdir(folder);
  return model;
}
