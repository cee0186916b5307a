/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/data/level.h"
#include "offline/data/mixture.h"
#include "small_corpus.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SAMPLES (4 * MIXTURE_RATE)

static int make_folder(void **state) {
  *state = small_corpus_folder();
  small_corpus_fill(*state);
  return 0;
}

static int remove_folder(void **state) {
  small_corpus_remove(*state);
  return 0;
}

static void make(Corpus *corpus, const MixtureRecipe *recipe, uint64_t index, Mixture *mixture) {
  char message[512] = "";
  if (!mixture_make(corpus, recipe, 7, index, SAMPLES, mixture, message, sizeof message)) fail_msg("%s", message);
}

/* Nothing happens but speech, noise and their levels. */
static MixtureRecipe plain_recipe(void) {
  MixtureRecipe recipe;
  mixture_recipe_defaults(&recipe);
  recipe.clean_share = recipe.noise_only_share = recipe.transient_share = recipe.babble_share = recipe.synthetic_share =
      0;
  recipe.late_start_share = recipe.second_talker_share = recipe.floor_reduction_db = 0;
  recipe.ride_share = recipe.noise_change_share = recipe.silence_share = 0;
  recipe.speech_filter_share = recipe.noise_filter_share = recipe.speech_speed_share = recipe.noise_speed_share = 0;
  recipe.room_share = recipe.noise_room_share = 0;
  recipe.low_pass_share = recipe.high_pass_share = recipe.rate_share = recipe.telephone_share = 0;
  recipe.clipping_share = recipe.sixteen_bit_share = recipe.eight_bit_share = recipe.dropout_share = 0;
  return recipe;
}

static void fix_levels(MixtureRecipe *recipe, double level_db, double snr_db) {
  recipe->level_mean = level_db;
  recipe->snr_mean = snr_db;
  recipe->level_deviation = recipe->snr_deviation = 0;
}

static uint64_t digest(const Mixture *mixture) {
  uint64_t hash = 1469598103934665603u;
  const float *arrays[] = {mixture->noisy, mixture->clean};
  for (int a = 0; a < 2; a++) {
    for (uint32_t n = 0; n < mixture->samples; n++) {
      uint32_t bits;
      memcpy(&bits, &arrays[a][n], sizeof bits);
      hash = (hash ^ bits) * 1099511628211u;
    }
  }
  return hash ^ (uint64_t)mixture->loss_limit_hz;
}

typedef struct {
  Corpus *corpus;
  uint64_t first, step;
  uint64_t digests[12];
} Work;

static void *work_through(void *context) {
  Work *work = context;
  MixtureRecipe recipe;
  Mixture mixture = {0};
  char message[512];
  mixture_recipe_defaults(&recipe);
  for (uint64_t i = work->first; i < 12; i += work->step)
    if (mixture_make(work->corpus, &recipe, 7, i, SAMPLES, &mixture, message, sizeof message))
      work->digests[i] = digest(&mixture);
  mixture_clear(&mixture);
  return NULL;
}

static void a_mixture_is_the_same_on_every_thread_in_every_order_with_every_cache(void **state) {
  Corpus *large = small_corpus_open(*state, "train", 1 << 26), *small = small_corpus_open(*state, "train", 1);
  Work alone = {.corpus = large, .first = 0, .step = 1}, even = {.corpus = small, .first = 0, .step = 2};
  Work odd = {.corpus = small, .first = 1, .step = 2};
  pthread_t threads[2];
  work_through(&alone);
  pthread_create(&threads[0], NULL, work_through, &odd);
  pthread_create(&threads[1], NULL, work_through, &even);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  for (int i = 0; i < 12; i++) {
    assert_true(alone.digests[i] != 0);
    assert_true(alone.digests[i] == (i % 2 ? odd : even).digests[i]);
  }
  corpus_free(large);
  corpus_free(small);
}

