/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What limit, mix and residual do to the sound, and how they are set.
 */
#include "test.h"

#include <math.h>
#include <pthread.h>

#define RATE 48000
#define COUNT 24000
#define LATENCY 960

static const struct {
  const char *symbol;
  float minimum, maximum, standard, smoothing_ms;
} listed[] = {
#define QUELL_CONTROL(identifier, symbol, name, unit, scale, minimum, maximum, standard, smoothing_ms, help)           \
  {symbol, minimum, maximum, standard, smoothing_ms},
#include "engine/controls.def"
#undef QUELL_CONTROL
};

static void parameters_are_those_that_are_listed(void **state) {
  (void)state;
  assert_int_equal(sizeof listed / sizeof listed[0], QUELL_PARAMETER_COUNT);
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    const QuellParameterInfo *info = quell_parameter_info((QuellParameter)i);
    assert_string_equal(info->symbol, listed[i].symbol);
    assert_true(info->minimum == listed[i].minimum && info->maximum == listed[i].maximum);
    assert_true(info->standard == listed[i].standard && info->smoothing_ms == listed[i].smoothing_ms);
    assert_true(info->minimum < info->maximum);
    assert_true(info->standard >= info->minimum && info->standard <= info->maximum);
    assert_true(info->name[0] && info->help[0]);
  }
}

static void there_is_nothing_past_the_last_parameter(void **state) {
  (void)state;
  assert_null(quell_parameter_info(QUELL_PARAMETER_COUNT));
  assert_null(quell_parameter_info((QuellParameter)-1));
}

static void a_new_denoiser_has_the_default_values(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    assert_true(quell_denoiser_get(denoiser, (QuellParameter)i) == listed[i].standard);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

static void values_at_both_ends_are_taken(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    assert_int_equal(quell_denoiser_set(denoiser, (QuellParameter)i, listed[i].minimum), QUELL_OK);
    assert_true(quell_denoiser_get(denoiser, (QuellParameter)i) == listed[i].minimum);
    assert_int_equal(quell_denoiser_set(denoiser, (QuellParameter)i, listed[i].maximum), QUELL_OK);
    assert_true(quell_denoiser_get(denoiser, (QuellParameter)i) == listed[i].maximum);
  }
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

static void a_value_out_of_range_is_refused_and_changes_nothing(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = noisy_speech(COUNT, RATE, 3900, 1), *output = silence(COUNT);
  float *expected = denoised(model, RATE, input, COUNT);
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    const float values[] = {
        nextafterf(listed[i].minimum, -1e9f), nextafterf(listed[i].maximum, 1e9f), NAN, INFINITY, -INFINITY, -1e30f};
    for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
      assert_int_equal(quell_denoiser_set(denoiser, (QuellParameter)i, values[j]), QUELL_BAD_ARGUMENT);
      assert_true(quell_denoiser_get(denoiser, (QuellParameter)i) == listed[i].standard);
    }
  }
  run(denoiser, input, output, COUNT);
  assert_same_bits(output, expected, COUNT);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

static void an_unknown_parameter_is_refused(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  assert_int_equal(quell_denoiser_set(denoiser, QUELL_PARAMETER_COUNT, 0), QUELL_BAD_ARGUMENT);
  assert_int_equal(quell_denoiser_set(denoiser, (QuellParameter)-1, 0), QUELL_BAD_ARGUMENT);
  assert_true(quell_denoiser_get(denoiser, QUELL_PARAMETER_COUNT) == 0);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

/* What a new denoiser makes of the signal under these parameters, from their start on. */
static float *under(QuellModel *model, const float *input, float limit, float mix, float residual) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  assert_int_equal(quell_denoiser_set(denoiser, QUELL_LIMIT, limit), QUELL_OK);
  assert_int_equal(quell_denoiser_set(denoiser, QUELL_MIX, mix), QUELL_OK);
  assert_int_equal(quell_denoiser_set(denoiser, QUELL_RESIDUAL, residual), QUELL_OK);
  quell_denoiser_reset(denoiser);
  float *output = silence(COUNT);
  run(denoiser, input, output, COUNT);
  quell_denoiser_free(denoiser);
  return output;
}

