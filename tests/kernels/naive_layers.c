/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "naive_layers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Tensor *find(const LayerDescription *layer, const char *suffix, const char *side, const ModelFile *file) {
  char name[128];
  snprintf(name, sizeof name, "%s.%s%s", layer->name, suffix, side);
  return model_file_tensor(file, name);
}

double naive_weight(const LayerDescription *layer, const char *suffix, const ModelFile *file, uint32_t row,
                    uint32_t column) {
  const Tensor *dense = find(layer, suffix, "", file);
  if (dense) return (double)dense->values[(size_t)row * dense->columns + column];
  const Tensor *left = find(layer, suffix, ".left", file), *right = find(layer, suffix, ".right", file);
  const Tensor *diagonal = find(layer, suffix, ".diagonal", file);
  double sum = diagonal && row % right->columns == column ? (double)diagonal->values[row] : 0.0;
  for (uint32_t k = 0; k < left->columns; k++)
    sum += (double)left->values[(size_t)row * left->columns + k] *
           (double)right->values[(size_t)k * right->columns + column];
  return sum;
}

/* Row `row` of W v + b. */
static double line(const LayerDescription *layer, const char *weight, const char *bias, const ModelFile *file,
                   uint32_t row, const double *v, uint32_t columns) {
  double sum = (double)find(layer, bias, "", file)->values[row];
  for (uint32_t column = 0; column < columns; column++)
    sum += naive_weight(layer, weight, file, row, column) * v[column];
  return sum;
}

static double sigmoid(double x) {
  return 1.0 / (1.0 + exp(-x));
}

static double activation(Activation type, double x) {
  switch (type) {
  case ACTIVATION_TANH:
    return tanh(x);
  case ACTIVATION_SIGMOID:
    return sigmoid(x);
  case ACTIVATION_RELU:
    return x > 0.0 ? x : 0.0;
  case ACTIVATION_LINEAR:
    break;
  }
  return x;
}

/* The part of gate `gate` that comes from the input, and from the last output. */
static double from_input(const LayerDescription *layer, const ModelFile *file, uint32_t gate, uint32_t i,
                         const double *x) {
  return line(layer, "weight_ih_l0", "bias_ih_l0", file, gate * layer->size + i, x, layer->input_size);
}

static double from_output(const LayerDescription *layer, const ModelFile *file, uint32_t gate, uint32_t i,
                          const double *h) {
  return line(layer, "weight_hh_l0", "bias_hh_l0", file, gate * layer->size + i, h, layer->size);
}

static double both(const LayerDescription *layer, const ModelFile *file, uint32_t gate, uint32_t i, const double *x,
                   const double *h) {
  return from_input(layer, file, gate, i, x) + from_output(layer, file, gate, i, h);
}

static double gru_unit(const LayerDescription *layer, const ModelFile *file, uint32_t i, const double *x,
                       const double *h) {
  double r = sigmoid(both(layer, file, 0, i, x, h)), z = sigmoid(both(layer, file, 1, i, x, h));
  double n = tanh(from_input(layer, file, 2, i, x) + r * from_output(layer, file, 2, i, h));
  return (1.0 - z) * n + z * h[i];
}

static double lstm_unit(const LayerDescription *layer, const ModelFile *file, uint32_t i, const double *x,
                        const double *h, double *cell) {
  double input = sigmoid(both(layer, file, 0, i, x, h)), forget = sigmoid(both(layer, file, 1, i, x, h));
  double g = tanh(both(layer, file, 2, i, x, h)), output = sigmoid(both(layer, file, 3, i, x, h));
  *cell = forget * *cell + input * g;
  return output * tanh(*cell);
}

void naive_layer(const LayerDescription *layer, const ModelFile *file, const double *x, double *h, double *cell) {
  double *next = calloc(layer->size, sizeof *next);
  if (!next) abort();
  for (uint32_t i = 0; i < layer->size; i++) {
    if (layer->type == LAYER_DENSE)
      next[i] = activation(layer->activation, line(layer, "weight", "bias", file, i, x, layer->input_size));
    if (layer->type == LAYER_GRU) next[i] = gru_unit(layer, file, i, x, h);
    if (layer->type == LAYER_LSTM) next[i] = lstm_unit(layer, file, i, x, h, &cell[i]);
  }
  memcpy(h, next, layer->size * sizeof *next);
  free(next);
}
