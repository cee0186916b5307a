/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Single kinds of noise, alone and with voices 5 dB above them.
 */
#include "bounds.h"

#define RATE 48000
#define SECONDS 5.0

static Sound music(uint32_t rate, double seconds) {
  Sound sound = sound_recording("music", rate);
  while ((double)sound.count / rate < seconds)
    sound = sound_joined(sound, sound);
  return sound_part(sound, 0, seconds);
}

static const struct {
  Sound (*make)(uint32_t rate, double seconds);
  Bound gain, alone;
} noises[] = {
    {generated_pink, BOUND_PINK_GAIN, BOUND_PINK_ALONE},
    {generated_hum, BOUND_HUM_GAIN, BOUND_HUM_ALONE},
    {generated_clicks, BOUND_CLICKS_GAIN, BOUND_CLICKS_ALONE},
    {generated_keyboard, BOUND_KEYBOARD_GAIN, BOUND_KEYBOARD_ALONE},
    {generated_siren, BOUND_SIREN_GAIN, BOUND_SIREN_ALONE},
    {music, BOUND_MUSIC_GAIN, BOUND_MUSIC_ALONE},
};
#define NOISES (sizeof noises / sizeof *noises)

static double gain(Metric metric, Sound voice, Sound noisy, Sound output) {
  return sound_score(metric, voice, output) - sound_score(metric, voice, noisy);
}

static void voices_gain_in_every_noise_and_no_words_are_lost(void **state) {
  (void)state;
  double estoi = 1;
  for (size_t i = 0; i < NOISES; i++) {
    const Sound noise = noises[i].make(RATE, SECONDS);
    double ratio = 0, words = 0;
    for (int v = 0; v < UNHEARD_FROM; v++) {
      const Sound voice = sound_recording(voices[v], RATE);
      const Sound noisy = sound_sum(voice, sound_below(noise, voice, 5)), output = sound_denoised(noisy);
      ratio += gain(METRIC_SI_SDR, voice, noisy, output) / UNHEARD_FROM;
      words += gain(METRIC_ESTOI, voice, noisy, output) / UNHEARD_FROM;
    }
    bound_check(noises[i].gain, ratio);
    estoi = fmin(estoi, words);
  }
  bound_check(BOUND_NOISES_ESTOI, estoi);
}

static void voices_gain_in_languages_that_were_not_trained_on(void **state) {
  (void)state;
  const Sound noise = generated_pink(RATE, SECONDS);
  double least = 100;
  for (int v = UNHEARD_FROM; v < VOICES; v++) {
    const Sound voice = sound_recording(voices[v], RATE);
    const Sound noisy = sound_sum(voice, sound_below(noise, voice, 5));
    least = fmin(least, gain(METRIC_SI_SDR, voice, noisy, sound_denoised(noisy)));
  }
  bound_check(BOUND_UNHEARD_GAIN, least);
}

/* After a second, in which the denoiser may find out what it hears. */
static void noises_alone_are_taken_away(void **state) {
  (void)state;
  for (size_t i = 0; i < NOISES; i++) {
    const Sound noise = sound_amplified(noises[i].make(RATE, SECONDS), -20), output = sound_denoised(noise);
    bound_check(noises[i].alone,
                sound_rms_db(sound_part(output, 1, SECONDS - 1)) - sound_rms_db(sound_part(noise, 1, SECONDS - 1)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      QUALITY_TEST(voices_gain_in_every_noise_and_no_words_are_lost),
      QUALITY_TEST(voices_gain_in_languages_that_were_not_trained_on),
      QUALITY_TEST(noises_alone_are_taken_away),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