/* Level of the output against the input where the network takes everything away. */
static double left_of_noise_db(float limit, float mix, float residual) {
  QuellModel *model = constant_model(0);
  float *input = white_noise(COUNT, 0.3f, 1);
  float *output = under(model, input, limit, mix, residual);
  const double level = 20 * log10(rms(output + LATENCY, COUNT - LATENCY) / rms(input, COUNT - LATENCY) + 1e-30);
  quell_model_free(model);
  free(input);
  free(output);
  return level;
}

static void the_limit_is_the_most_that_is_taken_away(void **state) {
  (void)state;
  for (float limit = 3; limit <= 30; limit += 3)
    assert_below(fabs(left_of_noise_db(limit, 1, 0) + limit), 0.1, "off a limit of %g dB", limit);
}

static void the_largest_limit_takes_everything_away(void **state) {
  (void)state;
  assert_below(left_of_noise_db(100, 1, 0), -500, "level of what is left");
}

static void a_limit_never_makes_up_for_what_the_network_keeps(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  float *input = white_noise(COUNT, 0.3f, 1);
  float *output = under(model, input, 12, 1, 0);
  assert_below(difference_db(output + LATENCY, input, COUNT - LATENCY), -120, "change");
  quell_model_free(model);
  free(input);
  free(output);
}

static void mix_is_the_share_of_the_denoised_sound(void **state) {
  (void)state;
  for (float mix = 0.1f; mix < 0.95f; mix += 0.1f)
    assert_below(fabs(left_of_noise_db(100, mix, 0) - 20 * log10(1 - mix)), 0.01, "off a mix of %g", mix);
}

static void residual_is_what_was_taken_away(void **state) {
  (void)state;
  assert_below(fabs(left_of_noise_db(100, 1, 1)), 0.001, "off all of it");
  assert_below(fabs(left_of_noise_db(20, 1, 1) - 20 * log10(0.9)), 0.001, "off nine tenths of it");
}

static void output_and_residual_add_up_to_the_delayed_input(void **state) {
  (void)state;
  static const float settings[][2] = {{100, 1}, {12, 1}, {100, 0.7f}, {6, 0.3f}, {0, 1}, {100, 0}};
  QuellModel *models[] = {default_model(), small_model(1), small_model(3)};
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
    for (size_t j = 0; j < sizeof settings / sizeof settings[0]; j++) {
      float *output = under(models[i], input, settings[j][0], settings[j][1], 0);
      float *residual = under(models[i], input, settings[j][0], settings[j][1], 1);
      for (size_t n = 0; n < COUNT; n++)
        output[n] += residual[n];
      assert_below(difference_db(output + LATENCY, input, COUNT - LATENCY), -120, "model %zu, limit %g, mix %g", i,
                   settings[j][0], settings[j][1]);
      free(output);
      free(residual);
    }
    quell_model_free(models[i]);
  }
  free(input);
}

/* ---- Changes ---- */

#define CHANGE_AT 10000

/* A change that would be a jump of the whole amplitude spreads over its smoothing time: no step is larger than the
 * signal's own and an even share of that amplitude. */
static void assert_no_click(QuellParameter parameter, float from, float to) {
  QuellModel *model = constant_model(0);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  assert_int_equal(quell_denoiser_set(denoiser, parameter, from), QUELL_OK);
  quell_denoiser_reset(denoiser);
  float *input = silence(COUNT), *output = silence(COUNT);
  const double amplitude = 0.5, turn = 2 * M_PI * 100 / RATE;
  for (size_t n = 0; n < COUNT; n++)
    input[n] = (float)(amplitude * sin(turn * (double)n));
  run(denoiser, input, output, CHANGE_AT);
  assert_int_equal(quell_denoiser_set(denoiser, parameter, to), QUELL_OK);
  run(denoiser, input + CHANGE_AT, output + CHANGE_AT, COUNT - CHANGE_AT);
  const double share = 1000 / (listed[parameter].smoothing_ms * RATE);
  for (size_t n = 1; n < COUNT; n++)
    assert_below(fabs(output[n] - output[n - 1]), 1.001 * amplitude * (turn + share), "step at sample %zu", n);
  assert_true(fabs(20 * log10((rms(output + LATENCY, CHANGE_AT - LATENCY) + 1e-9) /
                              (rms(output + COUNT - 4800, 4800) + 1e-9))) > 3);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
}

