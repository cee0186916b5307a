/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those above. */
#include <cmocka.h>

#include "naive_layers.h"
#include "random_values.h"
#include "small_network.h"
#include <float.h>
#include <math.h>

enum { INPUTS = 23, SIZE = 37, FRAMES = 20 };

static const int features[] = {INPUT_FEATURES};

/* A network of one layer, its weights, and what it remembers. */
typedef struct {
  NetworkDescription description;
  ModelFile *file;
  Network *network;
  NetworkState *state;
} Single;

static Single single_make(LayerType type, Activation activation, float magnitude, uint32_t rank,
                          const Kernels *kernels) {
  Single single = {.description = {.feature_count = INPUTS}};
  small_network_add(&single.description, "layer", type, SIZE, 1, features)->activation = activation;
  single.file = small_network_fill(&single.description, magnitude, rank, 7);
  assert_non_null(single.file);
  single.network = network_create(&single.description, single.file, kernels);
  assert_non_null(single.network);
  single.state = network_state_create(single.network);
  assert_non_null(single.state);
  return single;
}

static void single_free(Single *single) {
  network_state_free(single->state);
  network_free(single->network);
  model_file_free(single->file);
}

static void equals_naive_with(LayerType type, Activation activation, uint32_t rank, const Kernels *kernels) {
  Single single = single_make(type, activation, 2.0f, rank, kernels);
  const float *output = network_output(single.state, 0);
  double h[SIZE] = {0}, cell[SIZE] = {0}, x_exact[INPUTS];
  float x[INPUTS];
  uint64_t random = 11;
  for (int frame = 0; frame < FRAMES; frame++) {
    random_fill(&random, x, INPUTS, 2.0f);
    for (int i = 0; i < INPUTS; i++)
      x_exact[i] = (double)x[i];
    network_run(single.network, single.state, x);
    naive_layer(&single.description.layers[0], single.file, x_exact, h, cell);
    for (int i = 0; i < SIZE; i++)
      if (!(fabs((double)output[i] - h[i]) < 4e-6))
        fail_msg("%s, rank %u, frame %d, output %d: %.9g instead of %.9g", kernels->name, rank, frame, i,
                 (double)output[i], h[i]);
  }
  single_free(&single);
}

static void equals_naive(LayerType type, Activation activation) {
  for (size_t set = 0; kernels_at(set); set++) {
    equals_naive_with(type, activation, 0, kernels_at(set));
    equals_naive_with(type, activation, 5, kernels_at(set));
  }
}

static void linear_dense_layer_equals_its_formula(void **state) {
  (void)state;
  equals_naive(LAYER_DENSE, ACTIVATION_LINEAR);
}

static void tanh_dense_layer_equals_its_formula(void **state) {
  (void)state;
  equals_naive(LAYER_DENSE, ACTIVATION_TANH);
}

static void sigmoid_dense_layer_equals_its_formula(void **state) {
  (void)state;
  equals_naive(LAYER_DENSE, ACTIVATION_SIGMOID);
}

static void relu_dense_layer_equals_its_formula(void **state) {
  (void)state;
  equals_naive(LAYER_DENSE, ACTIVATION_RELU);
}

static void gru_equals_its_formula(void **state) {
  (void)state;
  equals_naive(LAYER_GRU, ACTIVATION_LINEAR);
}

static void lstm_equals_its_formula(void **state) {
  (void)state;
  equals_naive(LAYER_LSTM, ACTIVATION_LINEAR);
}

/* Weights that overflow in every sum; whatever comes out must be a number. */
static void stays_finite(LayerType type, Activation activation) {
  for (size_t set = 0; kernels_at(set); set++) {
    Single single = single_make(type, activation, FLT_MAX, 0, kernels_at(set));
    float x[INPUTS];
    uint64_t random = 12;
    for (int frame = 0; frame < FRAMES; frame++) {
      random_fill(&random, x, INPUTS, 1e6f);
      network_run(single.network, single.state, x);
      for (int i = 0; i < SIZE; i++)
        assert_true(isfinite(network_output(single.state, 0)[i]));
    }
    single_free(&single);
  }
}

static void dense_layers_stay_finite_with_overflowing_weights(void **state) {
  (void)state;
  stays_finite(LAYER_DENSE, ACTIVATION_LINEAR);
  stays_finite(LAYER_DENSE, ACTIVATION_TANH);
  stays_finite(LAYER_DENSE, ACTIVATION_SIGMOID);
  stays_finite(LAYER_DENSE, ACTIVATION_RELU);
}

static void gru_stays_finite_with_overflowing_weights(void **state) {
  (void)state;
  stays_finite(LAYER_GRU, ACTIVATION_LINEAR);
}

static void lstm_stays_finite_with_overflowing_weights(void **state) {
  (void)state;
  stays_finite(LAYER_LSTM, ACTIVATION_LINEAR);
}

/* Without weights a state halves in every frame; after 1000 frames it would be 2^-1000. */
static void dies_away_to_zero(LayerType type) {
  Single single = single_make(type, ACTIVATION_LINEAR, 1.0f, 0, kernels_find(NULL));
  float x[INPUTS];
  uint64_t random = 13;
  random_fill(&random, x, INPUTS, 1.0f);
  network_run(single.network, single.state, x);

  for (size_t i = 0; i < single.file->tensor_count; i++)
    for (size_t k = 0; k < (size_t)single.file->tensors[i].rows * single.file->tensors[i].columns; k++)
      single.file->tensors[i].values[k] = 0.0f;
  Network *empty = network_create(&single.description, single.file, kernels_find(NULL));
  assert_non_null(empty);
  const float *output = network_output(single.state, 0);
  assert_true(output[0] != 0.0f);
  for (int frame = 0; frame < 1000; frame++) {
    network_run(empty, single.state, x);
    for (int i = 0; i < SIZE; i++)
      assert_true(output[i] == 0.0f || isnormal(output[i]));
  }
  for (int i = 0; i < SIZE; i++)
    assert_true(output[i] == 0.0f);
  network_free(empty);
  single_free(&single);
}

static void gru_state_dies_away_to_zero_without_denormals(void **state) {
  (void)state;
  dies_away_to_zero(LAYER_GRU);
}

static void lstm_state_dies_away_to_zero_without_denormals(void **state) {
  (void)state;
  dies_away_to_zero(LAYER_LSTM);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(linear_dense_layer_equals_its_formula),
      cmocka_unit_test(tanh_dense_layer_equals_its_formula),
      cmocka_unit_test(sigmoid_dense_layer_equals_its_formula),
      cmocka_unit_test(relu_dense_layer_equals_its_formula),
      cmocka_unit_test(gru_equals_its_formula),
      cmocka_unit_test(lstm_equals_its_formula),
      cmocka_unit_test(dense_layers_stay_finite_with_overflowing_weights),
      cmocka_unit_test(gru_stays_finite_with_overflowing_weights),
      cmocka_unit_test(lstm_stays_finite_with_overflowing_weights),
      cmocka_unit_test(gru_state_dies_away_to_zero_without_denormals),
      cmocka_unit_test(lstm_state_dies_away_to_zero_without_denormals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
