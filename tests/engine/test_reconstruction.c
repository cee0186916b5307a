/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes in comes out when nothing is to be taken away.
 */
#include "test.h"

#include <float.h>
#include <math.h>

static void assert_comes_back(QuellModel *model, uint32_t rate, float *input, size_t count) {
  QuellDenoiser *denoiser = make_denoiser(model, rate, 1, 0);
  const size_t latency = quell_denoiser_latency(denoiser);
  float *output = silence(count);
  run(denoiser, input, output, count);
  for (size_t n = 0; n < latency; n++)
    assert_below(fabs(output[n]), 1e-6, "before the first sample at %u Hz", rate);
  assert_below(difference_db(output + latency, input, count - latency), -120, "residual in dB at %u Hz", rate);
  quell_denoiser_free(denoiser);
  free(input);
  free(output);
}

static void noise_comes_back_at_every_rate(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_comes_back(model, usual_rates[i], white_noise(usual_rates[i], 0.5f, 1), usual_rates[i]);
  for (size_t i = 0; i < ODD_RATES; i++)
    assert_comes_back(model, odd_rates[i], white_noise(odd_rates[i], 0.5f, 1), odd_rates[i]);
  quell_model_free(model);
}

static void speech_comes_back_at_every_rate(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_comes_back(model, usual_rates[i], noisy_speech(usual_rates[i], usual_rates[i], 3900, 1), usual_rates[i]);
  for (size_t i = 0; i < ODD_RATES; i++)
    assert_comes_back(model, odd_rates[i], noisy_speech(odd_rates[i], odd_rates[i], 3900, 1), odd_rates[i]);
  quell_model_free(model);
}

static void a_constant_comes_back(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  float *input = silence(48000);
  for (size_t n = 0; n < 48000; n++)
    input[n] = 0.25f;
  assert_comes_back(model, 48000, input, 48000);
  quell_model_free(model);
}

/* What a careless path changes: the sign of zero, numbers far from full scale, the smallest ones. */
static void put_special_values(float *signal) {
  static const float values[] = {-0.0f,  0.0f,    1e30f,  -1e30f,  FLT_MAX, -FLT_MAX,
                                 1e-42f, -1e-42f, 1e-45f, FLT_MIN, 1.0f,    -1.0f};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    for (size_t copy = 0; copy < 100; copy++)
      signal[17 * i + 1009 * copy] = values[i];
}

static void assert_exact_delay(uint32_t rate, QuellParameter parameter, int special) {
  QuellModel *model = constant_model(0.3f);
  QuellDenoiser *denoiser = make_denoiser(model, rate, 1, 0);
  quell_denoiser_set(denoiser, parameter, 0);
  quell_denoiser_reset(denoiser);
  const size_t latency = quell_denoiser_latency(denoiser), count = 110000;
  float *input = white_noise(count, 0.5f, rate), *output = silence(count), *zeros = silence(latency);
  if (special) put_special_values(input);
  run(denoiser, input, output, count);
  assert_same_bits(output, zeros, latency);
  assert_same_bits(output + latency, input, count - latency);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
  free(zeros);
}

static void a_limit_of_0_db_only_delays_to_the_bit(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_exact_delay(usual_rates[i], QUELL_LIMIT, 0);
  for (size_t i = 0; i < ODD_RATES; i++)
    assert_exact_delay(odd_rates[i], QUELL_LIMIT, 0);
}

static void a_mix_of_0_only_delays_to_the_bit(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_exact_delay(usual_rates[i], QUELL_MIX, 0);
}

static void negative_zeros_huge_numbers_and_denormals_are_delayed_to_the_bit(void **state) {
  (void)state;
  assert_exact_delay(48000, QUELL_LIMIT, 1);
  assert_exact_delay(44100, QUELL_MIX, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(noise_comes_back_at_every_rate),
      cmocka_unit_test(speech_comes_back_at_every_rate),
      cmocka_unit_test(a_constant_comes_back),
      cmocka_unit_test(a_limit_of_0_db_only_delays_to_the_bit),
      cmocka_unit_test(a_mix_of_0_only_delays_to_the_bit),
      cmocka_unit_test(negative_zeros_huge_numbers_and_denormals_are_delayed_to_the_bit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
