/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the gradients foretell of small errors, against the errors that are heard.
 */
#include "assert_near.h"
#include "gain.h"
#include "offline/data/random_generator.h"
#include "offline/rank/frame_tools.h"
#include "offline/rank/gradient_moments.h"
#include "offline/rank/lane.h"
#include "offline/train/spectral_loss.h"
#include "tests/small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RATE 16000
#define SAMPLES (4 * RATE)
#define UTTERANCES 3
#define KIND 3 /* of small_model_make(): GRU, LSTM and dense layers, with a filter */

typedef struct {
  ModelFile *model;
  NetworkDescription description;
  UtteranceSet set;
  GradientMoments moments;
} Fixture;

static Fixture all;

static void add_utterance(uint64_t seed) {
  float *clean = calloc(SAMPLES, sizeof *clean), *noisy = calloc(SAMPLES, sizeof *noisy);
  RandomGenerator random;
  random_start(&random, seed, 0);
  random_fill_noise(&random, clean, SAMPLES);
  random_fill_noise(&random, noisy, SAMPLES);
  for (size_t n = 0; n < SAMPLES; n++) {
    clean[n] *= 0.1f;
    noisy[n] = clean[n] + 0.05f * noisy[n];
  }
  assert_true(utterance_set_add(&all.set, &all.description, "made", RATE, noisy, clean, SAMPLES));
  free(clean);
  free(noisy);
}

static int open_all(void **state) {
  (void)state;
  all.model = small_model_make(KIND);
  assert_int_equal(
      network_description_parse(model_file_text(all.model, "network"), &all.description, &(Message){NULL, 0}),
      QUELL_OK);
  for (uint64_t i = 0; i < UTTERANCES; i++)
    add_utterance(i);
  assert_true(gradient_moments_measure(&all.description, all.model, &all.set, 1, &all.moments));
  return 0;
}

static int close_all(void **state) {
  (void)state;
  gradient_moments_clear(&all.moments);
  utterance_set_clear(&all.set);
  model_file_free(all.model);
  return 0;
}

/* ---- What is heard ---- */

typedef struct {
  const Utterance *utterance;
  FrameTools tools;
  Complex *noisy, *denoised; /* [frames][bins] */
} Hearing;

static void hear_frame(Hearing *hearing, const BatchNetwork *network, size_t frame, size_t row) {
  const Complex *history[FILTER_TAPS_MAX];
  const uint32_t bins = hearing->tools.layout.bins;
  float *window = calloc(hearing->tools.layout.window, sizeof *window), *gains = calloc(bins, sizeof *gains);
  Complex *silence = calloc(bins, sizeof *silence);
  frame_tools_spectrum(&hearing->tools, hearing->utterance->noisy, hearing->utterance->samples, frame, window,
                       hearing->noisy + frame * bins);
  for (uint32_t tap = 0; tap < all.description.filter_taps; tap++)
    history[tap] = frame >= tap ? hearing->noisy + (frame - tap) * bins : silence;
  bands_interpolate(hearing->tools.bands,
                    batch_network_output(network, all.description.gains) + row * all.description.band_count, gains);
  const FilterShape shape = network_filter_shape(&all.description);
  gain_apply(gains, bins,
             batch_network_output(network, all.description.filter) +
                 row * layer_outputs(&all.description, all.description.filter),
             &shape, hearing->tools.features.turn, history, hearing->denoised + frame * bins);
  free(window);
  free(gains);
  free(silence);
}

static void hear_piece(void *context, BatchNetwork *network, size_t first, size_t count) {
  for (size_t t = 0; t < count; t++)
    hear_frame(context, network, first + t, t);
}

/* Denoised spectra of one utterance by the network with `added` on the bias of a dense layer. From calloc. */
static Complex *denoised_by(const UtteranceSet *one, const char *bias, const float *added) {
  ParameterLayout layout;
  size_t lanes_count, count = one->items->frames;
  Hearing hearing = {.utterance = one->items};
  assert_true(frame_tools_open(&hearing.tools, &all.description, RATE));
  hearing.noisy = calloc(count * hearing.tools.layout.bins, sizeof(Complex));
  hearing.denoised = calloc(count * hearing.tools.layout.bins, sizeof(Complex));
  assert_true(parameter_layout_init(&layout, &all.description, all.model));
  float *parameters = calloc(layout.count, sizeof *parameters);
  assert_true(parameters_load(&layout, all.model, "", parameters));
  for (size_t i = 0; i < layout.tensor_count; i++)
    for (uint32_t k = 0; strcmp(layout.tensors[i].name, bias) == 0 && k < layout.tensors[i].rows; k++)
      parameters[layout.tensors[i].offset + k] += added[k];
  Lane *lanes = lanes_make(one, &lanes_count);
  assert_true(lane_run(lanes, &layout, parameters, 0, NULL, hear_piece, &hearing));
  free(lanes);
  free(parameters);
  free(hearing.noisy);
  parameter_layout_clear(&layout);
  frame_tools_close(&hearing.tools);
  return hearing.denoised;
}

