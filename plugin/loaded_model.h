/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A model made ready to run: all that changes hands when the plugin gets another one.
 */
#ifndef QUELL_LOADED_MODEL_H
#define QUELL_LOADED_MODEL_H

#include "model_cache.h"

#include <limits.h>

typedef struct LoadedModel {
  QuellModel *model;
  QuellDenoiser *denoiser;
  uint32_t profiles;     /* that the model has, at least 1 */
  char path[PATH_MAX];   /* as it was chosen; "" for the built-in model. When the file could not be used in a restored
                            state, the built-in model runs under its path, so that the choice is not lost */
  char hash[HASH_TEXT];  /* of the file; "" when it could not be used */
  char origin[PATH_MAX]; /* where the file lies, without links; "" for the built-in model */
  char name[128];        /* that the model gives itself */
  struct LoadedModel *next;
} LoadedModel;

/* setup. Where a path leads from the present working directory: what is no absolute path would mean another file in the
 * next process, and some hosts make a link of it that leads to itself. "" stays "". */
void absolute_model_path(const char *path, char absolute[PATH_MAX]);
/* setup. NULL, and one sentence in `why`, when the model cannot be used. */
LoadedModel *loaded_model_open(const char *path, uint32_t sample_rate, uint32_t channels, char *why, size_t why_size);
/* setup. A whole list; NULL is allowed. */
void loaded_model_free(LoadedModel *list);

#endif
