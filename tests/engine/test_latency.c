/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The delay that is reported is the delay that an impulse has.
 */
#include "test.h"

#include <math.h>

/* Where the largest sample of the answer to an impulse at `at` stands, counted from there. */
static uint32_t measured_delay(QuellDenoiser *denoiser, uint32_t rate, size_t at) {
  const size_t count = at + rate / 10;
  float *input = silence(count), *output = silence(count);
  input[at] = 1;
  run(denoiser, input, output, count);
  size_t peak = 0;
  for (size_t n = 0; n < count; n++)
    if (fabsf(output[n]) > fabsf(output[peak])) peak = n;
  if (fabsf(output[peak]) < 0.5f) fail_msg("no impulse came out at %u Hz", rate);
  free(input);
  free(output);
  return (uint32_t)(peak - at);
}

/* An impulse early, and one that falls elsewhere within a hop. */
static void assert_delay(QuellModel *model, uint32_t rate, QuellParameter parameter, float value) {
  static const size_t places[] = {0, 1, 777, 4321};
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    QuellDenoiser *denoiser = make_denoiser(model, rate, 1, 0);
    assert_int_equal(quell_denoiser_set(denoiser, parameter, value), QUELL_OK);
    quell_denoiser_reset(denoiser);
    const uint32_t measured = measured_delay(denoiser, rate, places[i]);
    if (measured != quell_denoiser_latency(denoiser))
      fail_msg("at %u Hz %u frames were measured, %u reported", rate, measured, quell_denoiser_latency(denoiser));
    quell_denoiser_free(denoiser);
  }
}

static void assert_delay_at_all_rates(QuellModel *model, QuellParameter parameter, float value) {
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_delay(model, usual_rates[i], parameter, value);
  for (size_t i = 0; i < ODD_RATES; i++)
    assert_delay(model, odd_rates[i], parameter, value);
  quell_model_free(model);
}

static void an_impulse_through_the_denoised_path_is_as_late_as_reported(void **state) {
  (void)state;
  assert_delay_at_all_rates(constant_model(1), QUELL_MIX, 1);
}

static void an_impulse_is_as_late_as_reported_when_nothing_may_be_attenuated(void **state) {
  (void)state;
  assert_delay_at_all_rates(constant_model(0), QUELL_LIMIT, 0);
}

static void an_impulse_is_as_late_as_reported_in_the_unmixed_input(void **state) {
  (void)state;
  assert_delay_at_all_rates(constant_model(0), QUELL_MIX, 0);
}

static void an_impulse_is_as_late_as_reported_in_what_was_removed(void **state) {
  (void)state;
  assert_delay_at_all_rates(constant_model(0), QUELL_RESIDUAL, 1);
}

static void an_impulse_at_half_mix_comes_once(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  for (size_t i = 0; i < USUAL_RATES; i++) {
    QuellDenoiser *denoiser = make_denoiser(model, usual_rates[i], 1, 0);
    assert_int_equal(quell_denoiser_set(denoiser, QUELL_MIX, 0.5f), QUELL_OK);
    quell_denoiser_reset(denoiser);
    const size_t count = usual_rates[i] / 10, at = quell_denoiser_latency(denoiser) + 100;
    float *input = silence(count), *output = silence(count);
    input[100] = 1;
    run(denoiser, input, output, count);
    assert_float_equal(output[at], 1, 1e-5);
    output[at] = 0;
    assert_below(rms(output, count) * sqrt((double)count), 1e-5, "everything else at %u Hz", usual_rates[i]);
    quell_denoiser_free(denoiser);
    free(input);
    free(output);
  }
  quell_model_free(model);
}

static void latency_is_at_most_20_ms_at_every_rate(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  uint32_t seed = 5;
  for (size_t i = 0; i < USUAL_RATES + ODD_RATES + 50; i++) {
    const uint32_t rate = i < USUAL_RATES               ? usual_rates[i]
                          : i < USUAL_RATES + ODD_RATES ? odd_rates[i - USUAL_RATES]
                                                        : 8000 + random_number(&seed) % 184001;
    QuellDenoiser *denoiser = make_denoiser(model, rate, 1, 0);
    const double milliseconds = 1000.0 * quell_denoiser_latency(denoiser) / rate;
    if (!(milliseconds <= 20 && milliseconds > 19.7)) fail_msg("%g ms at %u Hz", milliseconds, rate);
    quell_denoiser_free(denoiser);
  }
  quell_model_free(model);
}

static void latency_is_the_same_under_every_parameter(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, 44100, 2, 1);
  const uint32_t latency = quell_denoiser_latency(denoiser);
  float *samples = white_noise(3000, 0.1f, 1);
  const float *inputs[2] = {samples, samples};
  float *outputs[2] = {silence(3000), silence(3000)};
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    const QuellParameterInfo *info = quell_parameter_info((QuellParameter)i);
    for (int step = 0; step <= 4; step++) {
      const float value = info->minimum + (info->maximum - info->minimum) * (float)step / 4;
      assert_int_equal(quell_denoiser_set(denoiser, (QuellParameter)i, value), QUELL_OK);
      assert_int_equal(quell_denoiser_latency(denoiser), latency);
      quell_denoiser_process(denoiser, inputs, outputs, 3000);
      assert_int_equal(quell_denoiser_latency(denoiser), latency);
    }
  }
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(samples);
  free(outputs[0]);
  free(outputs[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_impulse_through_the_denoised_path_is_as_late_as_reported),
      cmocka_unit_test(an_impulse_is_as_late_as_reported_when_nothing_may_be_attenuated),
      cmocka_unit_test(an_impulse_is_as_late_as_reported_in_the_unmixed_input),
      cmocka_unit_test(an_impulse_is_as_late_as_reported_in_what_was_removed),
      cmocka_unit_test(an_impulse_at_half_mix_comes_once),
      cmocka_unit_test(latency_is_at_most_20_ms_at_every_rate),
      cmocka_unit_test(latency_is_the_same_under_every_parameter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
