/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How loud a recording is changes nothing but how loud the output is, from the first frame on.
 */
#include "test.h"

#include <math.h>

static const uint32_t rates[] = {8000, 16000, 44100, 48000, 96000, 192000};
#define RATES (sizeof rates / sizeof rates[0])

/* The output, brought back to the level of the unscaled one, must be that; so must every 100 ms of it by itself. */
static void assert_scales(QuellModel *model, uint32_t rate, float *input, size_t count, double gain_db) {
  const float factor = (float)pow(10, gain_db / 20);
  float *expected = denoised(model, rate, input, count);
  float *other_input = scaled(input, count, factor);
  float *other = denoised(model, rate, other_input, count);
  float *back = scaled(other, count, 1 / factor);
  assert_true(rms(expected, count) > 1e-4);
  const size_t latency = 2 * (rate / 100), part = rate / 10;
  for (size_t from = latency; from + part <= count; from += part) {
    const double difference = difference_db(back + from, expected + from, part);
    assert_below(difference, -80, "%g dB at %u Hz, from sample %zu", gain_db, rate, from);
  }
  free(input);
  free(expected);
  free(other_input);
  free(other);
  free(back);
}

static void assert_scales_at_all_rates(QuellModel *model, double gain_db) {
  for (size_t i = 0; i < RATES; i++)
    assert_scales(model, rates[i], noisy_speech(rates[i], rates[i], 3900, 1), rates[i], gain_db);
  quell_model_free(model);
}

static void speech_40_db_lower_gets_the_same_gains(void **state) {
  (void)state;
  assert_scales_at_all_rates(default_model(), -40);
}

static void speech_60_db_lower_gets_the_same_gains(void **state) {
  (void)state;
  assert_scales_at_all_rates(default_model(), -60);
}

static void speech_20_db_louder_gets_the_same_gains(void **state) {
  (void)state;
  assert_scales_at_all_rates(default_model(), 20);
}

static void speech_counted_in_16_bit_units_gets_the_same_gains(void **state) {
  (void)state;
  assert_scales_at_all_rates(default_model(), 90);
}

static void noise_40_db_lower_gets_the_same_gains_with_every_type_of_layer(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < 4; kind++) {
    QuellModel *model = small_model(kind);
    assert_scales(model, 48000, white_noise(48000, 0.1f, kind), 48000, -40);
    quell_model_free(model);
  }
}

/* A recording usually begins before the speech does. */
static void leading_silence_changes_nothing_of_that(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = noisy_speech(48000, 48000, 3900, 1);
  memset(input, 0, 9000 * sizeof *input);
  assert_scales(model, 48000, input, 48000, -40);
  quell_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(speech_40_db_lower_gets_the_same_gains),
      cmocka_unit_test(speech_60_db_lower_gets_the_same_gains),
      cmocka_unit_test(speech_20_db_louder_gets_the_same_gains),
      cmocka_unit_test(speech_counted_in_16_bit_units_gets_the_same_gains),
      cmocka_unit_test(noise_40_db_lower_gets_the_same_gains_with_every_type_of_layer),
      cmocka_unit_test(leading_silence_changes_nothing_of_that),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
