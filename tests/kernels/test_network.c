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
#include <math.h>
#include <string.h>

/* The linker puts these before the C library's (meson.build), so that an allocation can be made to fail. */
void *__real_calloc(size_t count, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

static int allocations_until_failure = -1; /* negative: none fails */

static int allocation_fails(void) {
  return allocations_until_failure >= 0 && allocations_until_failure-- == 0;
}

void *__wrap_calloc(size_t count, size_t size) {
  return allocation_fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return allocation_fails() ? NULL : __real_aligned_alloc(alignment, size);
}

enum { BANDS = 9, BINS = 6, FEATURES = 2 * BANDS + 2 * BINS, FRAMES = 12, LAYERS = 9, LARGEST = 200 };
enum { FIRST, SECOND, GAINS, VOICE, MIXED, HINTS, BAND_GRU, BIN_LSTM, SHARED_DENSE };

static void share(NetworkDescription *description, LayerDescription *layer, LayerAxis axis, uint32_t reach) {
  layer->over = axis;
  layer->reach = reach;
  layer->input_size = layer_input_size(description, layer);
}

/* Layers of all types; one reads three inputs, of which none is its neighbour in memory; the last three are shared. */
static NetworkDescription describe(void) {
  static const int features[] = {INPUT_FEATURES}, first[] = {FIRST}, both[] = {SECOND, FIRST}, second[] = {SECOND};
  static const int mixed[] = {GAINS, INPUT_FEATURES, FIRST}, hints[] = {INPUT_FEATURES, HINTS, MIXED};
  static const int bands[] = {HINTS, BAND_GRU};
  NetworkDescription description = {.band_count = BANDS,
                                    .filter_bins = BINS,
                                    .feature_count = FEATURES,
                                    .gains = GAINS,
                                    .filter = -1,
                                    .voice = VOICE};
  small_network_add(&description, "first", LAYER_GRU, 64, 1, features);
  small_network_add(&description, "second", LAYER_LSTM, 33, 1, first);
  small_network_add(&description, "gains", LAYER_DENSE, 21, 2, both)->activation = ACTIVATION_SIGMOID;
  small_network_add(&description, "voice", LAYER_DENSE, 1, 1, second)->activation = ACTIVATION_SIGMOID;
  small_network_add(&description, "mixed", LAYER_GRU, 18, 3, mixed);
  small_network_add(&description, "hints", LAYER_DENSE, 3 * BANDS, 2, both);
  share(&description, small_network_add(&description, "band_gru", LAYER_GRU, 8, 3, hints), OVER_BANDS, 2);
  share(&description, small_network_add(&description, "bin_lstm", LAYER_LSTM, 9, 1, features), OVER_BINS, 1);
  share(&description, small_network_add(&description, "shared", LAYER_DENSE, 7, 2, bands), OVER_BANDS, 0);
  return description;
}

typedef struct {
  NetworkDescription description;
  ModelFile *file;
  Network *network;
} Fixture;

static Fixture make(uint32_t rank) {
  Fixture fixture = {.description = describe()};
  fixture.file = small_network_fill(&fixture.description, 2.0f, rank, 21);
  assert_non_null(fixture.file);
  fixture.network = network_create(&fixture.description, fixture.file, kernels_find(NULL));
  assert_non_null(fixture.network);
  return fixture;
}

static void fixture_free(Fixture *fixture) {
  network_free(fixture->network);
  model_file_free(fixture->file);
}

static NetworkState *new_state(const Fixture *fixture) {
  NetworkState *state = network_state_create(fixture->network);
  assert_non_null(state);
  return state;
}

static void random_features(uint64_t *random, float *features) {
  random_fill(random, features, FEATURES, 2.0f);
}

/* Value `channel` that input `from` has at a position of a shared layer; zero beyond the ends. */
static double value_at(const Fixture *fixture, const float *features, double (*h)[LARGEST], LayerAxis axis, int from,
                       int position, uint32_t channel) {
  const int positions = axis == OVER_BANDS ? BANDS : BINS;
  if (position < 0 || position >= positions) return 0;
  if (from == INPUT_FEATURES)
    return (double)(axis == OVER_BANDS ? features[channel * BANDS + (uint32_t)position]
                                       : features[2 * BANDS + 2 * position + (int)channel]);
  const LayerDescription *source = &fixture->description.layers[from];
  const uint32_t channels = source->over == axis ? source->size : source->size / (uint32_t)positions;
  return h[from][(uint32_t)position * channels + channel];
}

static uint32_t channels_of(const Fixture *fixture, LayerAxis axis, int from) {
  if (from == INPUT_FEATURES) return 2;
  const LayerDescription *source = &fixture->description.layers[from];
  return source->over == axis ? source->size : source->size / (axis == OVER_BANDS ? BANDS : BINS);
}

static void naive_shared(const Fixture *fixture, const LayerDescription *layer, const float *features,
                         double (*h)[LARGEST], double *output, double *cell) {
  const int positions = layer->over == OVER_BANDS ? BANDS : BINS, reach = (int)layer->reach;
  for (int position = 0; position < positions; position++) {
    double x[LARGEST];
    uint32_t end = 0;
    for (int near = position - reach; near <= position + reach; near++)
      for (uint32_t k = 0; k < layer->input_count; k++)
        for (uint32_t c = 0; c < channels_of(fixture, layer->over, layer->inputs[k]); c++)
          x[end++] = value_at(fixture, features, h, layer->over, layer->inputs[k], near, c);
    assert_int_equal(end, layer->input_size);
    const size_t at = (size_t)position * layer->size;
    naive_layer(layer, fixture->file, x, output + at, cell + at);
  }
}

/* One frame of the whole network by the naive layers. */
static void naive_network(const Fixture *fixture, const float *features, double (*h)[LARGEST],
                          double (*cell)[LARGEST]) {
  for (uint32_t i = 0; i < LAYERS; i++) {
    const LayerDescription *layer = &fixture->description.layers[i];
    double x[LARGEST];
    uint32_t end = 0;
    if (layer->over != OVER_NOTHING) {
      naive_shared(fixture, layer, features, h, h[i], cell[i]);
      continue;
    }
    for (uint32_t k = 0; k < layer->input_count; k++) {
      int from = layer->inputs[k];
      uint32_t size = from == INPUT_FEATURES ? FEATURES : fixture->description.layers[from].size;
      for (uint32_t n = 0; n < size; n++)
        x[end++] = from == INPUT_FEATURES ? (double)features[n] : h[from][n];
    }
    assert_int_equal(end, layer->input_size);
    naive_layer(layer, fixture->file, x, h[i], cell[i]);
  }
}

static void equals_naive_network(uint32_t rank) {
  Fixture fixture = make(rank);
  NetworkState *state = new_state(&fixture);
  double h[LAYERS][LARGEST] = {{0}}, cell[LAYERS][LARGEST] = {{0}};
  uint64_t random = 31;
  float features[FEATURES];
  for (int frame = 0; frame < FRAMES; frame++) {
    random_features(&random, features);
    network_run(fixture.network, state, features);
    naive_network(&fixture, features, h, cell);
    for (int layer = 0; layer < LAYERS; layer++)
      for (uint32_t i = 0; i < layer_outputs(&fixture.description, layer); i++)
        assert_true(fabs((double)network_output(state, layer)[i] - h[layer][i]) < 1e-5);
  }
  network_state_free(state);
  fixture_free(&fixture);
}

static void outputs_equal_the_layers_formulas(void **state) {
  (void)state;
  equals_naive_network(0);
}

static void outputs_equal_the_layers_formulas_with_factor_pairs(void **state) {
  (void)state;
  equals_naive_network(7);
}

static void run_random(const Fixture *fixture, NetworkState *state, uint64_t seed) {
  float features[FEATURES];
  for (int frame = 0; frame < FRAMES; frame++) {
    random_features(&seed, features);
    network_run(fixture->network, state, features);
  }
}

static void assert_same_outputs(const Fixture *fixture, const NetworkState *a, const NetworkState *b) {
  for (int layer = 0; layer < LAYERS; layer++)
    assert_memory_equal(network_output(a, layer), network_output(b, layer),
                        layer_outputs(&fixture->description, layer) * sizeof(float));
}

static void reset_state_is_as_new(void **state) {
  (void)state;
  Fixture fixture = make(0);
  NetworkState *used = new_state(&fixture), *fresh = new_state(&fixture);
  run_random(&fixture, used, 1);
  network_state_reset(used);
  run_random(&fixture, used, 2);
  run_random(&fixture, fresh, 2);
  assert_same_outputs(&fixture, used, fresh);
  network_state_free(used);
  network_state_free(fresh);
  fixture_free(&fixture);
}

static void states_of_one_network_do_not_touch_each_other(void **state) {
  (void)state;
  Fixture fixture = make(0);
  NetworkState *alone = new_state(&fixture), *a = new_state(&fixture), *b = new_state(&fixture);
  uint64_t random_alone = 3, random_a = 3, random_b = 4;
  float features[FEATURES];
  for (int frame = 0; frame < FRAMES; frame++) {
    random_features(&random_alone, features);
    network_run(fixture.network, alone, features);
    random_features(&random_a, features);
    network_run(fixture.network, a, features);
    random_features(&random_b, features);
    network_run(fixture.network, b, features);
  }
  assert_same_outputs(&fixture, alone, a);
  network_state_free(alone);
  network_state_free(a);
  network_state_free(b);
  fixture_free(&fixture);
}

static void layers_run_one_by_one_equal_the_whole_run(void **state) {
  (void)state;
  Fixture fixture = make(0);
  NetworkState *whole = new_state(&fixture), *single = new_state(&fixture);
  uint64_t random = 5;
  float features[FEATURES];
  for (int frame = 0; frame < FRAMES; frame++) {
    random_features(&random, features);
    network_run(fixture.network, whole, features);
    for (uint32_t layer = 0; layer < LAYERS; layer++)
      network_run_layer(fixture.network, single, layer, features);
  }
  assert_same_outputs(&fixture, whole, single);
  network_state_free(whole);
  network_state_free(single);
  fixture_free(&fixture);
}

/* The weights are the network's own: the file may go. */
static void network_outlives_its_file(void **state) {
  (void)state;
  Fixture fixture = make(7), other = make(7);
  for (size_t i = 0; i < fixture.file->tensor_count; i++)
    memset(fixture.file->tensors[i].values, 0xff,
           (size_t)fixture.file->tensors[i].rows * fixture.file->tensors[i].columns * sizeof(float));
  NetworkState *a = new_state(&fixture), *b = new_state(&other);
  run_random(&fixture, a, 6);
  run_random(&other, b, 6);
  assert_same_outputs(&fixture, a, b);
  network_state_free(a);
  network_state_free(b);
  fixture_free(&fixture);
  fixture_free(&other);
}

/* Returns whether both could be created. */
static int creates_with_failure_at(const Fixture *fixture, int allocation) {
  allocations_until_failure = allocation;
  Network *network = network_create(&fixture->description, fixture->file, kernels_find(NULL));
  NetworkState *state = network ? network_state_create(network) : NULL;
  allocations_until_failure = -1;
  int created = state != NULL;
  network_state_free(state);
  network_free(network);
  return created;
}

static void creation_fails_cleanly_at_every_allocation(void **state) {
  (void)state;
  Fixture fixture = make(0);
  for (int allocation = 0; allocation < 4; allocation++)
    assert_false(creates_with_failure_at(&fixture, allocation));
  assert_true(creates_with_failure_at(&fixture, 4));
  fixture_free(&fixture);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(outputs_equal_the_layers_formulas),
      cmocka_unit_test(outputs_equal_the_layers_formulas_with_factor_pairs),
      cmocka_unit_test(reset_state_is_as_new),
      cmocka_unit_test(states_of_one_network_do_not_touch_each_other),
      cmocka_unit_test(layers_run_one_by_one_equal_the_whole_run),
      cmocka_unit_test(network_outlives_its_file),
      cmocka_unit_test(creation_fails_cleanly_at_every_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
