/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the types of layers have in common. A layer runs one frame at a time and keeps what it remembers in a
 * LayerState. Letters in the sources: x input, h output, b bias; gates are stacked in the order of the tensors. A layer
 * that is shared over bands or bins runs once at each position, on the part of the state that belongs there.
 */
#ifndef QUELL_LAYER_H
#define QUELL_LAYER_H

#include "matrix.h"
#include "network_description.h"

typedef struct {
  LayerType type;
  Activation activation;
  uint32_t size;
  uint32_t positions; /* 1 unless shared */
  uint32_t stride;    /* floats from the inputs of one position to those of the next */
  Matrix input;       /* (gates * size, input_size) */
  Matrix recurrent;   /* (gates * size, size); without rows in a dense layer */
  const float *bias;  /* [gates * size]; of input and recurrence together where both are only ever added */
  const float
      *recurrent_bias; /* [size] gru: of the candidate's recurrent part, which the reset gate scales; else NULL */
} Layer;

typedef struct {
  float *output; /* [positions][size] h; the recurrence reads it in the next frame */
  float *cell;   /* [positions][size] lstm; else NULL */
} LayerState;

/* setup. Takes the weights' places from the block in the order in which they run; fills them once the block has memory.
 */
void layer_pack(Layer *layer, const NetworkDescription *network, uint32_t index, const WeightSource *source,
                AlignedBlock *block);
/* setup. Takes what must be zero at the start. */
void layer_state_take(const Layer *layer, LayerState *state, AlignedBlock *block);
/* Floats of scratch that the layer needs; 64-byte aligned. */
size_t layer_scratch(const Layer *layer);
/* audio. x -> state->output. x has the inputs of the first position, then, `stride` further, those of the next. */
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
/* The tensor LAYER.SUFFIX. */
const Tensor *layer_tensor(const LayerDescription *description, const char *suffix, const ModelFile *file);

/* A state too small to be heard is zero: numbers below the normal range slow some processors down a hundredfold. */
static inline float without_denormals(float value) {
  return value > 1e-20f || value < -1e-20f ? value : 0.0f;
}

#endif
