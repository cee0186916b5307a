/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gradients against central differences, tensor by tensor: along a random direction the loss must change as the
 * gradient says.
 */
#include "offline/data/random_generator.h"
#include "offline/train/batch_network.h"
#include "offline/train/gain_gradient.h"
#include "offline/train/spectral_loss.h"

#include "gain.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FRAMES 7
#define SEQUENCES 3
#define STEP 4e-3f
/* Single precision leaves about this much of a central difference. */
#define TOLERANCE 6e-3

typedef struct {
  ParameterLayout layout;
  BatchNetwork *network;
  float *parameters, *gradient, *start_states[SEQUENCES], *states[SEQUENCES];
  float *target; /* weights of a linear loss on the last layer's outputs */
  size_t state_size;
  int last;
} Bench;

static void fill(RandomGenerator *random, float *values, size_t count, double deviation) {
  for (size_t i = 0; i < count; i++)
    values[i] = (float)random_normal(random, 0, deviation);
}

static void set_inputs(NetworkDescription *description, uint32_t layer, uint32_t count, int a, int b) {
  LayerDescription *at = &description->layers[layer];
  at->input_count = count;
  at->inputs[0] = a;
  at->inputs[1] = b;
  at->input_size = layer_input_size(description, at);
}

/* Features, a layer under test, and a second one that reads both it and the features, so that joining is tested too. */
static void describe(NetworkDescription *description, LayerType type, Activation activation) {
  memset(description, 0, sizeof *description);
  description->band_count = 4;
  description->feature_count = 8;
  description->layer_count = 3;
  description->layers[0] = (LayerDescription){.name = "first", .type = type, .activation = activation, .size = 6};
  set_inputs(description, 0, 1, INPUT_FEATURES, 0);
  description->layers[1] = (LayerDescription){.name = "second", .type = type, .activation = activation, .size = 5};
  set_inputs(description, 1, 2, 0, INPUT_FEATURES);
  description->layers[2] =
      (LayerDescription){.name = "gains", .type = LAYER_DENSE, .activation = ACTIVATION_SIGMOID, .size = 4};
  set_inputs(description, 2, 2, 0, 1);
  description->gains = 2;
  description->filter = description->voice = -1;
}

/* A layer over the bands, one that reads it and the features over the bins, and gains that read a layer over the bands
 * together with one that is not shared. */
static void describe_shared(NetworkDescription *description, LayerType type, Activation activation) {
  memset(description, 0, sizeof *description);
  description->band_count = 4;
  description->filter_bins = 2;
  description->feature_count = 12;
  description->layer_count = 3;
  description->layers[0] =
      (LayerDescription){.name = "first", .type = type, .activation = activation, .size = 3, .over = OVER_BANDS};
  description->layers[0].reach = 1;
  set_inputs(description, 0, 1, INPUT_FEATURES, 0);
  description->layers[1] =
      (LayerDescription){.name = "second", .type = type, .activation = activation, .size = 4, .over = OVER_BINS};
  description->layers[1].reach = 2;
  set_inputs(description, 1, 2, 0, INPUT_FEATURES);
  description->layers[2] = (LayerDescription){
      .name = "gains", .type = LAYER_DENSE, .activation = ACTIVATION_SIGMOID, .size = 1, .over = OVER_BANDS};
  set_inputs(description, 2, 2, 0, 1);
  description->gains = 2;
  description->filter = description->voice = -1;
}

/* How the matrices of the first layer are stored; SHARED: dense, and every layer is shared. */
enum { DENSE, PAIRS, PAIRS_WITH_DIAGONAL, SHARED };

