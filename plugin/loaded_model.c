/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "loaded_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void absolute_model_path(const char *path, char absolute[PATH_MAX]) {
  size_t before = 0;
  if (*path && *path != '/' && getcwd(absolute, PATH_MAX)) before = strlen(absolute);
  if (before + 1 + strlen(path) >= PATH_MAX) before = 0;
  if (before) absolute[before++] = '/';
  snprintf(absolute + before, PATH_MAX - before, "%s", path);
}

static int prepare(LoadedModel *loaded, const char *path, uint32_t sample_rate, uint32_t channels, char *why,
                   size_t why_size) {
  loaded->model = model_cache_open(path, loaded->hash, why, why_size);
  if (!loaded->model) return 0;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = sample_rate;
  config.channels = channels;
  const QuellStatus status = quell_denoiser_create(loaded->model, &config, &loaded->denoiser);
  if (status != QUELL_OK) {
    snprintf(why, why_size, "%s", quell_status_text(status));
    return 0;
  }
  QuellModelInfo info;
  quell_model_info(loaded->model, &info);
  loaded->profiles = info.profiles;
  const char *name = quell_model_text(loaded->model, "name");
  absolute_model_path(path, loaded->path);
  if (!*path || !realpath(path, loaded->origin)) loaded->origin[0] = 0;
  snprintf(loaded->name, sizeof loaded->name, "%s", name ? name : "");
  return 1;
}

LoadedModel *loaded_model_open(const char *path, uint32_t sample_rate, uint32_t channels, char *why, size_t why_size) {
  if (strlen(path) >= PATH_MAX) {
    snprintf(why, why_size, "the path is longer than %d bytes", PATH_MAX - 1);
    return NULL;
  }
  LoadedModel *loaded = calloc(1, sizeof *loaded);
  if (!loaded) {
    snprintf(why, why_size, "%s", quell_status_text(QUELL_NO_MEMORY));
    return NULL;
  }
  if (prepare(loaded, path, sample_rate, channels, why, why_size)) return loaded;
  loaded_model_free(loaded);
  return NULL;
}

void loaded_model_free(LoadedModel *list) {
  while (list) {
    LoadedModel *next = list->next;
    quell_denoiser_free(list->denoiser);
    model_cache_close(list->model);
    free(list);
    list = next;
  }
}
