/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program of somebody else, built against the installed library.
 */
#include <quell.h>
#include <stdio.h>

int main(void) {
  QuellModel *model;
  QuellDenoiser *denoiser;
  QuellConfig config;
  float silence[480] = {0}, *channel = silence;
  char message[256];
  quell_config_defaults(&config);
  if (quell_model_open_default(&model, message, sizeof message) != QUELL_OK) return puts(message), 1;
  if (quell_denoiser_create(model, &config, &denoiser) != QUELL_OK) return 1;
  quell_denoiser_process(denoiser, (const float *const *)&channel, &channel, 480);
  printf("libquell %s, %u frames late\n", quell_version(), quell_denoiser_latency(denoiser));
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  return 0;
}