/* A file that makes every matrix of the first layer a factor pair of rank 2. */
static ModelFile *factor_file(const NetworkDescription *description, int form) {
  static const char *const parts[] = {"weight", "weight_ih_l0", "weight_hh_l0"};
  const LayerDescription *layer = &description->layers[0];
  ModelFile *file = model_file_new();
  for (int i = 0; i < 3; i++) {
    char name[64];
    snprintf(name, sizeof name, "first.%s.left", parts[i]);
    model_file_add(file, name, layer_gates(layer->type) * layer->size, 2, 2);
  }
  if (form == PAIRS_WITH_DIAGONAL)
    model_file_add(file, "first.weight_hh_l0.diagonal", layer_gates(layer->type) * layer->size, 1, 1);
  return file;
}

static void open_bench(Bench *bench, LayerType type, Activation activation, int form) {
  NetworkDescription description;
  form == SHARED ? describe_shared(&description, type, activation) : describe(&description, type, activation);
  ModelFile *file = form == DENSE || form == SHARED ? NULL : factor_file(&description, form);
  assert_true(parameter_layout_init(&bench->layout, &description, file));
  model_file_free(file);
  RandomGenerator random;
  random_start(&random, 5, (uint64_t)type * 8 + activation);
  bench->network = batch_network_create(&bench->layout, FRAMES, SEQUENCES, kernels_find("plain"));
  bench->parameters = calloc(bench->layout.count, sizeof(float));
  bench->gradient = calloc(bench->layout.count, sizeof(float));
  bench->state_size = batch_network_state_size(&bench->layout);
  bench->last = 2;
  fill(&random, bench->parameters, bench->layout.count, 0.5);
  fill(&random, batch_network_features(bench->network), FRAMES * SEQUENCES * description.feature_count, 1);
  bench->target = calloc(FRAMES * SEQUENCES * 4, sizeof(float));
  fill(&random, bench->target, FRAMES * SEQUENCES * 4, 1);
  for (int n = 0; n < SEQUENCES; n++) {
    bench->start_states[n] = calloc(bench->state_size + 1, sizeof(float));
    bench->states[n] = calloc(bench->state_size + 1, sizeof(float));
    fill(&random, bench->start_states[n], bench->state_size, 0.5);
  }
}

static void close_bench(Bench *bench) {
  batch_network_free(bench->network);
  parameter_layout_clear(&bench->layout);
  free(bench->parameters);
  free(bench->gradient);
  free(bench->target);
  for (int n = 0; n < SEQUENCES; n++) {
    free(bench->start_states[n]);
    free(bench->states[n]);
  }
}

static double run(Bench *bench) {
  for (int n = 0; n < SEQUENCES; n++)
    memcpy(bench->states[n], bench->start_states[n], bench->state_size * sizeof(float));
  batch_network_forward(bench->network, bench->parameters, FRAMES, bench->states);
  const float *y = batch_network_output(bench->network, bench->last);
  double loss = 0;
  for (size_t i = 0; i < FRAMES * SEQUENCES * 4; i++)
    loss += (double)bench->target[i] * y[i];
  return loss;
}

static double difference_along(Bench *bench, const TensorPlace *place, const float *direction) {
  const size_t count = (size_t)place->rows * place->columns;
  float *kept = malloc(count * sizeof(float)), *values = bench->parameters + place->offset;
  memcpy(kept, values, count * sizeof(float));
  for (size_t i = 0; i < count; i++)
    values[i] = kept[i] + STEP * direction[i];
  const double above = run(bench);
  for (size_t i = 0; i < count; i++)
    values[i] = kept[i] - STEP * direction[i];
  const double below = run(bench);
  memcpy(values, kept, count * sizeof(float));
  free(kept);
  return (above - below) / (2 * STEP);
}

