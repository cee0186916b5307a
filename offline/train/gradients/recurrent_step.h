/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The recurrent matrix of a layer, or its factor pair with its diagonal, made ready once for all frames of a batch. */
#ifndef QUELL_RECURRENT_STEP_H
#define QUELL_RECURRENT_STEP_H

#include "../panel_product.h"
#include "../parameters.h"

typedef struct {
  const MatrixPlace *place;
  const PanelKernel *kernel;
  size_t sequences;
  const float *diagonal; /* or NULL */
  float *packed;         /* the matrix, or the factor that comes last */
  float *packed_first;   /* the factor that comes first */
  float *middle;         /* [sequences][rank] between the factors */
} RecurrentStep;

/* Floats that `memory` below must have. */
size_t recurrent_step_size(const MatrixPlace *place, size_t sequences);

/* For y += W x and for dx += W^T dy. The memory is used until the last product. */
RecurrentStep recurrent_step_forward(const MatrixPlace *place, const float *parameters, size_t sequences,
                                     float *memory);
RecurrentStep recurrent_step_backward(const MatrixPlace *place, const float *parameters, size_t sequences,
                                      float *memory);
/* sums[sequences][rows] += W states[sequences][columns]. */
void recurrent_step_add(const RecurrentStep *step, const float *states, float *sums);
/* gradient[sequences][columns] += W^T into[sequences][rows]. */
void recurrent_step_add_back(const RecurrentStep *step, const float *into, float *gradient);

#endif
