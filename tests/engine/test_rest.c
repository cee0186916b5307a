/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Digital silence before a sound changes nothing, and after a second of it the denoiser starts anew.
 */
#include "test.h"

#define RATE 48000
#define COUNT 24000

/* What comes out for the sound after so many zeros, and after `before` samples of another sound. */
static float *after(QuellModel *model, size_t before, size_t zeros) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *sound = noisy_speech(COUNT, RATE, 3900, 1), *other = white_noise(before, 0.3f, 2), *none = silence(zeros);
  run(denoiser, other, other, before);
  for (size_t done = 0; done < zeros; done += 777)
    run(denoiser, none + done, none + done, zeros - done < 777 ? zeros - done : 777);
  run(denoiser, sound, sound, COUNT);
  quell_denoiser_free(denoiser);
  free(other);
  free(none);
  return sound;
}

static void any_number_of_zeros_before_a_sound_changes_nothing(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *expected = after(model, 0, 0);
  static const size_t zeros[] = {1, 100, 480, 1000, 96001};
  for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
    float *output = after(model, 0, zeros[i]);
    assert_same_bits(output, expected, COUNT);
    free(output);
  }
  free(expected);
  quell_model_free(model);
}

static void more_than_a_second_of_zeros_makes_it_start_anew(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *expected = after(model, 0, 0), *soon = after(model, 10000, RATE / 2), *late = after(model, 10000, RATE + 960);
  assert_same_bits(late, expected, COUNT);
  assert_true(difference_db(soon, expected, COUNT) > -80);
  free(expected);
  free(soon);
  free(late);
  quell_model_free(model);
}

static void minus_zero_passes_as_it_is(void **state) {
  (void)state;
  QuellModel *model = default_model();
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float input[2000], output[2000];
  for (int n = 0; n < 2000; n++)
    input[n] = -0.0f;
  quell_denoiser_set(denoiser, QUELL_BYPASS, 1);
  run(denoiser, input, output, 2000);
  assert_same_bits(output + 960, input, 1040);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

/* A burst louder than any sound, then speech: what is kept of it soon differs little from what was kept without. */
static void a_burst_of_nonsense_is_forgotten_within_half_a_second(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *sound = noisy_speech(3 * RATE, RATE, 3900, 1), *expected = denoised(model, RATE, sound, 3 * RATE);
  for (size_t n = RATE; n < RATE + RATE / 10; n++)
    sound[n] = n % 2 ? 1e30f : -1e30f;
  float *output = denoised(model, RATE, sound, 3 * RATE);
  const size_t from = RATE + RATE / 10 + RATE / 2;
  assert_below(difference_db(output + from, expected + from, 3 * RATE - from), -15, "difference after half a second");
  free(sound);
  free(expected);
  free(output);
  quell_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_number_of_zeros_before_a_sound_changes_nothing),
      cmocka_unit_test(more_than_a_second_of_zeros_makes_it_start_anew),
      cmocka_unit_test(minus_zero_passes_as_it_is),
      cmocka_unit_test(a_burst_of_nonsense_is_forgotten_within_half_a_second),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
