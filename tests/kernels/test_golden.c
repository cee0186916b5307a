/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The layers against PyTorch's, from the file that make_golden.py writes: test_golden FILE
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those above. */
#include <cmocka.h>

#include "small_network.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TOLERANCE 1e-5

static const char *golden_path;

static const Tensor *find(const ModelFile *file, const char *name, const char *suffix) {
  char full[64];
  snprintf(full, sizeof full, "%s.%s", name, suffix);
  const Tensor *tensor = model_file_tensor(file, full);
  assert_non_null(tensor);
  return tensor;
}

static void compare(const ModelFile *file, const char *name, LayerType type, Activation activation,
                    const Kernels *kernels) {
  static const int features[] = {INPUT_FEATURES};
  const Tensor *x = find(file, name, "x"), *y = find(file, name, "y");
  NetworkDescription description = {.feature_count = x->columns};
  small_network_add(&description, name, type, y->columns, 1, features)->activation = activation;
  Network *network = network_create(&description, file, kernels);
  assert_non_null(network);
  NetworkState *state = network_state_create(network);
  assert_non_null(state);
  assert_int_equal(x->rows, 20);
  assert_int_equal(y->rows, 20);

  for (uint32_t frame = 0; frame < x->rows; frame++) {
    network_run(network, state, x->values + (size_t)frame * x->columns);
    const float *expected = y->values + (size_t)frame * y->columns, *output = network_output(state, 0);
    for (uint32_t i = 0; i < y->columns; i++)
      if (!(fabsf(output[i] - expected[i]) < TOLERANCE))
        fail_msg("%s, frame %u, output %u: %.9g instead of %.9g", kernels->name, frame, i, (double)output[i],
                 (double)expected[i]);
  }
  network_state_free(state);
  network_free(network);
}

static void equals_pytorch(const char *name, LayerType type, Activation activation) {
  ModelFile *file;
  char text[256];
  Message message = {text, sizeof text};
  if (model_file_read(golden_path, &file, &message) != QUELL_OK) fail_msg("%s", text);
  for (size_t set = 0; kernels_at(set); set++)
    compare(file, name, type, activation, kernels_at(set));
  model_file_free(file);
}

static void linear_layer_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("linear", LAYER_DENSE, ACTIVATION_LINEAR);
}

static void tanh_layer_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("tanh", LAYER_DENSE, ACTIVATION_TANH);
}

static void sigmoid_layer_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("sigmoid", LAYER_DENSE, ACTIVATION_SIGMOID);
}

static void relu_layer_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("relu", LAYER_DENSE, ACTIVATION_RELU);
}

static void gru_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("gru", LAYER_GRU, ACTIVATION_LINEAR);
}

static void lstm_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("lstm", LAYER_LSTM, ACTIVATION_LINEAR);
}

static void gru_of_factor_pairs_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("gru_factors", LAYER_GRU, ACTIVATION_LINEAR);
}

static void lstm_of_one_factor_pair_equals_pytorch(void **state) {
  (void)state;
  equals_pytorch("lstm_factors", LAYER_LSTM, ACTIVATION_LINEAR);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "test_golden FILE\n");
    return 2;
  }
  golden_path = argv[1];
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(linear_layer_equals_pytorch),
      cmocka_unit_test(tanh_layer_equals_pytorch),
      cmocka_unit_test(sigmoid_layer_equals_pytorch),
      cmocka_unit_test(relu_layer_equals_pytorch),
      cmocka_unit_test(gru_equals_pytorch),
      cmocka_unit_test(lstm_equals_pytorch),
      cmocka_unit_test(gru_of_factor_pairs_equals_pytorch),
      cmocka_unit_test(lstm_of_one_factor_pair_equals_pytorch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
