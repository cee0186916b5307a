/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The second stage that is shared over bands and bins: a network that gets one begins as the network that it was.
 */
#include "offline/data/random_generator.h"
#include "offline/train/factored_start.h"
#include "offline/train/network_plan.h"
#include "offline/train/parameters.h"

#include "network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FRAMES 20

typedef struct {
  NetworkDescription before, after;
  ModelFile *start, *staged;
} Pair;

static void plan_network(NetworkDescription *description) {
  NetworkPlan plan;
  network_plan_defaults(&plan);
  plan.linear_bands = 7;
  plan.erb_bands = 6;
  plan.filter_bins = 9;
  plan.input_size = plan.recurrent_size = 21;
  assert_true(network_plan_describe(&plan, description));
}

/* Weights far from the first guess, so that no output is constant. */
static void shake(ModelFile *file) {
  RandomGenerator random;
  random_start(&random, 4, 0);
  for (size_t i = 0; i < file->tensor_count; i++)
    for (size_t k = 0; k < (size_t)file->tensors[i].rows * file->tensors[i].columns; k++)
      file->tensors[i].values[k] += (float)random_normal(&random, 0, 0.2);
}

/* `rank` 0: dense matrices. */
static void open_pair(Pair *pair, uint32_t rank) {
  SharedStagePlan plan;
  shared_stage_defaults(&plan);
  plan.units = 5;
  plan_network(&pair->before);
  pair->start = factored_start(&pair->before, NULL, 8, rank ? rank : 1);
  if (!rank) {
    ParameterLayout layout;
    assert_true(parameter_layout_init(&layout, &pair->before, NULL));
    float *parameters = calloc(layout.count, sizeof *parameters);
    parameters_initialise(&layout, 8, parameters);
    model_file_free(pair->start);
    pair->start = model_file_new();
    assert_true(parameters_store(&layout, pair->start, "", parameters));
    free(parameters);
    parameter_layout_clear(&layout);
  }
  shake(pair->start);
  pair->after = pair->before;
  assert_true(shared_stage_describe(&plan, &pair->after));
  pair->staged = shared_stage_start(&pair->after, pair->start, 8);
  assert_non_null(pair->staged);
  assert_int_equal(network_description_check(&pair->after, pair->staged, &(Message){0}), QUELL_OK);
}

static void close_pair(Pair *pair) {
  model_file_free(pair->start);
  model_file_free(pair->staged);
}

typedef struct {
  Network *network;
  NetworkState *state;
} Runner;

static Runner open_runner(const NetworkDescription *description, const ModelFile *file) {
  Runner runner = {.network = network_create(description, file, kernels_find("plain"))};
  assert_non_null(runner.network);
  runner.state = network_state_create(runner.network);
  assert_non_null(runner.state);
  return runner;
}

static void close_runner(Runner *runner) {
  network_state_free(runner->state);
  network_free(runner->network);
}

static void assert_same_filter(const Pair *pair, const float *before, const float *after) {
  const FilterShape was = network_filter_shape(&pair->before), is = network_filter_shape(&pair->after);
  assert_true(!was.bin_by_bin && is.bin_by_bin);
  for (uint32_t tap = 0; tap < was.taps; tap++)
    for (uint32_t bin = 1; bin <= was.bins; bin++)
      for (int part = 0; part < 2; part++)
        assert_float_equal(before[filter_coefficient(&was, tap, bin) + (size_t)part],
                           after[filter_coefficient(&is, tap, bin) + (size_t)part], 1e-6);
}

