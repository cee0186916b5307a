/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/data/check.h"
#include "small_corpus.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int make_folder(void **state) {
  *state = small_corpus_folder();
  return 0;
}

static int remove_folder(void **state) {
  small_corpus_remove(*state);
  return 0;
}

/* The report on folder/speech as printed; the caller frees it. */
static char *report_on(const char *folder, CheckReport *report) {
  char *path = NULL, *text = NULL, message[512] = "";
  size_t size;
  if (asprintf(&path, "%s/speech", folder) < 0) abort();
  const char *paths[] = {path};
  CorpusOptions options = {.paths = {paths}, .path_counts = {1}, .cache_bytes = 1 << 24};
  Corpus *corpus;
  if (!corpus_open(&options, &corpus, message, sizeof message)) fail_msg("%s", message);
  if (!check_corpus(corpus, 2, report, message, sizeof message)) fail_msg("%s", message);
  FILE *out = open_memstream(&text, &size);
  check_print(corpus, report, 10, out);
  fclose(out);
  corpus_free(corpus);
  free(path);
  return text;
}

static void expect_one(void **state, CheckTrouble trouble, const char *name) {
  CheckReport report;
  char *text = report_on(*state, &report);
  assert_int_equal(report.counts[CORPUS_SPEECH][trouble], 1);
  assert_int_equal(report.finding_count, 1);
  assert_non_null(strstr(text, name));
  assert_null(strstr(text, "good.wav"));
  check_report_free(&report);
  free(text);
}

static void good(const char *folder) {
  small_corpus_speech(folder, "speech/good.wav", 16000, 6, 7800, 1);
}

static void sound_recordings_are_not_named(void **state) {
  CheckReport report;
  good(*state);
  small_corpus_speech(*state, "speech/also-good.wav", 48000, 6, 20000, 2);
  char *text = report_on(*state, &report);
  assert_int_equal(report.finding_count, 0);
  assert_int_equal(report.files[CORPUS_SPEECH], 2);
  assert_float_equal(report.seconds[CORPUS_SPEECH], 12, 0.01);
  check_report_free(&report);
  free(text);
}

static void a_silent_recording_is_named(void **state) {
  static float zeros[48000];
  good(*state);
  small_corpus_write(*state, "speech/nothing.wav", 48000, zeros, 48000);
  expect_one(state, CHECK_SILENT, "nothing.wav");
}

static void a_clipped_recording_is_named(void **state) {
  good(*state);
  uint32_t count = 6 * 16000;
  float *samples = malloc(count * sizeof *samples);
  uint32_t random = 1;
  float low = 0;
  for (uint32_t n = 0; n < count; n++) {
    random = random * 1664525u + 1013904223u;
    low = 0.8f * low + (float)((int32_t)random >> 8) / 8388608.0f;
    float value = low * (n % 8000 < 4000 ? 0.9f : 0.001f);
    samples[n] = fmaxf(fminf(value, 0.8f), -0.8f);
  }
  small_corpus_write(*state, "speech/flat.wav", 16000, samples, count);
  free(samples);
  expect_one(state, CHECK_CLIPPED, "flat.wav");
}

static void an_unreadable_file_is_named(void **state) {
  good(*state);
  small_corpus_text(*state, "speech/broken.wav", "no sound");
  expect_one(state, CHECK_UNREADABLE, "broken.wav");
}

static void a_short_recording_is_named(void **state) {
  good(*state);
  small_corpus_speech(*state, "speech/blip.wav", 16000, 0.25, 7800, 3);
  expect_one(state, CHECK_TOO_SHORT, "blip.wav");
}

static void a_band_limited_recording_is_named(void **state) {
  good(*state);
  small_corpus_speech(*state, "speech/muffled.wav", 48000, 6, 3500, 1);
  expect_one(state, CHECK_BAND_LIMITED, "muffled.wav");
}

static void a_noisy_recording_is_named(void **state) {
  good(*state);
  small_corpus_noise(*state, "speech/hiss.wav", 48000, 4, 0);
  expect_one(state, CHECK_NOISY, "hiss.wav");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
  const struct CMUnitTest tests[] = {
      TEST(sound_recordings_are_not_named), TEST(a_silent_recording_is_named), TEST(a_clipped_recording_is_named),
      TEST(an_unreadable_file_is_named),    TEST(a_short_recording_is_named),  TEST(a_band_limited_recording_is_named),
      TEST(a_noisy_recording_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
