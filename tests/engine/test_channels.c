/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked channels share one gain, independent ones share nothing.
 */
#include "test.h"

#include <math.h>

#define RATE 48000
#define COUNT 24000

typedef struct {
  uint32_t count;
  float *input[QUELL_CHANNELS_MAX], *output[QUELL_CHANNELS_MAX];
} Planes;

static Planes planes_make(uint32_t count) {
  Planes planes = {.count = count};
  for (uint32_t c = 0; c < count; c++) {
    planes.input[c] = noisy_speech(COUNT, RATE, 3900, c + 1);
    planes.output[c] = silence(COUNT);
  }
  return planes;
}

static void planes_free(Planes *planes) {
  for (uint32_t c = 0; c < planes->count; c++) {
    free(planes->input[c]);
    free(planes->output[c]);
  }
}

static void planes_run(Planes *planes, QuellModel *model, int independent) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, planes->count, independent);
  quell_denoiser_process(denoiser, (const float *const *)planes->input, planes->output, COUNT);
  quell_denoiser_free(denoiser);
}

static void put_scaled(Planes *planes, uint32_t channel, uint32_t from, float factor) {
  for (size_t n = 0; n < COUNT; n++)
    planes->input[channel][n] = factor * planes->input[from][n];
}

static void equal_channels_stay_equal_to_the_bit(void **state) {
  (void)state;
  QuellModel *model = default_model();
  for (int independent = 0; independent <= 1; independent++) {
    Planes planes = planes_make(3);
    put_scaled(&planes, 1, 0, 1);
    put_scaled(&planes, 2, 0, 1);
    planes_run(&planes, model, independent);
    assert_same_bits(planes.output[1], planes.output[0], COUNT);
    assert_same_bits(planes.output[2], planes.output[0], COUNT);
    planes_free(&planes);
  }
  quell_model_free(model);
}

static void a_mono_voice_in_stereo_sounds_as_in_mono(void **state) {
  (void)state;
  QuellModel *model = default_model();
  Planes planes = planes_make(2);
  put_scaled(&planes, 1, 0, 1);
  planes_run(&planes, model, 0);
  float *mono = denoised(model, RATE, planes.input[0], COUNT);
  for (size_t n = 0; n < COUNT; n++)
    assert_below(fabs(planes.output[0][n] - mono[n]), 1e-6, "sample %zu", n);
  free(mono);
  planes_free(&planes);
  quell_model_free(model);
}

/* A factor of two more or less is exact in every step of the way, so any other gain would show. */
static void linked_channels_keep_their_difference_in_level_to_the_bit(void **state) {
  (void)state;
  QuellModel *model = default_model();
  Planes planes = planes_make(2);
  put_scaled(&planes, 1, 0, 0.0625f);
  planes_run(&planes, model, 0);
  float *expected = scaled(planes.output[0], COUNT, 0.0625f);
  assert_same_bits(planes.output[1], expected, COUNT);
  free(expected);
  planes_free(&planes);
  quell_model_free(model);
}

static void linked_channels_hear_each_other(void **state) {
  (void)state;
  QuellModel *model = default_model();
  Planes planes = planes_make(2);
  free(planes.input[1]);
  planes.input[1] = white_noise(COUNT, 0.5f, 3);
  planes_run(&planes, model, 0);
  float *mono = denoised(model, RATE, planes.input[0], COUNT);
  assert_true(difference_db(planes.output[0], mono, COUNT) > -40);
  free(mono);
  planes_free(&planes);
  quell_model_free(model);
}

static void a_silent_linked_channel_stays_silent(void **state) {
  (void)state;
  QuellModel *model = default_model();
  Planes planes = planes_make(2);
  put_scaled(&planes, 1, 0, 0);
  planes_run(&planes, model, 0);
  for (size_t n = 0; n < COUNT; n++)
    assert_true(planes.output[1][n] == 0);
  planes_free(&planes);
  quell_model_free(model);
}

static void exchanged_channels_come_out_exchanged(void **state) {
  (void)state;
  QuellModel *model = default_model();
  Planes planes = planes_make(2), exchanged = planes_make(2);
  put_scaled(&exchanged, 0, 0, 1);
  float *first = exchanged.input[0];
  exchanged.input[0] = exchanged.input[1];
  exchanged.input[1] = first;
  planes_run(&planes, model, 0);
  planes_run(&exchanged, model, 0);
  assert_same_bits(exchanged.output[0], planes.output[1], COUNT);
  assert_same_bits(exchanged.output[1], planes.output[0], COUNT);
  planes_free(&planes);
  planes_free(&exchanged);
  quell_model_free(model);
}

static void assert_like_separate_runs(QuellModel *model, uint32_t channels) {
  Planes planes = planes_make(channels);
  planes_run(&planes, model, 1);
  for (uint32_t c = 0; c < channels; c++) {
    float *mono = denoised(model, RATE, planes.input[c], COUNT);
    assert_same_bits(planes.output[c], mono, COUNT);
    free(mono);
  }
  planes_free(&planes);
  quell_model_free(model);
}

static void independent_channels_are_separate_mono_runs_to_the_bit(void **state) {
  (void)state;
  assert_like_separate_runs(default_model(), 3);
}

static void sixty_four_independent_channels_are_separate_mono_runs_to_the_bit(void **state) {
  (void)state;
  assert_like_separate_runs(small_model(1), 64);
}

static void sixty_four_linked_channels_share_one_gain(void **state) {
  (void)state;
  QuellModel *model = constant_model(0.5f);
  Planes planes = planes_make(64);
  planes_run(&planes, model, 0);
  for (uint32_t c = 0; c < 64; c++) {
    float *expected = scaled(planes.input[c], COUNT, 0.5f);
    assert_below(difference_db(planes.output[c] + 960, expected, COUNT - 960), -120, "channel %u", c);
    free(expected);
  }
  planes_free(&planes);
  quell_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_channels_stay_equal_to_the_bit),
      cmocka_unit_test(a_mono_voice_in_stereo_sounds_as_in_mono),
      cmocka_unit_test(linked_channels_keep_their_difference_in_level_to_the_bit),
      cmocka_unit_test(linked_channels_hear_each_other),
      cmocka_unit_test(a_silent_linked_channel_stays_silent),
      cmocka_unit_test(exchanged_channels_come_out_exchanged),
      cmocka_unit_test(independent_channels_are_separate_mono_runs_to_the_bit),
      cmocka_unit_test(sixty_four_independent_channels_are_separate_mono_runs_to_the_bit),
      cmocka_unit_test(sixty_four_linked_channels_share_one_gain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
