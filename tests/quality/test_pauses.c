/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is heard while nobody speaks.
 */
#include "bounds.h"

#define RATE 48000
#define PAUSE_SECONDS 2.0
#define STEP_SECONDS 0.1
/* What lies further below the voice than this is not heard beside it, whatever it does. */
#define HEARD_DB (VOICE_DB - 60)

/* Voices with pauses of digital silence between them: 2 s, 5 s of voice, 2 s ... */
static Sound speech_with_pauses(void) {
  static const char *const names[] = {"woman", "man", "learner"};
  Sound sound = sound_silence(RATE, PAUSE_SECONDS);
  for (int i = 0; i < 3; i++) {
    sound = sound_joined(sound, sound_part(sound_recording(names[i], RATE), 0, 4.9));
    sound = sound_joined(sound, sound_silence(RATE, PAUSE_SECONDS));
  }
  return sound;
}

static int is_pause(Sound voice, double from, double length) {
  return sound_rms_db(sound_part(voice, from, length)) < -190;
}

/* Starts a second into the stream: a listener has heard the noise by then, and so has the denoiser. */
static void noise_left_in_pauses_does_not_pump(void **state) {
  (void)state;
  const Sound voice = speech_with_pauses();
  const double seconds = (double)voice.count / RATE;
  const Sound noise = sound_below(generated_pink(RATE, seconds), voice, 10);
  const Sound output = sound_denoised(sound_sum(voice, noise));
  double sum = 0, squares = 0, before = 0;
  int count = 0;
  for (double from = 1; from + STEP_SECONDS < seconds; from += STEP_SECONDS) {
    if (!is_pause(voice, from, STEP_SECONDS)) continue;
    const double level = fmax(HEARD_DB, sound_rms_db(sound_part(output, from, STEP_SECONDS)));
    sum += level;
    squares += level * level;
    before += sound_rms_db(sound_part(noise, from, STEP_SECONDS));
    count++;
  }
  assert_true(count > 50);
  bound_check(BOUND_PUMPING, sqrt(fmax(0, squares / count - pow(sum / count, 2))));
  bound_check(BOUND_PAUSES, (sum - before) / count);
}

static void digital_silence_stays_digital_silence(void **state) {
  (void)state;
  const Sound stream = sound_joined(sound_recording("man", RATE), sound_silence(RATE, 3));
  const Sound output = sound_denoised(stream);
  const Sound rest = sound_part(output, (double)stream.count / RATE - 2.9, 2.9);
  assert_true(sound_rms_db(rest) == -200);
  assert_true(sound_rms_db(sound_denoised(sound_silence(RATE, 2))) == -200);
}

static void a_voice_after_silence_is_as_good_as_without(void **state) {
  (void)state;
  const Sound voice = sound_recording("woman", RATE);
  const Sound noisy = sound_sum(voice, sound_below(generated_pink(RATE, 5), voice, 10));
  const Sound late = sound_denoised(sound_joined(sound_silence(RATE, 5), noisy));
  bound_check(BOUND_AFTER_SILENCE, sound_score(METRIC_SI_SDR, voice, sound_part(late, 5, (double)noisy.count / RATE)) -
                                       sound_score(METRIC_SI_SDR, voice, sound_denoised(noisy)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      QUALITY_TEST(noise_left_in_pauses_does_not_pump),
      QUALITY_TEST(digital_silence_stays_digital_silence),
      QUALITY_TEST(a_voice_after_silence_is_as_good_as_without),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