static void another_index_or_seed_gives_another_mixture(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe;
  Mixture mixture = {0};
  char message[512];
  mixture_recipe_defaults(&recipe);
  make(corpus, &recipe, 0, &mixture);
  uint64_t first = digest(&mixture);
  make(corpus, &recipe, 1, &mixture);
  assert_true(digest(&mixture) != first);
  assert_int_equal(mixture_make(corpus, &recipe, 8, 0, SAMPLES, &mixture, message, sizeof message), 1);
  assert_true(digest(&mixture) != first);
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void everything_is_finite_and_within_full_scale(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe;
  Mixture mixture = {0};
  mixture_recipe_defaults(&recipe);
  for (uint64_t i = 0; i < 100; i++) {
    make(corpus, &recipe, i, &mixture);
    float peak = 0;
    for (uint32_t n = 0; n < SAMPLES; n++) {
      assert_true(isfinite(mixture.noisy[n]) && isfinite(mixture.clean[n]));
      peak = fmaxf(peak, fmaxf(fabsf(mixture.noisy[n]), fabsf(mixture.clean[n])));
    }
    assert_true(peak < 1.2f); /* a low-pass after clipping may ring a little over it */
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void noise_alone_has_a_silent_target(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe;
  Mixture mixture = {0};
  mixture_recipe_defaults(&recipe);
  recipe.clean_share = 0;
  recipe.noise_only_share = 1;
  for (uint64_t i = 0; i < 10; i++) {
    make(corpus, &recipe, i, &mixture);
    assert_true(level_rms(mixture.clean, SAMPLES) == 0);
    assert_true(level_rms(mixture.noisy, SAMPLES) > 0);
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void level_and_snr_are_as_asked(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  static float rest[SAMPLES];
  fix_levels(&recipe, -30, 12);
  for (uint64_t i = 0; i < 10; i++) {
    make(corpus, &recipe, i, &mixture);
    for (uint32_t n = 0; n < SAMPLES; n++)
      rest[n] = mixture.noisy[n] - mixture.clean[n];
    double speech = 20 * log10(level_active(mixture.clean, SAMPLES)), noise = 20 * log10(level_rms(rest, SAMPLES));
    assert_float_equal(speech, -30, 0.1);
    assert_float_equal(speech - noise, 12, 0.1);
    assert_float_equal(mixture.snr_db, 12, 1e-4);
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void the_rest_of_a_dry_mixture_holds_no_speech(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  fix_levels(&recipe, -30, 0);
  recipe.speech_filter_share = 1;
  for (uint64_t i = 0; i < 10; i++) {
    double product = 0, clean = 0, rest = 0;
    make(corpus, &recipe, i, &mixture);
    for (uint32_t n = 0; n < SAMPLES; n++) {
      double difference = mixture.noisy[n] - mixture.clean[n];
      product += difference * mixture.clean[n];
      rest += difference * difference;
      clean += (double)mixture.clean[n] * mixture.clean[n];
    }
    assert_true(fabs(product) / sqrt(rest * clean) < 0.03);
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void a_clean_mixture_without_noise_is_its_target(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  int without = 0;
  recipe.clean_share = 1;
  recipe.room_share = 1; /* has no say here */
  for (uint64_t i = 0; i < 10; i++) {
    make(corpus, &recipe, i, &mixture);
    if (!isinf(mixture.snr_db)) continue;
    without++;
    assert_memory_equal(mixture.noisy, mixture.clean, SAMPLES * sizeof(float));
  }
  assert_in_range(without, 1, 9);
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void a_room_adds_to_the_input_what_the_target_lacks(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  fix_levels(&recipe, -30, 60);
  recipe.snr_most = 60;
  recipe.room_share = 1;
  recipe.measured_room_share = 0;
  recipe.reverberation_least = 0.5;
  for (uint64_t i = 0; i < 6; i++) {
    double product = 0, clean = 0, rest = 0;
    make(corpus, &recipe, i, &mixture);
    for (uint32_t n = 0; n < SAMPLES; n++) {
      double difference = mixture.noisy[n] - mixture.clean[n];
      product += (double)mixture.noisy[n] * mixture.clean[n];
      rest += difference * difference;
      clean += (double)mixture.clean[n] * mixture.clean[n];
    }
    assert_true(mixture.in_room);
    assert_true(10 * log10(rest / clean) > -40); /* there is a tail, well above the noise */
    assert_true(10 * log10(rest / clean) < 10);
    assert_true(product / clean > 0.6); /* and the target is within the input, not beside it */
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void the_loss_stays_below_the_bandwidth_of_the_speech(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  recipe.wide_share = 0;
  int narrow = 0;
  for (uint64_t i = 0; i < 20; i++) {
    make(corpus, &recipe, i, &mixture);
    assert_true(mixture.loss_limit_hz <= 14000 * 0.95);
    if (mixture.loss_limit_hz > 7000) continue;
    assert_true(mixture.loss_limit_hz <= 7000 * 0.95);
    narrow++;
  }
  assert_in_range(narrow, 1, 19);
  recipe.rate_share = 1;
  for (uint64_t i = 0; i < 20; i++) {
    make(corpus, &recipe, i, &mixture);
    assert_true(mixture.nyquist_hz < 24000);
    assert_true(mixture.loss_limit_hz <= 0.95f * mixture.nyquist_hz);
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

/* Power of the second difference of the difference, which is nearly all of it above 12 kHz, against the whole. */
static double high_share(const float *samples) {
  double high = 0, all = 0;
  for (uint32_t n = 4; n < SAMPLES; n++) {
    double d = samples[n] - 4.0 * samples[n - 1] + 6.0 * samples[n - 2] - 4.0 * samples[n - 3] + samples[n - 4];
    high += d * d / 256;
    all += (double)samples[n] * samples[n];
  }
  return 10 * log10(high / all);
}

static void a_simulated_rate_leaves_nothing_above_its_limit(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  fix_levels(&recipe, -30, 0);
  recipe.rate_share = 1;
  int seen = 0;
  for (uint64_t i = 0; i < 40; i++) {
    make(corpus, &recipe, i, &mixture);
    if (mixture.nyquist_hz > 4000) continue;
    seen++;
    /* White noise gives -5.6 dB, noise up to 4 kHz about -50. */
    assert_true(high_share(mixture.noisy) < -40);
  }
  assert_true(seen > 0);
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void the_target_is_never_louder_than_the_input_without_clipping(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe;
  Mixture mixture = {0};
  mixture_recipe_defaults(&recipe);
  recipe.clipping_share = recipe.eight_bit_share = 0;
  recipe.clean_share = 1;
  for (uint64_t i = 0; i < 30; i++) {
    make(corpus, &recipe, i, &mixture);
    assert_true(level_rms(mixture.clean, SAMPLES) <= 1.001 * level_rms(mixture.noisy, SAMPLES));
  }
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void gaps_silence_input_and_target_alike(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 26);
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  recipe.silence_share = 1;
  make(corpus, &recipe, 1, &mixture);
  uint32_t silent = 0;
  for (uint32_t n = 0; n < SAMPLES; n++) {
    if (mixture.noisy[n] != 0) continue;
    silent++;
    assert_true(mixture.clean[n] == 0);
  }
  assert_true(silent > 1000);
  mixture_clear(&mixture);
  corpus_free(corpus);
}

static void unreadable_recordings_alone_give_a_sentence(void **state) {
  char *path = NULL, message[512] = "";
  small_corpus_text(*state, "broken/one.wav", "no sound");
  if (asprintf(&path, "%s/broken", (char *)*state) < 0) abort();
  const char *paths[] = {path};
  CorpusOptions options = {.paths = {paths, paths}, .path_counts = {1, 1}, .cache_bytes = 1 << 20};
  Corpus *corpus;
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  assert_int_equal(corpus_open(&options, &corpus, message, sizeof message), 1);
  assert_int_equal(mixture_make(corpus, &recipe, 1, 1, SAMPLES, &mixture, message, sizeof message), 0);
  assert_non_null(strstr(message, "one.wav"));
  mixture_clear(&mixture);
  corpus_free(corpus);
  free(path);
}

static void one_unreadable_recording_among_others_does_not_stop_the_run(void **state) {
  char *path = NULL, message[512] = "";
  small_corpus_text(*state, "mixed/broken.wav", "no sound");
  small_corpus_speech(*state, "mixed/good.wav", 16000, 5, 7000, 1);
  if (asprintf(&path, "%s/mixed", (char *)*state) < 0) abort();
  const char *paths[] = {path};
  CorpusOptions options = {.paths = {paths}, .path_counts = {1}, .cache_bytes = 1 << 24};
  Corpus *corpus;
  MixtureRecipe recipe = plain_recipe();
  Mixture mixture = {0};
  assert_int_equal(corpus_open(&options, &corpus, message, sizeof message), 1);
  for (uint64_t i = 0; i < 10; i++)
    make(corpus, &recipe, i, &mixture);
  mixture_clear(&mixture);
  corpus_free(corpus);
  free(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_mixture_is_the_same_on_every_thread_in_every_order_with_every_cache),
      cmocka_unit_test(another_index_or_seed_gives_another_mixture),
      cmocka_unit_test(everything_is_finite_and_within_full_scale),
      cmocka_unit_test(noise_alone_has_a_silent_target),
      cmocka_unit_test(level_and_snr_are_as_asked),
      cmocka_unit_test(the_rest_of_a_dry_mixture_holds_no_speech),
      cmocka_unit_test(a_clean_mixture_without_noise_is_its_target),
      cmocka_unit_test(a_room_adds_to_the_input_what_the_target_lacks),
      cmocka_unit_test(the_loss_stays_below_the_bandwidth_of_the_speech),
      cmocka_unit_test(a_simulated_rate_leaves_nothing_above_its_limit),
      cmocka_unit_test(the_target_is_never_louder_than_the_input_without_clipping),
      cmocka_unit_test(gaps_silence_input_and_target_alike),
      cmocka_unit_test(unreadable_recordings_alone_give_a_sentence),
      cmocka_unit_test(one_unreadable_recording_among_others_does_not_stop_the_run),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
