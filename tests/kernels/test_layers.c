/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those above. */
#include <cmocka.h>

#include "engine/layers/layer.h"
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

static void add_diagonal(ModelFile *file, uint32_t rows) {
  uint64_t random = 8;
  Tensor *diagonal = model_file_add(file, "layer.weight_hh_l0.diagonal", rows, 1, 1);
  assert_non_null(diagonal);
  random_fill(&random, diagonal->values, rows, 1.0f);
}

static Single single_make(LayerType type, Activation activation, float magnitude, uint32_t rank,
                          const Kernels *kernels) {
  Single single = {.description = {.feature_count = INPUTS}};
  small_network_add(&single.description, "layer", type, SIZE, 1, features)->activation = activation;
  single.file = small_network_fill(&single.description, magnitude, rank, 7);
  assert_non_null(single.file);
  if (rank && type != LAYER_DENSE) add_diagonal(single.file, layer_gates(type) * SIZE);
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

/* A layer alone whose weights and biases are zero, so that all its gates are half open. */
typedef struct {
  ModelFile *file;
  AlignedBlock block;
  Layer layer;
  float h[SIZE], cell[SIZE], scratch[2 * 4 * SIZE];
} Empty;

static void empty_pack(Empty *empty, const NetworkDescription *description) {
  empty->block.used = 0;
  const WeightSource source = {empty->file, NULL};
  layer_pack(&empty->layer, description, 0, &source, &empty->block);
}

static void empty_make(Empty *empty, LayerType type) {
  NetworkDescription description = {.feature_count = INPUTS};
  small_network_add(&description, "layer", type, SIZE, 1, features);
  *empty = (Empty){.file = small_network_fill(&description, 0.0f, 0, 1)};
  assert_non_null(empty->file);
  empty_pack(empty, &description);
  assert_true(aligned_block_allocate(&empty->block));
  empty_pack(empty, &description);
}

static void empty_run(Empty *empty) {
  const float x[INPUTS] = {0};
  LayerState state = {empty->h, empty->h, empty->cell};
  layer_run(&empty->layer, kernels_find(NULL), x, &state, empty->scratch);
}

static void empty_free(Empty *empty) {
  aligned_block_free(&empty->block);
  model_file_free(empty->file);
}

/* A state halves in every frame; left alone it would spend 23 frames below the normal range of float. */
static void dies_away_to_zero(LayerType type) {
  Empty empty;
  empty_make(&empty, type);
  for (int i = 0; i < SIZE; i++)
    empty.h[i] = empty.cell[i] = i % 2 ? 1.0f : -1.0f;
  for (int frame = 0; frame < 200; frame++) {
    empty_run(&empty);
    for (int i = 0; i < SIZE; i++) {
      assert_true(empty.h[i] == 0.0f || isnormal(empty.h[i]));
      assert_true(type != LAYER_LSTM || empty.cell[i] == 0.0f || isnormal(empty.cell[i]));
    }
    assert_true(frame > 50 || empty.h[0] != 0.0f);
  }
  for (int i = 0; i < SIZE; i++)
    assert_true(empty.h[i] == 0.0f);
  empty_free(&empty);
}

static void gru_state_dies_away_to_zero_without_denormals(void **state) {
  (void)state;
  dies_away_to_zero(LAYER_GRU);
}

static void lstm_state_dies_away_to_zero_without_denormals(void **state) {
  (void)state;
  dies_away_to_zero(LAYER_LSTM);
}

static void closed_output_gate_of_lstm_gives_zero_not_a_denormal(void **state) {
  (void)state;
  Empty empty;
  empty_make(&empty, LAYER_LSTM);
  float *output_bias = empty.block.floats + 3 * SIZE; /* the biases come first */
  for (int i = 0; i < SIZE; i++) {
    output_bias[i] = -1000.0f;
    empty.cell[i] = 0.5f;
  }
  empty_run(&empty);
  for (int i = 0; i < SIZE; i++)
    assert_true(empty.h[i] == 0.0f && empty.cell[i] == 0.25f);
  empty_free(&empty);
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
      cmocka_unit_test(closed_output_gate_of_lstm_gives_zero_not_a_denormal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
