/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "files/audio_load.h"
#include "sound_zoo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FRAMES 20001

static void write_stereo(const char *path) {
  zoo_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_24, 32000, 2, FRAMES);
}

static void channels_rate_length_and_samples_are_those_of_the_file(void **state) {
  (void)state;
  const char *path = zoo_path("in.wav");
  write_stereo(path);
  Audio audio;
  assert_true(audio_load(path, &audio, NULL));
  assert_int_equal(audio.channels, 2);
  assert_int_equal(audio.sample_rate, 32000);
  assert_int_equal(audio.frames, FRAMES);
  float *expected = malloc(2 * FRAMES * sizeof *expected);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(path, SFM_READ, &info);
  assert_int_equal(sf_readf_float(file, expected, FRAMES), FRAMES);
  sf_close(file);
  for (size_t i = 0; i < FRAMES; i++) {
    assert_true(audio.samples[0][i] == expected[2 * i] && audio.samples[1][i] == expected[2 * i + 1]);
  }
  free(expected);
  audio_free(&audio);
  zoo_clear();
}

static void a_part_is_a_part_of_the_whole(void **state) {
  (void)state;
  const char *path = zoo_path("in.wav");
  write_stereo(path);
  Audio whole, part;
  assert_true(audio_load(path, &whole, NULL));
  assert_true(audio_load_part(path, 7000, 9000, &part, NULL));
  assert_int_equal(part.frames, 9000);
  for (uint32_t c = 0; c < 2; c++)
    assert_memory_equal(part.samples[c], whole.samples[c] + 7000, 9000 * sizeof(float));
  audio_free(&part);
  assert_true(audio_load_part(path, FRAMES - 5, 100, &part, NULL));
  assert_int_equal(part.frames, 5);
  audio_free(&part);
  audio_free(&whole);
  zoo_clear();
}

static void a_part_past_the_end_is_refused(void **state) {
  (void)state;
  const char *path = zoo_path("in.wav");
  write_stereo(path);
  static const int64_t starts[] = {FRAMES, FRAMES + 1, -1};
  for (int i = 0; i < 3; i++) {
    Audio part;
    FileError error = {0};
    assert_false(audio_load_part(path, starts[i], 10, &part, &error));
    assert_true(error.text[0]);
    assert_null(part.samples);
  }
  zoo_clear();
}

static void freeing_twice_is_allowed(void **state) {
  (void)state;
  const char *path = zoo_path("in.wav");
  write_stereo(path);
  Audio audio;
  assert_true(audio_load(path, &audio, NULL));
  audio_free(&audio);
  assert_null(audio.samples);
  audio_free(&audio);
  zoo_clear();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(channels_rate_length_and_samples_are_those_of_the_file),
      cmocka_unit_test(a_part_is_a_part_of_the_whole),
      cmocka_unit_test(a_part_past_the_end_is_refused),
      cmocka_unit_test(freeing_twice_is_allowed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
