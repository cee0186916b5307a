/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/data/random_generator.h"
#include "parameters.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

static float normal(RandomGenerator *random) {
  return (float)random_normal(random, 0, 1);
}

static void uniform_block(RandomGenerator *random, float *values, size_t count, float bound) {
  for (size_t i = 0; i < count; i++)
    values[i] = bound * (float)random_between(random, -1, 1);
}

/* Rows of a square block made orthonormal by Gram and Schmidt: a recurrent step then keeps the length of its state. */
static void orthogonal_block(RandomGenerator *random, float *block, uint32_t size) {
  for (uint32_t row = 0; row < size; row++) {
    float *values = block + (size_t)row * size;
    for (uint32_t i = 0; i < size; i++)
      values[i] = normal(random);
    for (int pass = 0; pass < 2; pass++) {
      for (uint32_t other = 0; other < row; other++) {
        const float *earlier = block + (size_t)other * size;
        cblas_saxpy((int)size, -cblas_sdot((int)size, values, 1, earlier, 1), earlier, 1, values, 1);
      }
      cblas_sscal((int)size, 1 / cblas_snrm2((int)size, values, 1), values, 1);
    }
  }
}

static void fill_matrix(RandomGenerator *random, const MatrixPlace *place, float *parameters) {
  if (!place->rank) {
    uniform_block(random, parameters + place->weight, (size_t)place->rows * place->columns,
                  sqrtf(3.0f / (float)place->columns));
    return;
  }
  uniform_block(random, parameters + place->left, (size_t)place->rows * place->rank, sqrtf(3.0f / (float)place->rank));
  uniform_block(random, parameters + place->right, (size_t)place->rank * place->columns,
                sqrtf(3.0f / (float)place->columns));
}

static void fill_bias(float *values, size_t count, float value) {
  for (size_t i = 0; i < count; i++)
    values[i] = value;
}

static void fill_recurrent(RandomGenerator *random, const LayerDescription *layer, const LayerPlace *place,
                           float *parameters) {
  const uint32_t size = layer->size;
  fill_matrix(random, &place->recurrent, parameters);
  for (uint32_t gate = 0; !place->recurrent.rank && gate < layer_gates(layer->type); gate++)
    orthogonal_block(random, parameters + place->recurrent.weight + (size_t)gate * size * size, size);
  /* The gate that keeps the state is the second in both layers: z of a GRU, f of an LSTM. */
  fill_bias(parameters + place->input_bias + size, size, 1.0f);
}

/* An output that corrects a proposal, its first input, starts by passing it on. */
static void fill_correction(const LayerDescription *layer, const MatrixPlace *place, float *parameters) {
  if (place->rank) return;
  float *weight = parameters + place->weight;
  const size_t stride = layer->input_size / (2 * layer->reach + 1);
  memset(weight, 0, (size_t)place->rows * place->columns * sizeof *weight);
  for (size_t i = 0; i < layer->size; i++)
    weight[i * place->columns + layer->reach * stride + i] = 1;
}

/* The layer whose weights decide what an output is at first. */
static int first_guess_of(const NetworkDescription *description, int output) {
  if (output < 0 || description->layers[output].over == OVER_NOTHING) return output;
  return description->layers[output].inputs[0];
}

void parameters_initialise(const ParameterLayout *layout, uint64_t seed, float *parameters) {
  const NetworkDescription *description = &layout->description;
  const int gains = first_guess_of(description, description->gains),
            filter = first_guess_of(description, description->filter);
  memset(parameters, 0, layout->count * sizeof *parameters);
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const LayerPlace *place = &layout->layers[i];
    RandomGenerator random;
    random_start(&random, seed, i);
    fill_matrix(&random, &place->input, parameters);
    if (place->recurrent.rows) fill_recurrent(&random, &description->layers[i], place, parameters);
    const int small = (int)i == filter || (int)i == gains || (int)i == description->voice;
    if (small && !place->input.rank)
      cblas_sscal((int)(place->input.rows * place->input.columns), 0.1f, parameters + place->input.weight, 1);
    if ((int)i == gains) fill_bias(parameters + place->input_bias, description->layers[i].size, 1.5f);
    if (((int)i == description->gains && (int)i != gains) || ((int)i == description->filter && (int)i != filter))
      fill_correction(&description->layers[i], &place->input, parameters);
  }
}