static void check_layer(LayerType type, Activation activation, int form) {
  Bench bench;
  open_bench(&bench, type, activation, form);
  run(&bench);
  memcpy(batch_network_output_gradient(bench.network, bench.last), bench.target,
         FRAMES * SEQUENCES * 4 * sizeof(float));
  batch_network_backward(bench.network, bench.parameters, bench.gradient);
  RandomGenerator random;
  random_start(&random, 11, 0);
  for (size_t i = 0; i < bench.layout.tensor_count; i++) {
    const TensorPlace *place = &bench.layout.tensors[i];
    const size_t count = (size_t)place->rows * place->columns;
    float *direction = malloc(count * sizeof(float));
    fill(&random, direction, count, 1 / sqrt((double)count));
    double expected = 0, length = 0;
    for (size_t k = 0; k < count; k++) {
      expected += (double)bench.gradient[place->offset + k] * direction[k];
      length += (double)bench.gradient[place->offset + k] * bench.gradient[place->offset + k];
    }
    const double measured = difference_along(&bench, place, direction);
    assert_true(length > 0);
    if (fabs(measured - expected) > TOLERANCE * (fabs(expected) + 0.2 * sqrt(length)))
      fail_msg("%s: the loss changes by %g, the gradient says %g", place->name, measured, expected);
    free(direction);
  }
  close_bench(&bench);
}

static void dense_gradients_match_differences_for_every_activation(void **state) {
  (void)state;
  check_layer(LAYER_DENSE, ACTIVATION_LINEAR, DENSE);
  check_layer(LAYER_DENSE, ACTIVATION_TANH, DENSE);
  check_layer(LAYER_DENSE, ACTIVATION_SIGMOID, DENSE);
  check_layer(LAYER_DENSE, ACTIVATION_RELU, DENSE);
}

static void gru_gradients_match_differences(void **state) {
  (void)state;
  check_layer(LAYER_GRU, ACTIVATION_LINEAR, DENSE);
}

static void lstm_gradients_match_differences(void **state) {
  (void)state;
  check_layer(LAYER_LSTM, ACTIVATION_LINEAR, DENSE);
}

static void factor_pairs_have_gradients_that_match_differences(void **state) {
  (void)state;
  check_layer(LAYER_DENSE, ACTIVATION_TANH, PAIRS);
  check_layer(LAYER_GRU, ACTIVATION_LINEAR, PAIRS);
  check_layer(LAYER_LSTM, ACTIVATION_LINEAR, PAIRS);
}

static void diagonals_beside_factor_pairs_have_gradients_that_match_differences(void **state) {
  (void)state;
  check_layer(LAYER_GRU, ACTIVATION_LINEAR, PAIRS_WITH_DIAGONAL);
  check_layer(LAYER_LSTM, ACTIVATION_LINEAR, PAIRS_WITH_DIAGONAL);
}

static void layers_shared_over_bands_and_bins_have_gradients_that_match_differences(void **state) {
  (void)state;
  check_layer(LAYER_DENSE, ACTIVATION_TANH, SHARED);
  check_layer(LAYER_GRU, ACTIVATION_LINEAR, SHARED);
  check_layer(LAYER_LSTM, ACTIVATION_LINEAR, SHARED);
}

/* left times right plus the stacked diagonals. */
static void multiply_out(const MatrixPlace *place, const float *parameters, float *matrix) {
  for (size_t row = 0; row < place->rows; row++)
    for (size_t column = 0; column < place->columns; column++) {
      double sum = row % place->columns == column ? parameters[place->diagonal + row] : 0;
      for (size_t k = 0; k < place->rank; k++)
        sum += (double)parameters[place->left + row * place->rank + k] *
               parameters[place->right + k * place->columns + column];
      matrix[row * place->columns + column] = (float)sum;
    }
}

static void copy_shared_tensors(const Bench *from, Bench *to) {
  for (size_t i = 0; i < from->layout.tensor_count; i++)
    for (size_t k = 0; k < to->layout.tensor_count; k++)
      if (strcmp(from->layout.tensors[i].name, to->layout.tensors[k].name) == 0)
        memcpy(to->parameters + to->layout.tensors[k].offset, from->parameters + from->layout.tensors[i].offset,
               (size_t)to->layout.tensors[k].rows * to->layout.tensors[k].columns * sizeof(float));
}

