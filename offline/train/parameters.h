/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Where each tensor of a network lies in one flat array of parameters; gradients and optimiser state have the same
 * shape. */
#ifndef QUELL_PARAMETERS_H
#define QUELL_PARAMETERS_H

#include "network_description.h"

/* A weight matrix, rows x columns, row-major: dense, or left (rows x rank) times right (rank x columns). That of a
 * recurrent layer, whose gates are blocks of columns x columns, may have a diagonal for each block beside its factors:
 * element (g * columns + i, i) is larger by diagonal[g * columns + i]. */
typedef struct {
  uint32_t rows, columns, rank; /* rank 0: dense */
  size_t weight;                /* dense: index of the first value */
  size_t left, right;           /* factors: likewise */
  int has_diagonal;
  size_t diagonal; /* [rows] */
} MatrixPlace;

/* How a matrix is stored: rank 0 for dense. */
typedef struct {
  uint32_t rank;
  int has_diagonal;
} MatrixForm;

typedef struct {
  MatrixPlace input, recurrent; /* recurrent: rows 0 when the layer has none */
  size_t input_bias, recurrent_bias;
} LayerPlace;

typedef struct {
  char name[160];
  uint32_t rows, columns;
  int dimensions;
  int is_factor; /* half of a pair */
  size_t offset;
} TensorPlace;

typedef struct {
  NetworkDescription description;
  LayerPlace layers[LAYERS_MAX];
  TensorPlace *tensors; /* sorted as the description goes */
  size_t tensor_count;
  size_t count; /* all parameters */
} ParameterLayout;

/* `file` tells which matrices are factor pairs; NULL: all dense. Returns 0 without memory. */
int parameter_layout_init(ParameterLayout *layout, const NetworkDescription *description, const ModelFile *file);
/* The same, with a function that tells it for the matrix of that name. */
int parameter_layout_init_forms(ParameterLayout *layout, const NetworkDescription *description,
                                MatrixForm (*form)(const void *context, const char *matrix), const void *context);
/* Form of the matrix of that name; {0} when the layout has none. */
MatrixForm parameter_layout_form(const ParameterLayout *layout, const char *matrix);
void parameter_layout_clear(ParameterLayout *layout);

/* Copies between the flat array and tensors named PREFIX + tensor name. Loading returns 0 when a tensor is missing or
 * has another shape; storing returns 0 without memory. */
int parameters_load(const ParameterLayout *layout, const ModelFile *file, const char *prefix, float *parameters);
int parameters_store(const ParameterLayout *layout, ModelFile *file, const char *prefix, const float *parameters);

/* Between a network and the same with some ranks lowered: the first columns of a left factor and the first rows of a
 * right one make the smaller pair. parameters_lower() copies what the smaller one has; parameters_raise_add() adds to
 * the same places of the larger. */
void parameters_lower(const ParameterLayout *whole, const float *parameters, const ParameterLayout *lower, float *into);
void parameters_raise_add(const ParameterLayout *lower, const float *values, const ParameterLayout *whole, float *into);

/* A first guess: uniform with variance 1 / inputs, orthogonal blocks for recurrent matrices, update gates that start by
 * keeping most of the state, gains that start open, filters that start without effect. */
void parameters_initialise(const ParameterLayout *layout, uint64_t seed, float *parameters);

#endif
