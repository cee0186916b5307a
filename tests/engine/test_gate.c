/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When the gate opens and closes, and what it leaves.
 */
#include "test.h"

#include "engine/gate.h"

#include <math.h>

#define RATE 48000
#define HOP 480
#define LATENCY 960
#define COUNT 96000

/* ---- The gate alone ---- */

static const GateSettings usual = {.on = 1, .threshold = 0.5f, .attack = 100, .release = 400, .hold = 1000};

/* Gains of `hops` hops, in which the voice is heard in those from `first` on before `end`. */
static float *gains_of(const GateSettings *settings, uint32_t hops, uint32_t first, uint32_t end, float floor) {
  Gate gate;
  float *gains = silence(hops * HOP), floors[HOP];
  for (uint32_t n = 0; n < HOP; n++)
    floors[n] = floor;
  gate_reset(&gate, settings);
  for (uint32_t hop = 0; hop < hops; hop++) {
    gate_hear(&gate, settings, hop >= first && hop < end ? 0.7f : 0.2f, HOP);
    gate_run(&gate, settings, floors, gains + hop * HOP, HOP);
  }
  return gains;
}

static void it_is_closed_before_any_voice(void **state) {
  (void)state;
  float *gains = gains_of(&usual, 4, 9, 9, 0.1f);
  for (uint32_t n = 0; n < 4 * HOP; n++)
    assert_true(gains[n] == 0.1f);
  free(gains);
}

static void it_is_open_when_it_is_off(void **state) {
  (void)state;
  GateSettings off = usual;
  off.on = 0;
  float *gains = gains_of(&off, 4, 9, 9, 0.1f);
  for (uint32_t n = 0; n < 4 * HOP; n++)
    assert_true(gains[n] == 1);
  free(gains);
}

static void it_opens_within_the_attack(void **state) {
  (void)state;
  float *gains = gains_of(&usual, 4, 2, 9, 0);
  assert_true(gains[2 * HOP - 1] == 0);
  assert_true(gains[2 * HOP] > 0 && gains[2 * HOP + 50] < 0.5f);
  for (uint32_t n = 2 * HOP + 100; n < 4 * HOP; n++)
    assert_true(gains[n] == 1);
  free(gains);
}

static void it_stays_open_for_the_hold_and_closes_within_the_release(void **state) {
  (void)state;
  float *gains = gains_of(&usual, 8, 0, 1, 0.25f);
  /* The hop that the voice was heard in leaves in this hop and the next. */
  const uint32_t closes = 1000 + HOP;
  for (uint32_t n = 100; n < closes; n++)
    assert_true(gains[n] == 1);
  for (uint32_t n = closes; n < closes + 399; n++)
    assert_true(gains[n] < gains[n - 1] && gains[n] > 0.25f);
  for (uint32_t n = closes + 401; n < 8 * HOP; n++)
    assert_true(gains[n] == 0.25f);
  free(gains);
}

static void a_voice_during_the_release_opens_it_from_where_it_is(void **state) {
  (void)state;
  GateSettings slow = usual;
  slow.hold = 0;
  slow.release = 4000;
  Gate gate = {1, 0};
  float gains[2 * HOP], floors[HOP] = {0};
  gate_run(&gate, &slow, floors, gains, HOP);
  gate_hear(&gate, &slow, 0.9f, HOP);
  gate_run(&gate, &slow, floors, gains + HOP, HOP);
  assert_below(fabsf(gains[HOP] - gains[HOP - 1]), 0.03, "step");
  assert_true(gains[HOP - 1] > 0.7f && gains[2 * HOP - 1] == 1);
}

/* ---- In the denoiser ---- */

/* A model that keeps everything and hears a voice at this probability at all times. */
static QuellModel *voice_model(float voice) {
  ModelFile *file = constant_model_file(1, 0);
  model_file_tensor(file, "voice.bias")->values[0] = voice;
  return model_from(file);
}

typedef struct {
  QuellParameter parameter;
  float value;
} Setting;

