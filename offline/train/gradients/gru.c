/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "../batch_matrix.h"
#include "../wide_vectors.h"
#include "layer_gradient.h"
#include "recurrent_step.h"

#include <string.h>

/* Per frame the cache holds four rows of the layer's size: gates r, z, n and the recurrent part of n before r is
 * applied. */
enum { GATE_R, GATE_Z, GATE_N, RECURRENT_N, CACHED };

/* Scratch: gates of the input side for all frames, gates of the recurrent side for one step, what the products need. */
static void step_forward(const LayerBatch *batch, const float *input_gates, float *recurrent_gates, const float *before,
                         float *cache, float *y) {
  const size_t size = batch->layer->size;
  for (size_t n = 0; n < batch->sequences; n++) {
    const float *gi = input_gates + n * 3 * size, *gh = recurrent_gates + n * 3 * size;
    float *gates = cache + n * CACHED * size;
    for (size_t i = 0; i < 2 * size; i++)
      gates[i] = gi[i] + gh[i];
    batch->kernels->sigmoid(gates, 2 * size);
    for (size_t i = 0; i < size; i++) {
      gates[RECURRENT_N * size + i] = gh[2 * size + i];
      gates[GATE_N * size + i] = gi[2 * size + i] + gates[i] * gh[2 * size + i];
    }
    batch->kernels->tanh(gates + GATE_N * size, size);
    const float *z = gates + GATE_Z * size, *candidate = gates + GATE_N * size;
    for (size_t i = 0; i < size; i++)
      y[n * size + i] = candidate[i] + z[i] * (before[n * size + i] - candidate[i]);
  }
}

static void forward(const LayerBatch *batch) {
  const size_t size = batch->layer->size, sequences = batch->sequences, count = batch->frames * sequences;
  float *input_gates = batch->scratch, *recurrent_gates = input_gates + count * 3 * size;
  float *products = recurrent_gates + sequences * 3 * size;
  memcpy(batch->first_state, batch->state, sequences * size * sizeof(float));
  bias_forward(batch->parameters + batch->place->input_bias, count, 3 * size, input_gates);
  matrix_forward(&batch->place->input, batch->parameters, batch->x, count, 1, input_gates, products);
  const RecurrentStep step = recurrent_step_forward(&batch->place->recurrent, batch->parameters, sequences, products);
  const float *before = batch->first_state;
  for (size_t t = 0; t < batch->frames; t++) {
    float *y = batch->y + t * sequences * size;
    bias_forward(batch->parameters + batch->place->recurrent_bias, sequences, 3 * size, recurrent_gates);
    recurrent_step_add(&step, before, recurrent_gates);
    step_forward(batch, input_gates + t * sequences * 3 * size, recurrent_gates, before,
                 batch->cache + t * sequences * CACHED * size, y);
    before = y;
  }
  memcpy(batch->state, before, sequences * size * sizeof(float));
}

/* From the gradient of the output to those of the gates before their activation, and what goes straight to the state
 * before. */
WIDE_VECTORS
static void step_backward(const LayerBatch *batch, const float *dy, const float *cache, const float *before,
                          float *input_side, float *recurrent_side, float *carried) {
  const size_t size = batch->layer->size;
  for (size_t n = 0; n < batch->sequences; n++) {
    const float *r = cache + n * CACHED * size, *z = r + size, *candidate = z + size, *recurrent = candidate + size;
    float *gi = input_side + n * 3 * size, *gh = recurrent_side + n * 3 * size;
    for (size_t i = 0; i < size; i++) {
      const float gradient = dy[n * size + i] + carried[n * size + i];
      const float into_candidate = gradient * (1 - z[i]) * (1 - candidate[i] * candidate[i]);
      const float into_z = gradient * (before[n * size + i] - candidate[i]) * z[i] * (1 - z[i]);
      const float into_r = into_candidate * recurrent[i] * r[i] * (1 - r[i]);
      gi[i] = gh[i] = into_r;
      gi[size + i] = gh[size + i] = into_z;
      gi[2 * size + i] = into_candidate;
      gh[2 * size + i] = into_candidate * r[i];
      carried[n * size + i] = gradient * z[i];
    }
  }
}

/* What the recurrent matrix read at each frame: the state before the first, then the outputs but the last. */
static void recurrent_weight_gradient(const LayerBatch *batch, const float *recurrent_side, float *gradient,
                                      float *products) {
  const size_t size = batch->layer->size, sequences = batch->sequences;
  const MatrixPlace *place = &batch->place->recurrent;
  matrix_backward(place, batch->parameters, recurrent_side, batch->first_state, sequences, gradient, NULL, products);
  if (batch->frames > 1)
    matrix_backward(place, batch->parameters, recurrent_side + sequences * 3 * size, batch->y,
                    (batch->frames - 1) * sequences, gradient, NULL, products);
}

static void backward(const LayerBatch *batch, float *dy, float *dx, float *gradient) {
  const size_t size = batch->layer->size, sequences = batch->sequences, count = batch->frames * sequences;
  float *input_side = batch->scratch, *recurrent_side = input_side + count * 3 * size;
  float *carried = recurrent_side + count * 3 * size, *products = carried + sequences * size;
  const RecurrentStep step = recurrent_step_backward(&batch->place->recurrent, batch->parameters, sequences, products);
  memset(carried, 0, sequences * size * sizeof(float));
  for (size_t t = batch->frames; t-- > 0;) {
    const float *before = t ? batch->y + (t - 1) * sequences * size : batch->first_state;
    float *step_side = recurrent_side + t * sequences * 3 * size;
    step_backward(batch, dy + t * sequences * size, batch->cache + t * sequences * CACHED * size, before,
                  input_side + t * sequences * 3 * size, step_side, carried);
    if (t) recurrent_step_add_back(&step, step_side, carried);
  }
  recurrent_weight_gradient(batch, recurrent_side, gradient, products);
  bias_backward(recurrent_side, count, 3 * size, gradient + batch->place->recurrent_bias);
  matrix_backward(&batch->place->input, batch->parameters, input_side, batch->x, count, gradient, dx, products);
  bias_backward(input_side, count, 3 * size, gradient + batch->place->input_bias);
}

static void sum_gradients(const LayerBatch *batch, const float *dy, const float **input, const float **recurrent) {
  (void)dy;
  *input = batch->scratch;
  *recurrent = batch->scratch + batch->frames * batch->sequences * 3 * batch->layer->size;
}

const LayerGradient gru_gradient = {CACHED, 1, forward, backward, sum_gradients};
