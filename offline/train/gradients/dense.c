/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "../batch_matrix.h"
#include "layer_gradient.h"

static void forward(const LayerBatch *batch) {
  const size_t count = batch->frames * batch->sequences, size = batch->layer->size;
  bias_forward(batch->parameters + batch->place->input_bias, count, size, batch->y);
  matrix_forward(&batch->place->input, batch->parameters, batch->x, count, 1, batch->y, batch->scratch);
  switch (batch->layer->activation) {
  case ACTIVATION_LINEAR:
    break;
  case ACTIVATION_TANH:
    batch->kernels->tanh(batch->y, count * size);
    break;
  case ACTIVATION_SIGMOID:
    batch->kernels->sigmoid(batch->y, count * size);
    break;
  case ACTIVATION_RELU:
    for (size_t i = 0; i < count * size; i++)
      batch->y[i] = batch->y[i] > 0 ? batch->y[i] : 0;
    break;
  }
}

/* The derivative of each activation follows from its value. */
static void through_activation(const LayerBatch *batch, float *dy) {
  const size_t total = batch->frames * batch->sequences * batch->layer->size;
  const float *y = batch->y;
  switch (batch->layer->activation) {
  case ACTIVATION_LINEAR:
    break;
  case ACTIVATION_TANH:
    for (size_t i = 0; i < total; i++)
      dy[i] *= 1 - y[i] * y[i];
    break;
  case ACTIVATION_SIGMOID:
    for (size_t i = 0; i < total; i++)
      dy[i] *= y[i] * (1 - y[i]);
    break;
  case ACTIVATION_RELU:
    for (size_t i = 0; i < total; i++)
      dy[i] = y[i] > 0 ? dy[i] : 0;
    break;
  }
}

static void backward(const LayerBatch *batch, float *dy, float *dx, float *gradient) {
  const size_t count = batch->frames * batch->sequences;
  through_activation(batch, dy);
  matrix_backward(&batch->place->input, batch->parameters, dy, batch->x, count, gradient, dx, batch->scratch);
  bias_backward(dy, count, batch->layer->size, gradient + batch->place->input_bias);
}

static void sum_gradients(const LayerBatch *batch, const float *dy, const float **input, const float **recurrent) {
  (void)batch;
  *input = dy;
  *recurrent = NULL;
}

const LayerGradient dense_gradient = {0, 0, forward, backward, sum_gradients};
