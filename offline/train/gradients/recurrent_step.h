/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The recurrent matrix of a layer, made ready once for all frames of a batch. */
#ifndef QUELL_RECURRENT_STEP_H
#define QUELL_RECURRENT_STEP_H

#include "../parameters.h"

typedef struct {
  const MatrixPlace *place;
  const float *parameters;
  float *packed;  /* dense matrices only */
  float *scratch; /* sequences * rank floats, for factor pairs */
} RecurrentStep;

/* Floats that `memory` below must have. */
size_t recurrent_step_size(const MatrixPlace *place);

/* For y += W x and for dx += W^T dy. The memory is used until the last product. */
RecurrentStep recurrent_step_forward(const MatrixPlace *place, const float *parameters, float *memory, float *scratch);
RecurrentStep recurrent_step_backward(const MatrixPlace *place, const float *parameters, float *memory, float *scratch);
/* sums[count][rows] += W states[count][columns]. */
void recurrent_step_add(const RecurrentStep *step, const float *states, size_t count, float *sums);
/* gradient[count][columns] += W^T into[count][rows]. */
void recurrent_step_add_back(const RecurrentStep *step, const float *into, size_t count, float *gradient);

#endif
