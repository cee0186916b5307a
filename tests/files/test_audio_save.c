/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "files/audio_load.h"
#include "files/audio_save.h"
#include "sound_zoo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FRAMES 5003

static void floats_come_back_as_they_are(void **state) {
  (void)state;
  float samples[FRAMES];
  for (int i = 0; i < FRAMES; i++)
    samples[i] = 3 * sinf(0.01f * (float)(i * i % 700));
  const char *path = zoo_path("out.wav");
  Audio audio;
  assert_true(audio_save_float(path, 44100, samples, FRAMES, NULL));
  assert_true(audio_load(path, &audio, NULL));
  assert_int_equal(audio.sample_rate, 44100);
  assert_int_equal(audio.frames, FRAMES);
  assert_memory_equal(audio.samples[0], samples, sizeof samples);
  audio_free(&audio);
  zoo_clear();
}

static void sixteen_bits_come_back_as_they_are(void **state) {
  (void)state;
  int16_t samples[FRAMES];
  for (int i = 0; i < FRAMES; i++)
    samples[i] = (int16_t)(i * 7919);
  const char *path = zoo_path("out.flac");
  Audio audio;
  assert_true(audio_save_16_bit(path, 48000, samples, FRAMES, NULL));
  assert_true(audio_load(path, &audio, NULL));
  assert_int_equal(audio.frames, FRAMES);
  for (int i = 0; i < FRAMES; i++)
    assert_true(audio.samples[0][i] * 32768 == samples[i]);
  audio_free(&audio);
  zoo_clear();
}

static void a_missing_folder_is_named_and_nothing_stays(void **state) {
  (void)state;
  const char *path = zoo_path("missing/out.wav");
  FileError error;
  assert_false(audio_save_float(path, 48000, (const float[]){0}, 1, &error));
  assert_non_null(strstr(error.text, "missing"));
  assert_int_equal(access(path, F_OK), -1);
  zoo_clear();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(floats_come_back_as_they_are),
      cmocka_unit_test(sixteen_bits_come_back_as_they_are),
      cmocka_unit_test(a_missing_folder_is_named_and_nothing_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