/* Mean over frames of the complex part of the loss between both. */
static double heard_error(const UtteranceSet *one, const Complex *before, const Complex *after) {
  const LossWeights weights = {.complex_weight = 1, .under_weight = 1};
  const FrameLayout layout = frame_layout(RATE);
  float *bin_weight = calloc(layout.bins, sizeof *bin_weight);
  Complex *gradient = calloc(layout.bins, sizeof *gradient);
  double power = 0, sum = 0;
  for (size_t n = 0; n < SAMPLES; n++)
    power += (double)one->items->clean[n] * one->items->clean[n] / SAMPLES;
  loss_bin_weights(&layout, RATE / 2, bin_weight);
  for (size_t t = 0; t < one->items->frames; t++)
    sum += loss_frame(&weights, bin_weight, layout.bins, (float)(1 / sqrt(0.75 * power)), before + t * layout.bins,
                      after + t * layout.bins, gradient);
  free(bin_weight);
  free(gradient);
  return sum / (double)one->items->frames;
}

static double foretold_error(int layer, const float *added) {
  const size_t side = all.description.layers[layer].size;
  double sum = 0;
  for (size_t a = 0; a < side; a++)
    for (size_t b = 0; b < side; b++)
      sum += added[a] * all.moments.layers[layer].input[a * side + b] * added[b];
  return sum;
}

static void check_bias(const char *layer, float size) {
  char bias[100];
  float added[64] = {0};
  double heard = 0;
  const int index = network_description_find(&all.description, layer);
  snprintf(bias, sizeof bias, "%s.bias", layer);
  for (uint32_t k = 0; k < all.description.layers[index].size; k++)
    added[k] = k % 2 ? size : -size / 2;
  for (size_t i = 0; i < UTTERANCES; i++) {
    const UtteranceSet one = {.items = &all.set.items[i], .count = 1, .feature_count = all.set.feature_count};
    const float nothing[64] = {0};
    Complex *before = denoised_by(&one, bias, nothing), *after = denoised_by(&one, bias, added);
    heard += heard_error(&one, before, after) / UTTERANCES;
    free(before);
    free(after);
  }
  assert_near(foretold_error(index, added), heard, 0.2 * heard);
}

static void small_errors_of_the_gains_are_foretold(void **state) {
  (void)state;
  check_bias("gains", 0.01f);
}

static void small_errors_of_the_filter_are_foretold(void **state) {
  (void)state;
  check_bias("filter", 0.003f);
}

static void small_errors_of_a_hidden_layer_are_foretold(void **state) {
  (void)state;
  check_bias("third", 0.003f);
}

/* ---- Form ---- */

static void moments_do_not_depend_on_threads(void **state) {
  (void)state;
  GradientMoments again;
  assert_true(gradient_moments_measure(&all.description, all.model, &all.set, 2, &again));
  for (uint32_t i = 0; i < again.layer_count; i++) {
    const LayerDescription *layer = &all.description.layers[i];
    const size_t side = (size_t)layer_gates(layer->type) * layer->size;
    assert_memory_equal(again.layers[i].input, all.moments.layers[i].input, side * side * sizeof(double));
  }
  gradient_moments_clear(&again);
}

static void recurrent_layers_have_moments_of_both_sums(void **state) {
  (void)state;
  for (uint32_t i = 0; i < all.moments.layer_count; i++) {
    const LayerGradientMoments *layer = &all.moments.layers[i];
    assert_int_equal(layer->recurrent != NULL, all.description.layers[i].type != LAYER_DENSE);
    assert_true(layer->input[0] > 0 && (!layer->recurrent || layer->recurrent[0] > 0));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_errors_of_the_gains_are_foretold),
      cmocka_unit_test(small_errors_of_the_filter_are_foretold),
      cmocka_unit_test(small_errors_of_a_hidden_layer_are_foretold),
      cmocka_unit_test(moments_do_not_depend_on_threads),
      cmocka_unit_test(recurrent_layers_have_moments_of_both_sums),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