static void compare_with_dense(LayerType type) {
  Bench pairs, dense;
  open_bench(&pairs, type, ACTIVATION_LINEAR, PAIRS_WITH_DIAGONAL);
  open_bench(&dense, type, ACTIVATION_LINEAR, DENSE);
  copy_shared_tensors(&pairs, &dense);
  const LayerPlace *from = &pairs.layout.layers[0], *to = &dense.layout.layers[0];
  multiply_out(&from->recurrent, pairs.parameters, dense.parameters + to->recurrent.weight);
  MatrixPlace input = from->input;
  input.diagonal = pairs.layout.count; /* of zeros */
  float *extended = calloc(pairs.layout.count + input.rows, sizeof(float));
  memcpy(extended, pairs.parameters, pairs.layout.count * sizeof(float));
  multiply_out(&input, extended, dense.parameters + to->input.weight);
  free(extended);
  for (int n = 0; n < SEQUENCES; n++)
    memcpy(dense.start_states[n], pairs.start_states[n], pairs.state_size * sizeof(float));
  memcpy(batch_network_features(dense.network), batch_network_features(pairs.network),
         FRAMES * SEQUENCES * 8 * sizeof(float));
  run(&pairs);
  run(&dense);
  for (size_t i = 0; i < FRAMES * SEQUENCES * 4; i++)
    assert_float_equal(batch_network_output(pairs.network, 2)[i], batch_network_output(dense.network, 2)[i], 1e-5);
  close_bench(&pairs);
  close_bench(&dense);
}

static void a_pair_with_its_diagonal_is_the_matrix_that_it_stands_for(void **state) {
  (void)state;
  compare_with_dense(LAYER_GRU);
  compare_with_dense(LAYER_LSTM);
}

/* ---- From the loss back to gains and filter
 * ---------------------------------------------------------------------------- */

#define BANDS 12
#define FILTER_BINS 10
#define TAPS 3

static const FilterShape filter_shape = {.bins = FILTER_BINS, .taps = TAPS, .bin_by_bin = 1};

typedef struct {
  FrameLayout layout;
  Bands *bands;
  LossWeights weights;
  float *bin_weight, *bin_gains;
  Complex *spectra[TAPS], *clean, *denoised, *gradient, turn[FILTER_BINS + 1];
  float gains[BANDS], coefficients[2 * TAPS * FILTER_BINS];
} Frame;

static void random_spectrum(RandomGenerator *random, Complex *spectrum, uint32_t bins) {
  for (uint32_t bin = 0; bin < bins; bin++)
    spectrum[bin] = (Complex){(float)random_normal(random, 0, 0.3), (float)random_normal(random, 0, 0.3)};
}

static void open_frame(Frame *frame) {
  float centres[BANDS];
  for (int i = 0; i < BANDS; i++)
    centres[i] = 60.0f * (float)((i + 1) * (i + 1));
  frame->layout = frame_layout(48000);
  frame->bands = bands_create(centres, BANDS, &frame->layout, 24000);
  loss_weights_defaults(&frame->weights);
  const uint32_t bins = frame->layout.bins;
  frame->bin_weight = calloc(bins, sizeof(float));
  frame->bin_gains = calloc(bins, sizeof(float));
  loss_bin_weights(&frame->layout, 7000, frame->bin_weight);
  RandomGenerator random;
  random_start(&random, 3, 0);
  for (int i = 0; i < TAPS; i++)
    random_spectrum(&random, frame->spectra[i] = calloc(bins, sizeof(Complex)), bins);
  random_spectrum(&random, frame->clean = calloc(bins, sizeof(Complex)), bins);
  frame->denoised = calloc(bins, sizeof(Complex));
  frame->gradient = calloc(bins, sizeof(Complex));
  for (int i = 0; i <= FILTER_BINS; i++)
    frame->turn[i] = (Complex){(float)cos(0.7 * i), (float)sin(0.7 * i)};
  for (int i = 0; i < BANDS; i++)
    frame->gains[i] = (float)random_between(&random, 0.1, 0.9);
  for (int i = 0; i < 2 * TAPS * FILTER_BINS; i++)
    frame->coefficients[i] = (float)random_between(&random, -0.8, 0.8);
}

