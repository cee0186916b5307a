/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the types of layers have in common. A layer runs one frame at a time and keeps what it remembers in a
 * LayerState. Letters in the sources: x input, h output, b bias; gates are stacked in the order of the tensors. A layer
 * that is shared over bands or bins runs at all of them at once: every number that another layer has once, it has as a
 * plane of `lanes` positions, so that one loop over size * lanes numbers serves both. Lanes beyond the last position
 * hold numbers that nobody reads.
 */
#ifndef QUELL_LAYER_H
#define QUELL_LAYER_H

#include "matrix.h"
#include "network_description.h"

typedef struct {
  LayerType type;
  Activation activation;
  uint32_t size;
  uint32_t positions;  /* 1 unless shared */
  uint32_t lanes;      /* positions, filled up to a multiple of KERNEL_LANES; 1 unless shared */
  uint32_t neighbours; /* positions that are seen from one; 1 unless shared */
  Matrix input;        /* (gates * size, input_size) */
  Matrix recurrent;    /* (gates * size, size); without rows in a dense layer */
  const float *bias;   /* [gates * size]; of input and recurrence together where both are only ever added */
  const float
      *recurrent_bias; /* [size] gru: of the candidate's recurrent part, which the reset gate scales; else NULL */
} Layer;

typedef struct {
  float *output; /* [positions][size] h as others read it; unless shared, h itself */
  float *h;      /* [size][lanes] the recurrence reads it in the next frame */
  float *cell;   /* [size][lanes] lstm; else NULL */
} LayerState;

/* setup. Takes the weights' places from the block in the order in which they run; fills them once the block has memory.
 */
void layer_pack(Layer *layer, const NetworkDescription *network, uint32_t index, const WeightSource *source,
                AlignedBlock *block);
/* setup. Takes what must be zero at the start. */
void layer_state_take(const Layer *layer, LayerState *state, AlignedBlock *block);
/* Floats of scratch that the layer needs; 64-byte aligned. */
size_t layer_scratch(const Layer *layer);
/* Floats of the inputs of a layer; of a shared one, planes of layer_plane() floats, one for each channel: as many zeros
 * as it has neighbours on one side, the positions, zeros. */
size_t layer_inputs(const Layer *layer);
static inline size_t layer_plane(const Layer *layer) {
  return layer->lanes + 2 * LAYER_REACH_MAX;
}
/* audio. x -> state->output. */
void layer_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state,
               float *scratch) QUELL_REALTIME;

#define LAYER(identifier, name, gates)                                                                                 \
  void name##_pack(Layer *layer, const LayerDescription *description, const WeightSource *source,                      \
                   AlignedBlock *block);                                                                               \
  void name##_run(const Layer *layer, const Kernels *kernels, const float *x, LayerState *state, float *scratch)       \
      QUELL_REALTIME;
#include "layers.def"
#undef LAYER

/* ---- For the layers' own files ---- */

/* The matrix LAYER.SUFFIX. */
Matrix layer_pack_matrix(const LayerDescription *description, const char *suffix, const WeightSource *source,
                         AlignedBlock *block);
/* y[rows][lanes] = bias[rows] */
void layer_fill(const Layer *layer, const float *bias, size_t rows, float *y) QUELL_REALTIME;
/* y[rows][lanes] += W x, y += U h */
void layer_add_input(const Layer *layer, const Kernels *kernels, const float *x, float *y,
                     float *scratch) QUELL_REALTIME;
void layer_add_recurrent(const Layer *layer, const Kernels *kernels, const float *h, float *y,
                         float *scratch) QUELL_REALTIME;
/* The tensor LAYER.SUFFIX. */
const Tensor *layer_tensor(const LayerDescription *description, const char *suffix, const ModelFile *file);

/* A state too small to be heard is zero: numbers below the normal range slow some processors down a hundredfold. */
static inline float without_denormals(float value) {
  return value > 1e-20f || value < -1e-20f ? value : 0.0f;
}

#endif
