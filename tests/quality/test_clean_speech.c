/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A good microphone is left alone, whoever speaks and how.
 */
#include "bounds.h"

#define RATE 48000

static double level_change_db(Sound before, Sound after) {
  return sound_active_db(after) - sound_active_db(before);
}

static void clean_speech_keeps_its_level(void **state) {
  (void)state;
  double most = 0;
  for (int v = 0; v < VOICES; v++) {
    const Sound voice = sound_recording(voices[v], RATE);
    most = fmax(most, fabs(level_change_db(voice, sound_denoised(voice))));
  }
  bound_check(BOUND_CLEAN_LEVEL, most);
}

static void clean_speech_comes_out_as_it_went_in(void **state) {
  (void)state;
  double least = 100, unheard = 100, estoi = 0;
  for (int v = 0; v < VOICES; v++) {
    const Sound voice = sound_recording(voices[v], RATE), output = sound_denoised(voice);
    const double ratio = sound_score(METRIC_SI_SDR, voice, output);
    least = fmin(least, ratio);
    if (v >= UNHEARD_FROM) unheard = fmin(unheard, ratio);
    estoi += sound_score(METRIC_ESTOI, voice, output) / VOICES;
  }
  bound_check(BOUND_CLEAN_SI_SDR, least);
  bound_check(BOUND_CLEAN_UNHEARD, unheard);
  bound_check(BOUND_CLEAN_ESTOI, estoi);
}

static void whisper_is_kept(void **state) {
  (void)state;
  double change = 0, ratio = 0;
  for (int v = 0; v < UNHEARD_FROM; v++) {
    const Sound whisper = generated_whisper(sound_recording(voices[v], 16000)), output = sound_denoised(whisper);
    change += level_change_db(whisper, output) / UNHEARD_FROM;
    ratio += sound_score(METRIC_SI_SDR, whisper, output) / UNHEARD_FROM;
  }
  bound_check(BOUND_WHISPER_LEVEL, change);
  bound_check(BOUND_WHISPER_SI_SDR, ratio);
}

static void two_talkers_are_kept(void **state) {
  (void)state;
  const Sound first = sound_recording("woman", RATE), second = sound_recording("man", RATE);
  const Sound both = sound_sum(first, second), output = sound_denoised(both);
  bound_check(BOUND_TALKERS_SI_SDR, sound_score(METRIC_SI_SDR, both, output));
}

static void a_second_talker_is_kept(void **state) {
  (void)state;
  const Sound second = sound_recording("learner", RATE);
  const Sound stream = sound_joined(sound_recording("woman", RATE), second), output = sound_denoised(stream);
  const double from = (double)(stream.count - second.count) / RATE, length = (double)second.count / RATE;
  bound_check(BOUND_SECOND_TALKER, fabs(level_change_db(second, sound_part(output, from, length))));
}

static void singing_loses_no_more_than_is_stated(void **state) {
  (void)state;
  const Sound singing = generated_singing(RATE, 5);
  bound_check(BOUND_SINGING, level_change_db(singing, sound_denoised(singing)));
}

static void quiet_and_loud_talkers_get_the_same_result(void **state) {
  (void)state;
  const Sound voice = sound_recording("woman", RATE);
  const Sound noisy = sound_sum(voice, sound_below(generated_pink(RATE, 5), voice, 10));
  const Sound expected = sound_denoised(noisy);
  const double ratio = sound_score(METRIC_SI_SDR, voice, expected);
  double level = 0, difference = 0;
  for (double db = -55; db <= -6; db += 7) {
    const Sound output = sound_denoised(sound_amplified(noisy, db - VOICE_DB));
    level = fmax(level, fabs(level_change_db(expected, output) - (db - VOICE_DB)));
    difference = fmax(difference, fabs(sound_score(METRIC_SI_SDR, voice, output) - ratio));
  }
  bound_check(BOUND_QUIET_LEVEL, level);
  bound_check(BOUND_QUIET_SI_SDR, difference);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      QUALITY_TEST(clean_speech_keeps_its_level),
      QUALITY_TEST(clean_speech_comes_out_as_it_went_in),
      QUALITY_TEST(whisper_is_kept),
      QUALITY_TEST(two_talkers_are_kept),
      QUALITY_TEST(a_second_talker_is_kept),
      QUALITY_TEST(singing_loses_no_more_than_is_stated),
      QUALITY_TEST(quiet_and_loud_talkers_get_the_same_result),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
