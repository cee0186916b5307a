/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "../batch_matrix.h"
#include "../wide_vectors.h"
#include "layer_gradient.h"
#include "recurrent_step.h"

#include <string.h>

/* Per frame the cache holds six rows of the layer's size: gates i, f, g, o, the cell and its tanh. A sequence's state
 * is the output, then the cell. */
enum { GATE_I, GATE_F, GATE_G, GATE_O, CELL, CELL_TANH, CACHED };

static void split_state(const LayerBatch *batch, float *output, float *cell) {
  const size_t size = batch->layer->size;
  for (size_t n = 0; n < batch->sequences; n++) {
    memcpy(output + n * size, batch->state + n * 2 * size, size * sizeof(float));
    memcpy(cell + n * size, batch->state + n * 2 * size + size, size * sizeof(float));
  }
}

static void step_forward(const LayerBatch *batch, const float *sums, const float *cell_before, size_t before_stride,
                         float *cache, float *y) {
  const size_t size = batch->layer->size;
  for (size_t n = 0; n < batch->sequences; n++) {
    float *gates = cache + n * CACHED * size;
    const float *before = cell_before + n * before_stride;
    memcpy(gates, sums + n * 4 * size, 4 * size * sizeof(float));
    batch->kernels->sigmoid(gates, 2 * size);
    batch->kernels->tanh(gates + GATE_G * size, size);
    batch->kernels->sigmoid(gates + GATE_O * size, size);
    float *cell = gates + CELL * size, *squashed = gates + CELL_TANH * size;
    for (size_t i = 0; i < size; i++)
      squashed[i] = cell[i] = gates[GATE_F * size + i] * before[i] + gates[i] * gates[GATE_G * size + i];
    batch->kernels->tanh(squashed, size);
    for (size_t i = 0; i < size; i++)
      y[n * size + i] = gates[GATE_O * size + i] * squashed[i];
  }
}

static void keep_state(const LayerBatch *batch) {
  const size_t size = batch->layer->size, last = (batch->frames - 1) * batch->sequences;
  for (size_t n = 0; n < batch->sequences; n++) {
    float *state = batch->state + n * 2 * size;
    memcpy(state, batch->y + (last + n) * size, size * sizeof(float));
    memcpy(state + size, batch->cache + (last + n) * CACHED * size + CELL * size, size * sizeof(float));
  }
}

static void forward(const LayerBatch *batch) {
  const size_t size = batch->layer->size, sequences = batch->sequences, count = batch->frames * sequences;
  float *sums = batch->scratch, *products = sums + count * 4 * size;
  float *first_output = batch->first_state, *first_cell = first_output + sequences * size;
  split_state(batch, first_output, first_cell);
  bias_forward(batch->parameters + batch->place->input_bias, count, 4 * size, sums);
  matrix_forward(&batch->place->input, batch->parameters, batch->x, count, 1, sums, products);
  const float *bias = batch->parameters + batch->place->recurrent_bias;
  for (size_t row = 0; row < count; row++)
    for (size_t i = 0; i < 4 * size; i++)
      sums[row * 4 * size + i] += bias[i];
  const RecurrentStep step = recurrent_step_forward(&batch->place->recurrent, batch->parameters, sequences, products);
  for (size_t t = 0; t < batch->frames; t++) {
    float *step_sums = sums + t * sequences * 4 * size, *cache = batch->cache + t * sequences * CACHED * size;
    const float *before = t ? batch->y + (t - 1) * sequences * size : first_output;
    recurrent_step_add(&step, before, step_sums);
    step_forward(batch, step_sums, t ? cache - sequences * CACHED * size + CELL * size : first_cell,
                 t ? CACHED * size : size, cache, batch->y + t * sequences * size);
  }
  keep_state(batch);
}

WIDE_VECTORS
static void step_backward(const LayerBatch *batch, const float *dy, const float *cache, const float *cell_before,
                          size_t before_stride, float *sums, const float *carried_output, float *carried_cell) {
  const size_t size = batch->layer->size;
  for (size_t n = 0; n < batch->sequences; n++) {
    const float *gates = cache + n * CACHED * size, *before = cell_before + n * before_stride;
    float *into = sums + n * 4 * size;
    for (size_t i = 0; i < size; i++) {
      const float in = gates[i], forget = gates[size + i], candidate = gates[GATE_G * size + i];
      const float out = gates[GATE_O * size + i], squashed = gates[CELL_TANH * size + i];
      const float gradient = dy[n * size + i] + carried_output[n * size + i];
      const float into_cell = carried_cell[n * size + i] + gradient * out * (1 - squashed * squashed);
      into[i] = into_cell * candidate * in * (1 - in);
      into[size + i] = into_cell * before[i] * forget * (1 - forget);
      into[GATE_G * size + i] = into_cell * in * (1 - candidate * candidate);
      into[GATE_O * size + i] = gradient * squashed * out * (1 - out);
      carried_cell[n * size + i] = into_cell * forget;
    }
  }
}

static void weight_gradients(const LayerBatch *batch, const float *sums, float *gradient, float *dx, float *products) {
  const size_t size = batch->layer->size, sequences = batch->sequences, count = batch->frames * sequences;
  const MatrixPlace *recurrent = &batch->place->recurrent;
  matrix_backward(recurrent, batch->parameters, sums, batch->first_state, sequences, gradient, NULL, products);
  if (batch->frames > 1)
    matrix_backward(recurrent, batch->parameters, sums + sequences * 4 * size, batch->y,
                    (batch->frames - 1) * sequences, gradient, NULL, products);
  matrix_backward(&batch->place->input, batch->parameters, sums, batch->x, count, gradient, dx, products);
  bias_backward(sums, count, 4 * size, gradient + batch->place->recurrent_bias);
  bias_backward(sums, count, 4 * size, gradient + batch->place->input_bias);
}

static void backward(const LayerBatch *batch, float *dy, float *dx, float *gradient) {
  const size_t size = batch->layer->size, sequences = batch->sequences, count = batch->frames * sequences;
  float *sums = batch->scratch, *carried_output = sums + count * 4 * size;
  float *carried_cell = carried_output + sequences * size, *products = carried_cell + sequences * size;
  const RecurrentStep step = recurrent_step_backward(&batch->place->recurrent, batch->parameters, sequences, products);
  memset(carried_output, 0, 2 * sequences * size * sizeof(float));
  for (size_t t = batch->frames; t-- > 0;) {
    const float *cache = batch->cache + t * sequences * CACHED * size;
    const float *first_cell = batch->first_state + sequences * size;
    float *step_sums = sums + t * sequences * 4 * size;
    step_backward(batch, dy + t * sequences * size, cache,
                  t ? cache - sequences * CACHED * size + CELL * size : first_cell, t ? CACHED * size : size, step_sums,
                  carried_output, carried_cell);
    memset(carried_output, 0, sequences * size * sizeof(float));
    if (t) recurrent_step_add_back(&step, step_sums, carried_output);
  }
  weight_gradients(batch, sums, gradient, dx, products);
}

static void sum_gradients(const LayerBatch *batch, const float *dy, const float **input, const float **recurrent) {
  (void)dy;
  *input = *recurrent = batch->scratch;
}

const LayerGradient lstm_gradient = {CACHED, 2, forward, backward, sum_gradients};
