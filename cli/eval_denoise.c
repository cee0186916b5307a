/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_denoise.h"

#include "command.h"

#include <stdlib.h>
#include <string.h>

/* Runs the sound and then silence through, in place, hop by hop, until all of it has come out. */
static void run_through(QuellDenoiser *denoiser, size_t frames, EvalDenoised *denoised) {
  for (size_t done = 0, t = 0; done < frames; done += denoised->hop, t++) {
    const size_t left = frames - done;
    float *channel = denoised->memory + done;
    QuellMeters meters;
    quell_denoiser_process(denoiser, (const float *const *)&channel, &channel,
                           (uint32_t)(left < denoised->hop ? left : denoised->hop));
    quell_denoiser_meters(denoiser, &meters);
    if (t < denoised->hops) denoised->voice[t] = meters.voice_probability;
  }
}

static int run(QuellDenoiser *denoiser, const Audio *noisy, EvalDenoised *denoised) {
  denoised->latency = quell_denoiser_latency(denoiser);
  denoised->hop = denoised->latency / 2;
  denoised->hops = noisy->frames / denoised->hop;
  const size_t frames = noisy->frames + denoised->latency;
  denoised->memory = calloc(frames, sizeof *denoised->memory);
  denoised->voice = calloc(denoised->hops + 1, sizeof *denoised->voice);
  if (!denoised->memory || !denoised->voice) return 0;
  memcpy(denoised->memory, noisy->samples[0], noisy->frames * sizeof *denoised->memory);
  run_through(denoiser, frames, denoised);
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
  free(denoised->voice);
  *denoised = (EvalDenoised){0};
}
