/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bypass, output gain, independent channels, and all controls together: on one timeline, in any blocks.
 */
#include "test.h"

#include <math.h>

#define RATE 48000
#define COUNT 48000
#define LATENCY 960

static void set(QuellDenoiser *denoiser, QuellParameter parameter, float value) {
  assert_int_equal(quell_denoiser_set(denoiser, parameter, value), QUELL_OK);
}

static void bypass_overrules_all_other_controls(void **state) {
  (void)state;
  QuellModel *model = default_model();
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = noisy_speech(COUNT, RATE, 3900, 1), *output = silence(COUNT);
  set(denoiser, QUELL_GAIN, 12);
  set(denoiser, QUELL_RESIDUAL, 1);
  set(denoiser, QUELL_GATE, 1);
  set(denoiser, QUELL_BYPASS, 1);
  run(denoiser, input, output, COUNT);
  assert_same_bits(output + LATENCY, input, COUNT - LATENCY);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
}

static void gain_is_a_factor_on_output_and_residual(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1), *expected = scaled(input, COUNT, 2), *sum = silence(COUNT);
  for (int residual = 0; residual <= 1; residual++) {
    QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
    float *output = silence(COUNT);
    set(denoiser, QUELL_GAIN, 20 * log10f(2));
    set(denoiser, QUELL_RESIDUAL, (float)residual);
    run(denoiser, input, output, COUNT);
    for (size_t n = 0; n < COUNT; n++)
      sum[n] += output[n];
    free(output);
    quell_denoiser_free(denoiser);
  }
  assert_below(difference_db(sum + LATENCY, expected, COUNT - LATENCY), -110, "difference");
  quell_model_free(model);
  free(input);
  free(expected);
  free(sum);
}

/* Everything changes at fixed places of a stream. */
static float *changing(QuellModel *model, const float *left, const float *right, int cut) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 2, 0);
  float *output = silence(2 * COUNT);
  uint32_t random = 5, sizes = 9;
  for (uint32_t done = 0; done < COUNT;) {
    const uint32_t end = done + 1700 < COUNT ? done + 1700 : COUNT;
    const QuellParameter parameter = (QuellParameter)(random_number(&random) % QUELL_PARAMETER_COUNT);
    const QuellParameterInfo *info = quell_parameter_info(parameter);
    const float share = (float)(random_number(&random) % 1001) / 1000;
    set(denoiser, parameter, info->minimum + share * (info->maximum - info->minimum));
    while (done < end) {
      uint32_t size = cut ? random_number(&sizes) % 600 : end - done;
      if (size > end - done) size = end - done;
      const float *input[2] = {left + done, right + done};
      float *to[2] = {output + done, output + COUNT + done};
      quell_denoiser_process(denoiser, input, to, size);
      done += size;
    }
  }
  quell_denoiser_free(denoiser);
  return output;
}

static void changes_of_all_controls_give_the_same_in_any_blocks(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *left = noisy_speech(COUNT, RATE, 3900, 1), *right = noisy_speech(COUNT, RATE, 3900, 2);
  float *whole = changing(model, left, right, 0), *cut = changing(model, left, right, 1);
  assert_same_bits(cut, whole, 2 * COUNT);
  assert_true(all_finite(whole, 2 * COUNT));
  quell_model_free(model);
  free(left);
  free(right);
  free(whole);
  free(cut);
}

static double largest_step(const float *signal, size_t count) {
  double largest = 0;
  for (size_t n = 1; n < count; n++)
    largest = fmax(largest, fabs((double)signal[n] - (double)signal[n - 1]));
  return largest;
}

/* No step is larger than the signal's own largest and a share of what changes over the shortest smoothing. */
static void no_jump_of_a_control_steps_more_than_the_signal(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = silence(COUNT);
  for (size_t n = 0; n < COUNT; n++)
    input[n] = 0.5f * (float)sin(2 * M_PI * 220 * (double)n / RATE);
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    if (i == QUELL_GAIN) continue; /* makes the signal itself larger */
    const QuellParameterInfo *info = quell_parameter_info((QuellParameter)i);
    QuellDenoiser *denoiser = make_denoiser(model, RATE, 2, 0);
    float *output = silence(COUNT), *other = silence(COUNT);
    set(denoiser, QUELL_GATE, i == QUELL_GATE ? 0 : 1);
    for (size_t done = 0; done < COUNT; done += 6000) {
      const float *from[2] = {input + done, input + done};
      float *to[2] = {output + done, other + done};
      set(denoiser, (QuellParameter)i, done / 6000 % 2 ? info->maximum : info->minimum);
      quell_denoiser_process(denoiser, from, to, 6000);
    }
    assert_below(largest_step(output, COUNT), 1.05 * largest_step(input, COUNT) + 0.5 / (0.001 * RATE), "%s: step",
                 info->symbol);
    free(output);
    free(other);
    quell_denoiser_free(denoiser);
  }
  quell_model_free(model);
  free(input);
}

/* ---- Snapshot ---- */

static void the_snapshot_shows_what_is_heard(void **state) {
  (void)state;
  QuellModel *model = constant_model(0.1f);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *input = white_noise(COUNT, 0.3f, 1), *output = silence(COUNT);
  QuellSnapshot first, second;
  run(denoiser, input, output, COUNT);
  assert_true(quell_denoiser_snapshot(denoiser, &first));
  assert_true(first.bands > 60 && first.voice_probability == 0.5f && first.gate == 1);
  for (uint32_t band = 0; band < first.bands; band++)
    assert_below(fabs(first.gain_db[band] + 20), 1, "off -20 dB in band %u", band);
  set(denoiser, QUELL_BYPASS, 1);
  run(denoiser, input, output, COUNT);
  assert_true(quell_denoiser_snapshot(denoiser, &second));
  assert_int_equal(second.hop - first.hop, COUNT / 480);
  for (uint32_t band = 0; band < second.bands; band++)
    assert_below(fabs(second.gain_db[band]), 1e-4, "gain in band %u", band);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(input);
  free(output);
}

static void bands_above_half_the_rate_are_absent_from_the_snapshot(void **state) {
  (void)state;
  QuellModel *model = constant_model(1);
  QuellDenoiser *denoiser = make_denoiser(model, 8000, 1, 0);
  QuellSnapshot snapshot;
  assert_true(quell_denoiser_snapshot(denoiser, &snapshot));
  assert_true(quell_snapshot_hz(snapshot.bands - 1) < 4000 && quell_snapshot_hz(snapshot.bands) >= 4000);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bypass_overrules_all_other_controls),
      cmocka_unit_test(gain_is_a_factor_on_output_and_residual),
      cmocka_unit_test(changes_of_all_controls_give_the_same_in_any_blocks),
      cmocka_unit_test(no_jump_of_a_control_steps_more_than_the_signal),
      cmocka_unit_test(the_snapshot_shows_what_is_heard),
      cmocka_unit_test(bands_above_half_the_rate_are_absent_from_the_snapshot),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
