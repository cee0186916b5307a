/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What one matrix of a network is multiplied with, frame by frame of all recordings. */
#ifndef QUELL_MATRIX_INPUTS_H
#define QUELL_MATRIX_INPUTS_H

#include "utterance.h"

typedef struct {
  size_t count; /* frames of all recordings */
  uint32_t columns;
  float *rows; /* [count][columns]; the order depends on the recordings alone */
} MatrixInputs;

/* The layer's inputs side by side, or, when `recurrent`, its state before the frame. Returns 0 without memory;
 * matrix_inputs_clear() is needed in any case. */
int matrix_inputs_collect(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set,
                          uint32_t layer, int recurrent, unsigned threads, MatrixInputs *inputs);
void matrix_inputs_clear(MatrixInputs *inputs);

#endif
