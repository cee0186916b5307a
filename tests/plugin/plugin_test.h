/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every test of this folder includes.
 */
#ifndef QUELL_TESTS_PLUGIN_H
#define QUELL_TESTS_PLUGIN_H

#include "host.h"
#include "tests/engine/test.h"

/* What the engine makes of it with one parameter set, from malloc; parameter -1: with defaults. */
float *engine_output(QuellModel *model, uint32_t rate, const float *input, size_t frames, int parameter, float value);
/* A model file in a temporary folder; which is a kind of tests/small_model.h. `folder` gets its folder. */
void model_file_make(unsigned kind, char path[256], char folder[256]);
/* The same of a file of one's own, which is taken over; `name` is its name without the ending. */
void model_file_save(ModelFile *file, const char *name, char path[256], char folder[256]);
void model_file_remove(const char *path, const char *folder);
/* Mono, through a new instance at 48 kHz; from malloc. */
float *plugin_output(Host *host, const float *input, size_t frames, uint32_t block);

/* Memory of this program that is in use. */
double resident_bytes(void);

/* What the built-in model and the one of a file, of kind 1, make of the same sound. */
typedef struct {
  char path[256], folder[256];     /* of the file */
  float *input, *built_in, *small; /* [count] */
} TwoModels;
TwoModels *two_models_make(uint32_t rate, size_t count);
int two_models_free(void **state);

#endif