static float *with(QuellModel *model, const float *input, const Setting *settings, size_t count) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  for (size_t i = 0; i < count; i++)
    assert_int_equal(quell_denoiser_set(denoiser, settings[i].parameter, settings[i].value), QUELL_OK);
  quell_denoiser_reset(denoiser);
  float *output = silence(COUNT);
  run(denoiser, input, output, COUNT);
  quell_denoiser_free(denoiser);
  return output;
}

static double level_without_voice(Setting second, Setting third) {
  const Setting settings[] = {{QUELL_GATE, 1}, second, third};
  QuellModel *model = voice_model(0.1f);
  float *input = white_noise(COUNT, 0.3f, 1), *output = with(model, input, settings, 3);
  const double level = 20 * log10(rms(output + LATENCY, COUNT - LATENCY) / rms(input, COUNT - LATENCY) + 1e-30);
  quell_model_free(model);
  free(input);
  free(output);
  return level;
}

static void a_closed_gate_attenuates_by_its_range(void **state) {
  (void)state;
  for (float range = 6; range <= 60; range += 18)
    assert_below(fabs(level_without_voice((Setting){QUELL_GATE_RANGE, range}, (Setting){QUELL_MIX, 1}) + range), 0.01,
                 "off a range of %g dB", range);
}

static void the_largest_range_leaves_nothing(void **state) {
  (void)state;
  assert_below(level_without_voice((Setting){QUELL_GATE_RANGE, 100}, (Setting){QUELL_MIX, 1}), -500, "level");
}

static void the_limit_holds_for_the_gate_too(void **state) {
  (void)state;
  assert_below(fabs(level_without_voice((Setting){QUELL_GATE_RANGE, 100}, (Setting){QUELL_LIMIT, 12}) + 12), 0.01,
               "off the limit");
}

static void the_voice_opens_it_at_the_threshold(void **state) {
  (void)state;
  const Setting settings[] = {{QUELL_GATE, 1}, {QUELL_GATE_THRESHOLD, 0.4f}};
  float *input = white_noise(COUNT, 0.3f, 1);
  for (float voice = 0.39f; voice < 0.42f; voice += 0.02f) {
    QuellModel *model = voice_model(voice);
    float *output = with(model, input, settings, 2);
    const double level = rms(output + 2 * LATENCY, COUNT - 2 * LATENCY) / rms(input, COUNT);
    assert_true(voice < 0.4f ? level < 0.04 : level > 0.99);
    free(output);
    quell_model_free(model);
  }
  free(input);
}

static void no_voice_output_leaves_it_open(void **state) {
  (void)state;
  const Setting settings[] = {{QUELL_GATE, 1}};
  QuellModel *model = small_model(2);
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  QuellMeters meters;
  run(denoiser, input, (float[COUNT]){0}, COUNT);
  quell_denoiser_meters(denoiser, &meters);
  assert_true(meters.voice_probability == 0);
  quell_denoiser_free(denoiser);
  float *expected = denoised(model, RATE, input, COUNT), *output = with(model, input, settings, 1);
  assert_same_bits(output, expected, COUNT);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

static void nothing_of_it_shows_while_it_is_off(void **state) {
  (void)state;
  const Setting settings[] = {{QUELL_GATE_THRESHOLD, 1},
                              {QUELL_GATE_ATTACK, 100},
                              {QUELL_GATE_HOLD, 0},
                              {QUELL_GATE_RELEASE, 10},
                              {QUELL_GATE_RANGE, 100}};
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  float *expected = denoised(model, RATE, input, COUNT), *output = with(model, input, settings, 5);
  assert_same_bits(output, expected, COUNT);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_closed_before_any_voice),
      cmocka_unit_test(it_is_open_when_it_is_off),
      cmocka_unit_test(it_opens_within_the_attack),
      cmocka_unit_test(it_stays_open_for_the_hold_and_closes_within_the_release),
      cmocka_unit_test(a_voice_during_the_release_opens_it_from_where_it_is),
      cmocka_unit_test(a_closed_gate_attenuates_by_its_range),
      cmocka_unit_test(the_largest_range_leaves_nothing),
      cmocka_unit_test(the_limit_holds_for_the_gate_too),
      cmocka_unit_test(the_voice_opens_it_at_the_threshold),
      cmocka_unit_test(no_voice_output_leaves_it_open),
      cmocka_unit_test(nothing_of_it_shows_while_it_is_off),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
