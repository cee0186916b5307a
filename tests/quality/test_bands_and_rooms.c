/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Speech that is not as wide or as near as the microphone of a studio gives it.
 */
#include "bounds.h"

#define RATE 48000
#define USED 4 /* voices */

static Sound in_pink(Sound voice, double snr_db) {
  return sound_sum(voice, sound_below(generated_pink(voice.rate, (double)voice.count / voice.rate + 1), voice, snr_db));
}

/* Everything above 4 kHz is gone, then stored in 16 bits at 48 kHz: above 4 kHz there is nothing but rounding noise. */
static Sound by_telephone(Sound sound) {
  return sound_rounded(sound_resampled(sound_resampled(sound, 8000), RATE));
}

static void a_telephone_voice_in_a_wide_file_is_kept(void **state) {
  (void)state;
  double least = 100, most = 0;
  for (int v = 0; v < USED; v++) {
    const Sound voice = by_telephone(sound_recording(voices[v], RATE)), output = sound_denoised(voice);
    most = fmax(most, fabs(sound_active_db(output) - sound_active_db(voice)));
    least = fmin(least, sound_score(METRIC_SI_SDR, voice, output));
  }
  bound_check(BOUND_TELEPHONE_LEVEL, most);
  bound_check(BOUND_TELEPHONE_CLEAN, least);
}

static void a_telephone_voice_in_noise_gains(void **state) {
  (void)state;
  double gain = 0;
  for (int v = 0; v < USED; v++) {
    const Sound wide = sound_recording(voices[v], RATE);
    const Sound voice = by_telephone(wide), noisy = by_telephone(in_pink(wide, 5));
    gain +=
        (sound_score(METRIC_SI_SDR, voice, sound_denoised(noisy)) - sound_score(METRIC_SI_SDR, voice, noisy)) / USED;
  }
  bound_check(BOUND_TELEPHONE_GAIN, gain);
}

static void a_voice_in_a_room_is_no_noise(void **state) {
  (void)state;
  double least = 100;
  for (int v = 0; v < USED; v++) {
    Sound early;
    const Sound voice = generated_room(sound_recording(voices[v], RATE), 0.7, &early);
    least = fmin(least, sound_kept_db(early, sound_denoised(voice)) - sound_kept_db(early, voice));
  }
  bound_check(BOUND_ROOM_LEVEL, least);
}

static void words_in_a_noisy_room_are_not_harmed(void **state) {
  (void)state;
  double gain = 0;
  for (int v = 0; v < USED; v++) {
    Sound early;
    const Sound noisy = in_pink(generated_room(sound_recording(voices[v], RATE), 0.7, &early), 10);
    gain += (sound_score(METRIC_ESTOI, early, sound_denoised(noisy)) - sound_score(METRIC_ESTOI, early, noisy)) / USED;
  }
  bound_check(BOUND_ROOM_ESTOI, gain);
}

/* Material that ends below half of `rate`, denoised at that rate and at 48 kHz; both are judged at `rate`. */
static void check_rate(uint32_t rate, Bound bound) {
  double difference = 0;
  for (int v = 0; v < VOICES; v++) {
    const Sound voice = sound_recording(voices[v], rate), noisy = in_pink(voice, 5);
    const Sound wide = sound_resampled(sound_denoised(sound_resampled(noisy, RATE)), rate);
    difference +=
        (sound_score(METRIC_SI_SDR, voice, sound_denoised(noisy)) - sound_score(METRIC_SI_SDR, voice, wide)) / VOICES;
  }
  bound_check(bound, fabs(difference));
}

static void it_is_as_good_at_8_kHz(void **state) {
  (void)state;
  check_rate(8000, BOUND_RATE_8000);
}

static void it_is_as_good_at_16_kHz(void **state) {
  (void)state;
  check_rate(16000, BOUND_RATE_16000);
}

static void it_is_as_good_at_44_1_kHz(void **state) {
  (void)state;
  check_rate(44100, BOUND_RATE_44100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      QUALITY_TEST(a_telephone_voice_in_a_wide_file_is_kept),
      QUALITY_TEST(a_telephone_voice_in_noise_gains),
      QUALITY_TEST(a_voice_in_a_room_is_no_noise),
      QUALITY_TEST(words_in_a_noisy_room_are_not_harmed),
      QUALITY_TEST(it_is_as_good_at_8_kHz),
      QUALITY_TEST(it_is_as_good_at_16_kHz),
      QUALITY_TEST(it_is_as_good_at_44_1_kHz),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