static void begins_as_it_was(uint32_t rank) {
  Pair pair;
  open_pair(&pair, rank);
  Runner before = open_runner(&pair.before, pair.start), after = open_runner(&pair.after, pair.staged);
  RandomGenerator random;
  random_start(&random, 9, 0);
  float *features = calloc(pair.before.feature_count, sizeof *features);
  for (int frame = 0; frame < FRAMES; frame++) {
    for (uint32_t i = 0; i < pair.before.feature_count; i++)
      features[i] = (float)random_normal(&random, 0, 1);
    network_run(before.network, before.state, features);
    network_run(after.network, after.state, features);
    for (uint32_t band = 0; band < pair.before.band_count; band++)
      assert_float_equal(network_output(before.state, pair.before.gains)[band],
                         network_output(after.state, pair.after.gains)[band], 1e-6);
    assert_same_filter(&pair, network_output(before.state, pair.before.filter),
                       network_output(after.state, pair.after.filter));
    assert_float_equal(network_output(before.state, pair.before.voice)[0],
                       network_output(after.state, pair.after.voice)[0], 1e-6);
  }
  free(features);
  close_runner(&before);
  close_runner(&after);
  close_pair(&pair);
}

static void a_network_begins_with_its_second_stage_as_it_was_without(void **state) {
  (void)state;
  begins_as_it_was(0);
}

static void a_network_of_factor_pairs_begins_so_too(void **state) {
  (void)state;
  begins_as_it_was(3);
}

static void hints_are_factored_where_the_heads_are(void **state) {
  (void)state;
  Pair pair;
  open_pair(&pair, 3);
  const Tensor *left = model_file_tensor(pair.staged, "band_hints.weight.left");
  assert_non_null(left);
  assert_int_equal(left->columns, 3);
  close_pair(&pair);
}

static void the_weights_of_the_shared_layers_do_not_depend_on_the_number_of_bands(void **state) {
  (void)state;
  Pair pair;
  open_pair(&pair, 0);
  const Tensor *weight = model_file_tensor(pair.staged, "band_gru.weight_ih_l0");
  assert_int_equal(weight->rows, 3 * 5);
  assert_int_equal(weight->columns, 5 * (2 + 1 + 2)); /* five bands: features, proposal, hints */
  close_pair(&pair);
}

static void a_network_gets_no_second_stage_twice(void **state) {
  (void)state;
  Pair pair;
  open_pair(&pair, 0);
  SharedStagePlan plan;
  shared_stage_defaults(&plan);
  plan.units = 5;
  assert_false(shared_stage_describe(&plan, &pair.after));
  close_pair(&pair);
}

static void a_network_with_a_name_of_the_stage_gets_none(void **state) {
  (void)state;
  NetworkDescription description;
  SharedStagePlan plan;
  shared_stage_defaults(&plan);
  plan.units = 5;
  plan_network(&description);
  strcpy(description.layers[0].name, "band_gru");
  assert_false(shared_stage_describe(&plan, &description));
}

static void a_network_whose_gains_are_read_by_a_layer_gets_none(void **state) {
  (void)state;
  NetworkDescription description;
  SharedStagePlan plan;
  shared_stage_defaults(&plan);
  plan.units = 5;
  plan_network(&description);
  description.layers[description.voice].inputs[0] = description.gains;
  assert_false(shared_stage_describe(&plan, &description));
}

static void a_network_without_filter_gets_a_stage_for_its_bands(void **state) {
  (void)state;
  NetworkDescription description;
  NetworkPlan plan;
  network_plan_defaults(&plan);
  plan.filter_bins = 0;
  plan.shared.units = 4;
  assert_true(network_plan_describe(&plan, &description));
  assert_int_equal(description.layers[description.gains].over, OVER_BANDS);
  assert_int_equal(network_description_find(&description, "bin_gru"), -2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_network_begins_with_its_second_stage_as_it_was_without),
      cmocka_unit_test(a_network_of_factor_pairs_begins_so_too),
      cmocka_unit_test(hints_are_factored_where_the_heads_are),
      cmocka_unit_test(the_weights_of_the_shared_layers_do_not_depend_on_the_number_of_bands),
      cmocka_unit_test(a_network_gets_no_second_stage_twice),
      cmocka_unit_test(a_network_with_a_name_of_the_stage_gets_none),
      cmocka_unit_test(a_network_whose_gains_are_read_by_a_layer_gets_none),
      cmocka_unit_test(a_network_without_filter_gets_a_stage_for_its_bands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
