/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is trained must be what runs: the trainer's pass over a batch gives every layer the outputs that the engine
 * gives it frame by frame.
 */
#include "network.h"
#include "offline/data/random_generator.h"
#include "offline/train/batch_network.h"
#include "offline/train/network_plan.h"
#include "tests/small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FRAMES 200
#define PIECE 40 /* frames of one pass of the trainer; the state is carried from piece to piece */
#define SEQUENCES 3
#define TOLERANCE 1e-5

typedef struct {
  NetworkDescription description;
  ModelFile *file;
  ParameterLayout layout;
  float *parameters, *features; /* features: [SEQUENCES][FRAMES][feature_count] */
} Case;

static void open_case(Case *test, ModelFile *file, const NetworkDescription *description) {
  test->file = file;
  test->description = *description;
  assert_true(parameter_layout_init(&test->layout, description, file));
  test->parameters = calloc(test->layout.count, sizeof(float));
  assert_true(parameters_load(&test->layout, file, "", test->parameters));
  const size_t count = (size_t)SEQUENCES * FRAMES * description->feature_count;
  test->features = calloc(count, sizeof(float));
  RandomGenerator random;
  random_start(&random, 9, 0);
  for (size_t i = 0; i < count; i++)
    test->features[i] = (float)random_normal(&random, 0, 1);
}

static void close_case(Case *test) {
  parameter_layout_clear(&test->layout);
  model_file_free(test->file);
  free(test->parameters);
  free(test->features);
}

/* Returns the largest difference of any layer's output in one piece. */
static double compare_piece(const Case *test, const BatchNetwork *batch, const Network *network,
                            NetworkState *const *states, size_t start) {
  const uint32_t feature_count = test->description.feature_count;
  double largest = 0;
  for (size_t t = 0; t < PIECE; t++)
    for (size_t n = 0; n < SEQUENCES; n++) {
      network_run(network, states[n], test->features + (n * FRAMES + start + t) * feature_count);
      for (uint32_t layer = 0; layer < test->description.layer_count; layer++) {
        const uint32_t size = layer_outputs(&test->description, (int)layer);
        const float *expected = network_output(states[n], (int)layer);
        const float *found = batch_network_output(batch, (int)layer) + (t * SEQUENCES + n) * size;
        for (uint32_t i = 0; i < size; i++)
          largest = fmax(largest, fabs((double)expected[i] - found[i]));
      }
    }
  return largest;
}

static double largest_difference(const Case *test, const Kernels *kernels) {
  const uint32_t feature_count = test->description.feature_count;
  BatchNetwork *batch = batch_network_create(&test->layout, PIECE, SEQUENCES, kernels);
  Network *network = network_create(&test->description, test->file, kernels);
  NetworkState *states[SEQUENCES];
  float *batch_states[SEQUENCES];
  for (size_t n = 0; n < SEQUENCES; n++) {
    states[n] = network_state_create(network);
    batch_states[n] = calloc(batch_network_state_size(&test->layout) + 1, sizeof(float));
  }
  double largest = 0;
  for (size_t start = 0; start < FRAMES; start += PIECE) {
    for (size_t t = 0; t < PIECE; t++)
      for (size_t n = 0; n < SEQUENCES; n++)
        memcpy(batch_network_features(batch) + (t * SEQUENCES + n) * feature_count,
               test->features + (n * FRAMES + start + t) * feature_count, feature_count * sizeof(float));
    batch_network_forward(batch, test->parameters, PIECE, batch_states);
    largest = fmax(largest, compare_piece(test, batch, network, states, start));
  }
  for (size_t n = 0; n < SEQUENCES; n++) {
    network_state_free(states[n]);
    free(batch_states[n]);
  }
  network_free(network);
  batch_network_free(batch);
  return largest;
}

static void compare_with_every_kernel_set(Case *test, const char *what) {
  const Kernels *kernels;
  for (size_t i = 0; (kernels = kernels_at(i)); i++) {
    const double largest = largest_difference(test, kernels);
    if (!(largest <= TOLERANCE)) fail_msg("%s with kernels '%s': outputs differ by %g", what, kernels->name, largest);
  }
  close_case(test);
}

/* Small models have every type of layer, each with dense matrices and with factor pairs, and layers with several
 * inputs. */
static void small_networks_of_every_kind_equal_the_engine(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    static NetworkDescription description;
    ModelFile *file = small_model_make(kind);
    assert_non_null(file);
    assert_int_equal(network_description_parse(model_file_text(file, "network"), &description, &(Message){0}),
                     QUELL_OK);
    Case test;
    open_case(&test, file, &description);
    compare_with_every_kernel_set(&test, "a small network");
  }
}

static void compare_planned_network(LayerType type, uint32_t size, uint32_t shared_units) {
  static NetworkDescription description;
  NetworkPlan plan;
  network_plan_defaults(&plan);
  plan.recurrent_type = type;
  plan.recurrent_size = plan.input_size = size;
  plan.shared.units = shared_units;
  assert_true(network_plan_describe(&plan, &description));
  ParameterLayout layout;
  assert_true(parameter_layout_init(&layout, &description, NULL));
  float *parameters = calloc(layout.count, sizeof(float));
  parameters_initialise(&layout, 3, parameters);
  ModelFile *file = model_file_new();
  assert_true(parameters_store(&layout, file, "", parameters));
  free(parameters);
  parameter_layout_clear(&layout);
  Case test;
  open_case(&test, file, &description);
  compare_with_every_kernel_set(&test, "the default network");
}

static void the_default_network_with_its_first_weights_equals_the_engine(void **state) {
  (void)state;
  compare_planned_network(LAYER_GRU, 256, 0);
}

static void the_default_network_of_lstm_layers_equals_the_engine(void **state) {
  (void)state;
  compare_planned_network(LAYER_LSTM, 99, 0);
}

static void a_network_with_a_shared_stage_equals_the_engine(void **state) {
  (void)state;
  compare_planned_network(LAYER_GRU, 48, 16);
}

/* The comparison must see a difference that is there. */
static void a_changed_weight_is_noticed(void **state) {
  (void)state;
  static NetworkDescription description;
  ModelFile *file = small_model_make(1);
  assert_int_equal(network_description_parse(model_file_text(file, "network"), &description, &(Message){0}), QUELL_OK);
  Case test;
  open_case(&test, file, &description);
  test.parameters[test.layout.layers[1].recurrent_bias + 2 * description.layers[1].size] += 0.01f;
  assert_true(largest_difference(&test, kernels_find("plain")) > 10 * TOLERANCE);
  close_case(&test);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_networks_of_every_kind_equal_the_engine),
      cmocka_unit_test(the_default_network_with_its_first_weights_equals_the_engine),
      cmocka_unit_test(the_default_network_of_lstm_layers_equals_the_engine),
      cmocka_unit_test(a_network_with_a_shared_stage_equals_the_engine),
      cmocka_unit_test(a_changed_weight_is_noticed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
