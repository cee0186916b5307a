/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the meters show.
 */
#include "test.h"

#include <float.h>
#include <math.h>

#define RATE 48000
#define COUNT 9600 /* whole hops */

/* What the meters show after the signal, mono, under a limit. */
static QuellMeters meters_after(QuellModel *model, float limit, float *input) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *output = silence(COUNT);
  quell_denoiser_set(denoiser, QUELL_LIMIT, limit);
  quell_denoiser_reset(denoiser);
  run(denoiser, input, output, COUNT);
  QuellMeters meters;
  quell_denoiser_meters(denoiser, &meters);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
  return meters;
}

static float *sine(float amplitude) {
  float *samples = silence(COUNT);
  for (size_t n = 0; n < COUNT; n++)
    samples[n] = amplitude * sinf((float)(2 * M_PI * (double)(n % 48) / 48));
  return samples;
}

static float *square_wave(float amplitude) {
  float *samples = silence(COUNT);
  for (size_t n = 0; n < COUNT; n++)
    samples[n] = n / 24 % 2 ? amplitude : -amplitude;
  return samples;
}

static void assert_near(double value, double expected, double tolerance) {
  assert_below(fabs(value - expected), tolerance, "%g instead of %g: difference", value, expected);
}

static void a_new_denoiser_shows_silence(void **state) {
  (void)state;
  QuellModel *model = default_model();
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  QuellMeters meters = {1, 1, 1, 1};
  quell_denoiser_meters(denoiser, &meters);
  assert_true(meters.input_db == QUELL_SILENCE_DB && meters.output_db == QUELL_SILENCE_DB);
  assert_true(meters.reduction_db == 0 && meters.voice_probability == 0);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

static void a_square_wave_at_full_scale_is_0_db(void **state) {
  (void)state;
  assert_near(meters_after(constant_model(1), 100, square_wave(1)).input_db, 0, 0.001);
}

static void a_sine_at_a_tenth_is_3_db_below_minus_20(void **state) {
  (void)state;
  const QuellMeters meters = meters_after(constant_model(1), 100, sine(0.1f));
  assert_near(meters.input_db, -23.01, 0.01);
  assert_near(meters.output_db, -23.01, 0.01);
}

static void the_output_is_shown_as_it_is_heard(void **state) {
  (void)state;
  assert_near(meters_after(constant_model(0), 20, sine(0.1f)).output_db, -43.01, 0.01);
}

static void silence_is_shown_as_silence(void **state) {
  (void)state;
  const QuellMeters meters = meters_after(constant_model(1), 100, silence(COUNT));
  assert_true(meters.input_db == QUELL_SILENCE_DB && meters.output_db == QUELL_SILENCE_DB);
  assert_true(meters.reduction_db == 0);
}

static void reduction_is_what_the_network_takes_away(void **state) {
  (void)state;
  assert_near(meters_after(constant_model(0.1f), 100, white_noise(COUNT, 0.3f, 1)).reduction_db, 20, 0.01);
}

static void reduction_is_shown_before_the_limit(void **state) {
  (void)state;
  assert_near(meters_after(constant_model(0.1f), 3, white_noise(COUNT, 0.3f, 1)).reduction_db, 20, 0.01);
}

static void reduction_is_never_below_0(void **state) {
  (void)state;
  assert_true(meters_after(constant_model(2), 100, white_noise(COUNT, 0.3f, 1)).reduction_db == 0);
}

static void voice_is_what_the_network_says(void **state) {
  (void)state;
  assert_near(meters_after(constant_model(1), 100, white_noise(COUNT, 0.3f, 1)).voice_probability, 0.5, 1e-6);
}

static void voice_is_held_between_0_and_1(void **state) {
  (void)state;
  for (float voice = -3; voice <= 7; voice += 10) {
    ModelFile *file = constant_model_file(1, 0);
    model_file_tensor(file, "voice.bias")->values[0] = voice;
    const QuellMeters meters = meters_after(model_from(file), 100, white_noise(COUNT, 0.3f, 1));
    assert_true(meters.voice_probability == (voice < 0 ? 0 : 1));
  }
}

static void the_loudest_channel_is_shown(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 3, 0);
  float *planes[3] = {square_wave(0.01f), square_wave(0.5f), square_wave(0.1f)};
  quell_denoiser_process(denoiser, (const float *const *)planes, planes, COUNT);
  QuellMeters meters;
  quell_denoiser_meters(denoiser, &meters);
  assert_near(meters.input_db, -6.02, 0.01);
  for (int c = 0; c < 3; c++)
    free(planes[c]);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

static void meters_stay_finite_whatever_comes_in(void **state) {
  (void)state;
  static const float levels[] = {1e15f, 1e30f, FLT_MAX, NAN};
  for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
    for (float limit = 0; limit <= 100; limit += 100) {
      const QuellMeters meters = meters_after(constant_model(0.5f), limit, square_wave(levels[i]));
      if (!isfinite(meters.input_db) || !isfinite(meters.output_db) || !isfinite(meters.reduction_db))
        fail_msg("%g: %g, %g, %g dB", levels[i], meters.input_db, meters.output_db, meters.reduction_db);
    }
}

static void reset_clears_the_meters(void **state) {
  (void)state;
  QuellModel *model = constant_model(0.5f);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *samples = square_wave(0.5f);
  run(denoiser, samples, samples, COUNT);
  quell_denoiser_reset(denoiser);
  QuellMeters meters;
  quell_denoiser_meters(denoiser, &meters);
  assert_true(meters.input_db == QUELL_SILENCE_DB && meters.output_db == QUELL_SILENCE_DB);
  assert_true(meters.reduction_db == 0 && meters.voice_probability == 0);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(samples);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_new_denoiser_shows_silence),
      cmocka_unit_test(a_square_wave_at_full_scale_is_0_db),
      cmocka_unit_test(a_sine_at_a_tenth_is_3_db_below_minus_20),
      cmocka_unit_test(the_output_is_shown_as_it_is_heard),
      cmocka_unit_test(silence_is_shown_as_silence),
      cmocka_unit_test(reduction_is_what_the_network_takes_away),
      cmocka_unit_test(reduction_is_shown_before_the_limit),
      cmocka_unit_test(reduction_is_never_below_0),
      cmocka_unit_test(voice_is_what_the_network_says),
      cmocka_unit_test(voice_is_held_between_0_and_1),
      cmocka_unit_test(the_loudest_channel_is_shown),
      cmocka_unit_test(meters_stay_finite_whatever_comes_in),
      cmocka_unit_test(reset_clears_the_meters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
