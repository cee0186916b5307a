/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_denoise.h"

#include "command.h"

#include <stdlib.h>
#include <string.h>

/* Runs the sound and then silence through, in place, until all of it has come out. */
static void run_through(QuellDenoiser *denoiser, float *samples, size_t frames) {
  for (size_t done = 0; done < frames;) {
    const size_t left = frames - done;
    const uint32_t block = left < QUELL_BLOCK_MAX ? (uint32_t)left : QUELL_BLOCK_MAX;
    float *channel = samples + done;
    quell_denoiser_process(denoiser, (const float *const *)&channel, &channel, block);
    done += block;
  }
}

static int run(QuellDenoiser *denoiser, const Audio *noisy, EvalDenoised *denoised) {
  denoised->latency = quell_denoiser_latency(denoiser);
  const size_t frames = noisy->frames + denoised->latency;
  denoised->memory = calloc(frames, sizeof *denoised->memory);
  if (!denoised->memory) return 0;
  memcpy(denoised->memory, noisy->samples[0], noisy->frames * sizeof *denoised->memory);
  run_through(denoiser, denoised->memory, frames);
  denoised->samples = denoised->memory + denoised->latency;
  return 1;
}

int eval_denoise(QuellModel *model, uint32_t profile, float limit_db, const char *path, const Audio *noisy,
                 EvalDenoised *denoised) {
  *denoised = (EvalDenoised){0};
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = noisy->sample_rate;
  QuellDenoiser *denoiser;
  QuellStatus status = quell_denoiser_create(model, &config, &denoiser);
  if (status == QUELL_OK) status = quell_denoiser_set(denoiser, QUELL_LIMIT, limit_db);
  if (status == QUELL_OK) status = quell_denoiser_set_profile(denoiser, profile);
  if (status == QUELL_OK) {
    quell_denoiser_reset(denoiser); /* the limit holds from the first sample on */
    if (!run(denoiser, noisy, denoised)) status = QUELL_NO_MEMORY;
  }
  quell_denoiser_free(denoiser);
  if (status != QUELL_OK) complain("'%s' cannot be denoised: %s", path, quell_status_text(status));
  return status == QUELL_OK;
}

void eval_denoised_free(EvalDenoised *denoised) {
  free(denoised->memory);
  *denoised = (EvalDenoised){0};
}
