/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The layers over a batch of sequences, forward and backward through time. Arrays are time-major: row t * sequences + n
 * is frame t of sequence n. The forward pass computes what the engine's layers do (engine/layers). */
#ifndef QUELL_LAYER_GRADIENT_H
#define QUELL_LAYER_GRADIENT_H

#include "../parameters.h"
#include "kernels/kernels.h"

typedef struct {
  const LayerDescription *layer;
  const LayerPlace *place;
  const float *parameters;
  const Kernels *kernels;
  size_t frames, sequences;
  const float *x; /* [frames * sequences][input_size] */
  float *y;       /* [frames * sequences][size] */
  float *cache;   /* [frames * sequences][cache_per_frame] written forward, read backward */
  float *state;   /* [sequences][state_per_sequence] before the first frame; forward leaves the state after the last */
  float *first_state; /* [sequences][state_per_sequence] copy that forward makes for backward */
  float *scratch;     /* see layer_scratch_size() */
} LayerBatch;

typedef struct {
  size_t cache_per_frame;    /* floats, in units of the layer's size */
  size_t state_per_sequence; /* likewise */
  void (*forward)(const LayerBatch *batch);
  /* dy is overwritten. Adds to `gradient`; writes dx unless it is NULL. The state before the first frame counts as a
   * constant. */
  void (*backward)(const LayerBatch *batch, float *dy, float *dx, float *gradient);
  /* Right after backward() with the same dy: the gradients of the loss for the sums W x that the layer's matrices add
   * up, [frames * sequences][gates * size]. *recurrent is NULL when the layer has no state. */
  void (*sum_gradients)(const LayerBatch *batch, const float *dy, const float **input, const float **recurrent);
} LayerGradient;

const LayerGradient *layer_gradient(LayerType type);
/* Floats of scratch that a layer needs. */
size_t layer_scratch_size(const LayerDescription *layer, const LayerPlace *place, size_t frames, size_t sequences);

extern const LayerGradient dense_gradient, gru_gradient, lstm_gradient;

#endif
