/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first sounds of words after silence: what a denoiser cuts first, since it has heard nothing of the word yet.
 */
#include "bounds.h"

#define RATE 16000
#define STEP 32      /* 2 ms */
#define REST 40      /* steps of silence before a word: 80 ms */
#define START 800    /* 50 ms */
#define HEARD_DB 3.0 /* above the noise */
#define WORDS_MAX 200
#define LEAD_SECONDS 1.0

typedef struct {
  double all, worst, unvoiced; /* dB; means of all words, and of those that begin without a tone */
} Starts;

static double step_db(Sound sound, size_t from, size_t count) {
  double energy = 1e-12;
  for (size_t n = from; n < from + count; n++)
    energy += (double)sound.samples[n] * sound.samples[n] / (double)count;
  return 10 * log10(energy) - VOICE_DB;
}

/* Places where a sound begins after rest and stands out of the noise for 50 ms. */
static size_t find_words(Sound voice, double snr_db, size_t *words) {
  size_t found = 0, rest = 0;
  for (size_t at = 0; at + START <= voice.count && found < WORDS_MAX; at += STEP) {
    const int quiet = step_db(voice, at, STEP) < -32;
    if (!quiet && rest >= REST && step_db(voice, at, START) > HEARD_DB - snr_db) words[found++] = at;
    rest = quiet ? rest + 1 : 0;
  }
  return found;
}

/* Plosives and fricatives: most of the energy lies above a quarter of the band, so neighbouring samples differ. */
static int begins_unvoiced(Sound voice, size_t at) {
  double energy = 1e-12, difference = 0;
  for (size_t n = at + 1; n < at + START; n++) {
    energy += (double)voice.samples[n] * voice.samples[n];
    difference += pow((double)voice.samples[n] - voice.samples[n - 1], 2);
  }
  return difference > 0.4 * energy;
}

static Starts measure(double snr_db) {
  Starts starts = {0, 99, 0};
  size_t count = 0, unvoiced = 0;
  for (int v = 0; v < VOICES; v++) {
    const Sound voice = sound_joined(sound_silence(RATE, LEAD_SECONDS), sound_recording(voices[v], RATE));
    const Sound noise = sound_below(generated_pink(RATE, (double)voice.count / RATE), voice, snr_db);
    const Sound output = sound_denoised(sound_sum(voice, noise));
    size_t words[WORDS_MAX];
    const size_t found = find_words(voice, snr_db, words);
    for (size_t w = 0; w < found; w++) {
      const double from = (double)words[w] / RATE, length = (double)START / RATE;
      const double kept = sound_kept_db(sound_part(voice, from, length), sound_part(output, from, length));
      starts.all += kept;
      starts.worst = fmin(starts.worst, kept);
      count++;
      if (!begins_unvoiced(voice, words[w])) continue;
      starts.unvoiced += kept;
      unvoiced++;
    }
  }
  assert_true(count >= 10);
  starts.all /= (double)count;
  starts.unvoiced = unvoiced ? starts.unvoiced / (double)unvoiced : NAN;
  return starts;
}

static void words_begin_whole_in_faint_noise(void **state) {
  (void)state;
  const Starts starts = measure(30);
  bound_check(BOUND_WORDS_30_MEAN, starts.all);
  bound_check(BOUND_WORDS_30_WORST, starts.worst);
  assert_true(isfinite(starts.unvoiced));
  bound_check(BOUND_UNVOICED_30, starts.unvoiced);
}

static void words_begin_whole_in_noise(void **state) {
  (void)state;
  const Starts starts = measure(10);
  bound_check(BOUND_WORDS_10_MEAN, starts.all);
  bound_check(BOUND_WORDS_10_WORST, starts.worst);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      QUALITY_TEST(words_begin_whole_in_faint_noise),
      QUALITY_TEST(words_begin_whole_in_noise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
