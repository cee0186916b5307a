/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole way of a sound is the same with every set of vector kernels.
 */
#include "test.h"

#include <math.h>

#define RATE 48000
#define COUNT RATE

static float *denoised_by(const char *kernels, QuellModel *model, const float *input) {
  QuellDenoiser *denoiser;
  QuellConfig config;
  quell_config_defaults(&config);
  config.kernels = kernels;
  assert_int_equal(quell_denoiser_create(model, &config, &denoiser), QUELL_OK);
  assert_string_equal(quell_denoiser_kernels(denoiser), kernels);
  float *output = silence(COUNT);
  run(denoiser, input, output, COUNT);
  quell_denoiser_free(denoiser);
  return output;
}

static void assert_all_sets_agree(QuellModel *model) {
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  float *expected = denoised_by("plain", model, input);
  assert_true(rms(expected, COUNT) > 1e-4);
  for (uint32_t i = 0; quell_kernel_name(i); i++) {
    float *output = denoised_by(quell_kernel_name(i), model, input);
    for (size_t n = 0; n < COUNT; n++)
      assert_below(fabs(output[n] - expected[n]), 1e-5, "%s at sample %zu", quell_kernel_name(i), n);
    free(output);
  }
  free(input);
  free(expected);
  quell_model_free(model);
}

static void the_built_in_model_sounds_the_same_with_every_set(void **state) {
  (void)state;
  assert_all_sets_agree(default_model());
}

static void every_type_of_layer_sounds_the_same_with_every_set(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < 4; kind++)
    assert_all_sets_agree(small_model(kind));
}

static void plain_kernels_are_always_there(void **state) {
  (void)state;
  int found = 0;
  for (uint32_t i = 0; quell_kernel_name(i); i++)
    found += strcmp(quell_kernel_name(i), "plain") == 0;
  assert_int_equal(found, 1);
}

static void the_best_set_is_chosen_when_none_is_named(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  assert_string_equal(quell_denoiser_kernels(denoiser), quell_kernel_name(0));
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

static void an_unknown_set_is_refused(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser;
  QuellConfig config;
  quell_config_defaults(&config);
  config.kernels = "abacus";
  assert_int_equal(quell_denoiser_create(model, &config, &denoiser), QUELL_BAD_ARGUMENT);
  assert_null(denoiser);
  quell_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_built_in_model_sounds_the_same_with_every_set),
      cmocka_unit_test(every_type_of_layer_sounds_the_same_with_every_set),
      cmocka_unit_test(plain_kernels_are_always_there),
      cmocka_unit_test(the_best_set_is_chosen_when_none_is_named),
      cmocka_unit_test(an_unknown_set_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