static void close_frame(Frame *frame) {
  bands_free(frame->bands);
  for (int i = 0; i < TAPS; i++)
    free(frame->spectra[i]);
  free(frame->bin_weight);
  free(frame->bin_gains);
  free(frame->clean);
  free(frame->denoised);
  free(frame->gradient);
}

static double frame_loss(Frame *frame) {
  const uint32_t bins = frame->layout.bins;
  bands_interpolate(frame->bands, frame->gains, frame->bin_gains);
  gain_apply(frame->bin_gains, bins, frame->coefficients, &filter_shape, frame->turn,
             (const Complex *const *)frame->spectra, frame->denoised);
  return loss_frame(&frame->weights, frame->bin_weight, bins, 1.7f, frame->clean, frame->denoised, frame->gradient);
}

static double moved_loss(Frame *frame, float *value) {
  const float kept = *value;
  *value = kept + STEP;
  const double above = frame_loss(frame);
  *value = kept - STEP;
  const double below = frame_loss(frame);
  *value = kept;
  return (above - below) / (2 * STEP);
}

static void the_loss_has_the_gradient_that_it_states_for_gains_and_filter(void **state) {
  (void)state;
  Frame frame;
  open_frame(&frame);
  float by_gain[BANDS] = {0}, by_coefficient[2 * TAPS * FILTER_BINS] = {0};
  frame_loss(&frame);
  gain_backward(frame.bands, frame.layout.bins, frame.bin_gains, frame.coefficients, &filter_shape, frame.turn,
                (const Complex *const *)frame.spectra, frame.gradient, by_gain, by_coefficient);
  double largest = 0;
  for (int i = 0; i < BANDS; i++)
    largest = fmax(largest, fabs(by_gain[i]));
  assert_true(largest > 1e-4);
  for (int i = 0; i < BANDS; i++)
    assert_float_equal(moved_loss(&frame, &frame.gains[i]), by_gain[i], 0.02 * largest);
  for (int i = 0; i < 2 * TAPS * FILTER_BINS; i++)
    assert_float_equal(moved_loss(&frame, &frame.coefficients[i]), by_coefficient[i], 0.02 * largest);
  close_frame(&frame);
}

static void a_perfect_estimate_has_no_loss_and_no_gradient(void **state) {
  (void)state;
  Frame frame;
  open_frame(&frame);
  const double loss =
      loss_frame(&frame.weights, frame.bin_weight, frame.layout.bins, 1, frame.clean, frame.clean, frame.gradient);
  assert_true(loss == 0);
  for (uint32_t bin = 0; bin < frame.layout.bins; bin++)
    assert_true(frame.gradient[bin].re == 0 && frame.gradient[bin].im == 0);
  close_frame(&frame);
}

static void bins_above_the_limit_cost_nothing(void **state) {
  (void)state;
  Frame frame;
  open_frame(&frame);
  const double before = frame_loss(&frame);
  for (uint32_t bin = 230; bin < frame.layout.bins; bin++) /* 7187 Hz and up */
    frame.clean[bin].re += 5;
  assert_true(frame_loss(&frame) == before);
  close_frame(&frame);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dense_gradients_match_differences_for_every_activation),
      cmocka_unit_test(gru_gradients_match_differences),
      cmocka_unit_test(lstm_gradients_match_differences),
      cmocka_unit_test(factor_pairs_have_gradients_that_match_differences),
      cmocka_unit_test(diagonals_beside_factor_pairs_have_gradients_that_match_differences),
      cmocka_unit_test(layers_shared_over_bands_and_bins_have_gradients_that_match_differences),
      cmocka_unit_test(a_pair_with_its_diagonal_is_the_matrix_that_it_stands_for),
      cmocka_unit_test(the_loss_has_the_gradient_that_it_states_for_gains_and_filter),
      cmocka_unit_test(a_perfect_estimate_has_no_loss_and_no_gradient),
      cmocka_unit_test(bins_above_the_limit_cost_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
