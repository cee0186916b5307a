/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers that are no sound do no lasting harm; reset is a new start; silence stays silent.
 */
#include "test.h"

#include <float.h>
#include <math.h>

#define RATE 16000
#define COUNT (2 * RATE)
#define HOP (RATE / 100)
#define LATENCY (2 * HOP)
#define WINDOW (RATE * 32 / 1000)
#define KINDS 4

static const float bad_values[] = {NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e30f, -1e30f, 1e-40f, -1e-45f};
#define BAD_VALUES (sizeof bad_values / sizeof bad_values[0])

/* Every kind of small model, then the built-in one. */
static QuellModel *model_at(unsigned index) {
  return index < KINDS ? small_model(index) : default_model();
}

static void put(float *signal, size_t from, size_t count, float value) {
  for (size_t n = from; n < from + count; n++)
    signal[n] = n % 2 ? value : -value;
}

static void output_stays_finite_whatever_comes_in(void **state) {
  (void)state;
  static const size_t lengths[] = {1, 100, 1600};
  for (unsigned index = 0; index <= KINDS; index++) {
    QuellModel *model = model_at(index);
    for (size_t i = 0; i < BAD_VALUES; i++)
      for (size_t j = 0; j < 3; j++) {
        float *input = noisy_speech(RATE, RATE, 3900, 1);
        put(input, 4000, lengths[j], bad_values[i]);
        float *output = denoised(model, RATE, input, RATE);
        if (!all_finite(output, RATE)) fail_msg("model %u, %zu times %g", index, lengths[j], bad_values[i]);
        free(input);
        free(output);
      }
    quell_model_free(model);
  }
}

static void output_stays_finite_when_the_weights_are_as_large_as_they_can_be(void **state) {
  (void)state;
  QuellModel *model = model_from(constant_model_file(FLT_MAX, FLT_MAX));
  static const float levels[] = {1, 1e10f, FLT_MAX};
  for (size_t i = 0; i < 3; i++) {
    float *input = white_noise(RATE, levels[i], 1);
    float *output = denoised(model, RATE, input, RATE);
    assert_true(all_finite(output, RATE));
    free(input);
    free(output);
  }
  quell_model_free(model);
}

static void what_is_not_finite_counts_as_zero(void **state) {
  (void)state;
  static const float values[] = {NAN, INFINITY, -INFINITY};
  for (unsigned index = 0; index <= KINDS; index++) {
    QuellModel *model = model_at(index);
    float *input = noisy_speech(RATE, RATE, 3900, 1);
    put(input, 4000, 300, 0);
    float *expected = denoised(model, RATE, input, RATE);
    for (size_t i = 0; i < 3; i++) {
      put(input, 4000, 300, values[i]);
      float *output = denoised(model, RATE, input, RATE);
      for (size_t n = 0; n < RATE; n++)
        assert_true(output[n] == expected[n]);
      free(output);
    }
    free(input);
    free(expected);
    quell_model_free(model);
  }
}

static void denormals_alone_are_denoised_to_silence(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = white_noise(RATE, 1e-38f, 1);
  float *output = denoised(model, RATE, input, RATE);
  for (size_t n = 0; n < RATE; n++)
    assert_true(fabsf(output[n]) <= 1e-38f);
  quell_model_free(model);
  free(input);
  free(output);
}

/* Bit for bit, as soon as the last window that held a bad sample has been overlapped and added. */
static void assert_clean_after(QuellModel *model, size_t memory) {
  const size_t at = 5000, settled = at + 1 + WINDOW + LATENCY + memory;
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  float *expected = denoised(model, RATE, input, COUNT);
  for (size_t i = 0; i < BAD_VALUES; i++) {
    float *bad = scaled(input, COUNT, 1);
    bad[at] = bad_values[i];
    float *output = denoised(model, RATE, bad, COUNT);
    assert_same_bits(output + settled, expected + settled, COUNT - settled);
    free(bad);
    free(output);
  }
  free(input);
  free(expected);
  quell_model_free(model);
}

static void a_bad_sample_is_forgotten_within_a_window_when_the_gains_are_given(void **state) {
  (void)state;
  assert_clean_after(constant_model(0.7f), 0);
}

static void a_filter_forgets_a_bad_sample_with_its_last_tap(void **state) {
  (void)state;
  assert_clean_after(echo_model(0.5f), 2 * HOP);
}

/* The features follow levels and a recurrent network remembers, so gains differ a little for a while. A filter of three
 * taps reaches two hops further back. */
static void assert_close_after(unsigned index, float value, double at_once_db, double after_half_a_second_db) {
  QuellModel *model = model_at(index);
  const size_t at = 8000, settled = at + WINDOW + LATENCY + 2 * HOP, late = at + RATE / 2;
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  float *expected = denoised(model, RATE, input, COUNT);
  input[at] = value;
  float *output = denoised(model, RATE, input, COUNT);
  const double soon = difference_db(output + settled, expected + settled, late - settled);
  const double later = difference_db(output + late, expected + late, COUNT - late);
  assert_below(soon, at_once_db, "model %u, %g, after one window", index, value);
  assert_below(later, after_half_a_second_db, "model %u, %g, after half a second", index, value);
  free(input);
  free(expected);
  free(output);
  quell_model_free(model);
}

static void one_missing_sample_leaves_no_trace_after_a_window(void **state) {
  (void)state;
  for (unsigned index = 0; index <= KINDS; index++)
    assert_close_after(index, NAN, -35, -60);
}

