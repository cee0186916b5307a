/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Models whose behaviour is known, and the streams that tests send through them. What fails here ends the program.
 */
#ifndef QUELL_TESTS_MODELS_H
#define QUELL_TESTS_MODELS_H

#include "engine/model_file.h"

#include <stdint.h>

/* Gains that are this number at every time and frequency, without memory, and a filter of zeros. The
 * voice is 0.5. */
QuellModel *constant_model(float gain);
/* The same with a gain of 1 and a filter that adds `share` of the spectrum two hops ago. */
QuellModel *echo_model(float share);
/* Gains that follow the features, without any memory in the network. */
QuellModel *memoryless_model(void);
/* A kind of tests/small_model.h. */
QuellModel *small_model(unsigned kind);
QuellModel *default_model(void);

/* The bytes of the file, from malloc; the file is taken over and freed. */
unsigned char *model_bytes(ModelFile *file, size_t *size);
/* Takes the file over. */
QuellModel *model_from(ModelFile *file);
/* Like constant_model(), before it is opened. */
ModelFile *constant_model_file(float gain, float echo);

QuellDenoiser *make_denoiser(QuellModel *model, uint32_t rate, uint32_t channels, int independent);
/* Mono, in one call. */
void run(QuellDenoiser *denoiser, const float *input, float *output, size_t count);
/* What a new mono denoiser makes of the signal, from malloc. */
float *denoised(QuellModel *model, uint32_t rate, const float *input, size_t count);

#endif