static void a_change_of_the_limit_makes_no_click(void **state) {
  (void)state;
  assert_no_click(QUELL_LIMIT, 100, 0);
  assert_no_click(QUELL_LIMIT, 0, 100);
  assert_no_click(QUELL_LIMIT, 6, 20);
}

static void a_change_of_the_mix_makes_no_click(void **state) {
  (void)state;
  assert_no_click(QUELL_MIX, 0, 1);
  assert_no_click(QUELL_MIX, 1, 0);
}

static void a_change_of_the_residual_makes_no_click(void **state) {
  (void)state;
  assert_no_click(QUELL_RESIDUAL, 0, 1);
  assert_no_click(QUELL_RESIDUAL, 1, 0);
}

static void a_change_is_complete_after_its_smoothing_time(void **state) {
  (void)state;
  QuellModel *model = constant_model(0);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = white_noise(COUNT, 0.3f, 1), *output = silence(COUNT);
  run(denoiser, input, output, CHANGE_AT);
  quell_denoiser_set(denoiser, QUELL_MIX, 0);
  run(denoiser, input + CHANGE_AT, output + CHANGE_AT, COUNT - CHANGE_AT);
  const size_t done = CHANGE_AT + (size_t)(RATE * listed[QUELL_MIX].smoothing_ms / 1000) - 1;
  assert_same_bits(output + done, input + done - LATENCY, COUNT - done);
  assert_true(output[done - 50] != input[done - 50 - LATENCY]);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
}

static void reset_completes_a_change_at_once(void **state) {
  (void)state;
  QuellModel *model = constant_model(0);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = white_noise(COUNT, 0.3f, 1), *output = silence(COUNT);
  run(denoiser, input, output, 100);
  quell_denoiser_set(denoiser, QUELL_MIX, 0);
  run(denoiser, input, output, 100);
  quell_denoiser_reset(denoiser);
  run(denoiser, input, output, COUNT);
  assert_same_bits(output + LATENCY, input, COUNT - LATENCY);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
}

static void *set_mix_to_zero(void *denoiser) {
  return quell_denoiser_set(denoiser, QUELL_MIX, 0) == QUELL_OK ? denoiser : NULL;
}

static void another_thread_may_set_a_parameter(void **state) {
  (void)state;
  QuellModel *model = constant_model(0);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = white_noise(COUNT, 0.3f, 1), *output = silence(COUNT);
  pthread_t thread;
  void *done;
  assert_int_equal(pthread_create(&thread, NULL, set_mix_to_zero, denoiser), 0);
  pthread_join(thread, &done);
  assert_ptr_equal(done, denoiser);
  assert_true(quell_denoiser_get(denoiser, QUELL_MIX) == 0);
  run(denoiser, input, output, COUNT);
  assert_same_bits(output + 2 * LATENCY, input + LATENCY, COUNT - 2 * LATENCY);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_are_those_that_are_listed),
      cmocka_unit_test(there_is_nothing_past_the_last_parameter),
      cmocka_unit_test(a_new_denoiser_has_the_default_values),
      cmocka_unit_test(values_at_both_ends_are_taken),
      cmocka_unit_test(a_value_out_of_range_is_refused_and_changes_nothing),
      cmocka_unit_test(an_unknown_parameter_is_refused),
      cmocka_unit_test(the_limit_is_the_most_that_is_taken_away),
      cmocka_unit_test(the_largest_limit_takes_everything_away),
      cmocka_unit_test(a_limit_never_makes_up_for_what_the_network_keeps),
      cmocka_unit_test(mix_is_the_share_of_the_denoised_sound),
      cmocka_unit_test(residual_is_what_was_taken_away),
      cmocka_unit_test(output_and_residual_add_up_to_the_delayed_input),
      cmocka_unit_test(a_change_of_the_limit_makes_no_click),
      cmocka_unit_test(a_change_of_the_mix_makes_no_click),
      cmocka_unit_test(a_change_of_the_residual_makes_no_click),
      cmocka_unit_test(a_change_is_complete_after_its_smoothing_time),
      cmocka_unit_test(reset_completes_a_change_at_once),
      cmocka_unit_test(another_thread_may_set_a_parameter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