static void one_sample_of_1e30_is_nearly_forgotten_after_half_a_second(void **state) {
  (void)state;
  for (unsigned index = 0; index <= KINDS; index++)
    assert_close_after(index, 1e30f, 6, -10);
}

static void nothing_but_numbers_that_are_none_gives_silence(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = silence(RATE);
  put(input, 0, RATE, NAN);
  float *output = denoised(model, RATE, input, RATE);
  for (size_t n = 0; n < RATE; n++)
    assert_true(output[n] == 0);
  quell_model_free(model);
  free(input);
  free(output);
}

/* ---- Silence ---- */

static void silence_from_the_start_stays_exact_silence(void **state) {
  (void)state;
  for (unsigned index = 0; index <= KINDS; index++) {
    QuellModel *model = model_at(index);
    float *input = silence(COUNT);
    float *output = denoised(model, RATE, input, COUNT);
    for (size_t n = 0; n < COUNT; n++)
      assert_true(output[n] == 0);
    quell_model_free(model);
    free(input);
    free(output);
  }
}

static void silence_after_sound_is_exact_as_soon_as_the_windows_have_passed(void **state) {
  (void)state;
  for (unsigned index = 0; index <= KINDS; index++) {
    QuellModel *model = model_at(index);
    float *input = noisy_speech(COUNT, RATE, 3900, 1);
    memset(input + RATE, 0, RATE * sizeof *input);
    float *output = denoised(model, RATE, input, COUNT);
    for (size_t n = RATE + WINDOW + LATENCY + 4 * HOP; n < COUNT; n++)
      assert_true(output[n] == 0);
    quell_model_free(model);
    free(input);
    free(output);
  }
}

/* ---- Reset ---- */

static void set_all(QuellDenoiser *denoiser, float limit, float mix, float residual) {
  quell_denoiser_set(denoiser, QUELL_LIMIT, limit);
  quell_denoiser_set(denoiser, QUELL_MIX, mix);
  quell_denoiser_set(denoiser, QUELL_RESIDUAL, residual);
}

static void assert_reset_is_new(unsigned index, float limit, float mix, float residual) {
  QuellModel *model = model_at(index);
  QuellDenoiser *used = make_denoiser(model, RATE, 1, 0), *fresh = make_denoiser(model, RATE, 1, 0);
  float *before = white_noise(RATE, 0.3f, 9), *input = noisy_speech(RATE, RATE, 3900, 1);
  float *output = silence(RATE), *expected = silence(RATE);
  put(before, 3000, 50, 1e30f);
  put(before, 5000, 50, NAN);
  run(used, before, output, RATE - 77);
  set_all(used, limit, mix, residual);
  run(used, before, output, 33);
  set_all(fresh, limit, mix, residual);
  quell_denoiser_reset(used);
  quell_denoiser_reset(fresh);
  run(used, input, output, RATE);
  run(fresh, input, expected, RATE);
  assert_same_bits(output, expected, RATE);
  quell_denoiser_free(used);
  quell_denoiser_free(fresh);
  quell_model_free(model);
  free(before);
  free(input);
  free(output);
  free(expected);
}

static void a_denoiser_that_was_reset_is_as_new(void **state) {
  (void)state;
  for (unsigned index = 0; index <= KINDS; index++)
    assert_reset_is_new(index, 100, 1, 0);
}

static void a_denoiser_that_was_reset_is_as_new_under_any_parameter(void **state) {
  (void)state;
  assert_reset_is_new(1, 0, 1, 0);
  assert_reset_is_new(1, 12, 1, 0);
  assert_reset_is_new(1, 100, 0.3f, 0);
  assert_reset_is_new(1, 100, 1, 1);
  assert_reset_is_new(1, 20, 0.5f, 0.5f);
}

static void a_new_denoiser_is_as_one_that_was_reset(void **state) {
  (void)state;
  QuellModel *model = default_model();
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = noisy_speech(RATE, RATE, 3900, 1), *output = silence(RATE);
  float *expected = denoised(model, RATE, input, RATE);
  quell_denoiser_reset(denoiser);
  run(denoiser, input, output, RATE);
  assert_same_bits(output, expected, RATE);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(output_stays_finite_whatever_comes_in),
      cmocka_unit_test(output_stays_finite_when_the_weights_are_as_large_as_they_can_be),
      cmocka_unit_test(what_is_not_finite_counts_as_zero),
      cmocka_unit_test(denormals_alone_are_denoised_to_silence),
      cmocka_unit_test(a_bad_sample_is_forgotten_within_a_window_when_the_gains_are_given),
      cmocka_unit_test(a_filter_forgets_a_bad_sample_with_its_last_tap),
      cmocka_unit_test(one_missing_sample_leaves_no_trace_after_a_window),
      cmocka_unit_test(one_sample_of_1e30_is_nearly_forgotten_after_half_a_second),
      cmocka_unit_test(nothing_but_numbers_that_are_none_gives_silence),
      cmocka_unit_test(silence_from_the_start_stays_exact_silence),
      cmocka_unit_test(silence_after_sound_is_exact_as_soon_as_the_windows_have_passed),
      cmocka_unit_test(a_denoiser_that_was_reset_is_as_new),
      cmocka_unit_test(a_denoiser_that_was_reset_is_as_new_under_any_parameter),
      cmocka_unit_test(a_new_denoiser_is_as_one_that_was_reset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
