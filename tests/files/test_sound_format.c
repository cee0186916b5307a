/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "files/sound_format.h"

#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define WAV SF_FORMAT_WAV
#define FLAC SF_FORMAT_FLAC

static int chosen(const char *input, int input_format, const char *output) {
  int format = 0;
  FileError error = {0};
  if (!choose_format(input, input_format, 48000, 2, 1000, output, &format, &error)) fail_msg("%s", error.text);
  return format;
}

static const char *refusal(int input_format, uint32_t rate, uint32_t channels, const char *output) {
  static FileError error;
  int format;
  assert_false(choose_format("in.xyz", input_format, rate, channels, 1000, output, &format, &error));
  return error.text;
}

static void the_same_ending_keeps_everything(void **state) {
  (void)state;
  assert_int_equal(chosen("a.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_24, "b.WAV"), SF_FORMAT_RF64 | SF_FORMAT_PCM_24);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, "b.wav"),
                   WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG);
  assert_int_equal(chosen("misnamed.aiff", FLAC | SF_FORMAT_PCM_16, "b.aiff"), FLAC | SF_FORMAT_PCM_16);
}

static void an_ending_that_says_nothing_keeps_everything(void **state) {
  (void)state;
  assert_int_equal(chosen("a.flac", FLAC | SF_FORMAT_PCM_24, "b"), FLAC | SF_FORMAT_PCM_24);
  assert_int_equal(chosen("a.flac", FLAC | SF_FORMAT_PCM_24, "b.part"), FLAC | SF_FORMAT_PCM_24);
  assert_int_equal(chosen("a.flac", FLAC | SF_FORMAT_PCM_24, "folder.wav/b"), FLAC | SF_FORMAT_PCM_24);
}

static void another_ending_keeps_the_sample_format_where_it_can(void **state) {
  (void)state;
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_PCM_24, "b.flac"), FLAC | SF_FORMAT_PCM_24);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_FLOAT, "b.aiff"), SF_FORMAT_AIFF | SF_FORMAT_FLOAT);
  assert_int_equal(chosen("a.aiff", SF_FORMAT_AIFF | SF_FORMAT_ULAW, "b.wav"), WAV | SF_FORMAT_ULAW);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_DOUBLE, "b.w64"), SF_FORMAT_W64 | SF_FORMAT_DOUBLE);
}

static void where_it_cannot_the_nearest_is_taken(void **state) {
  (void)state;
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_FLOAT, "b.flac"), FLAC | SF_FORMAT_PCM_24);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_PCM_U8, "b.flac"), FLAC | SF_FORMAT_PCM_S8);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_ALAW, "b.flac"), FLAC | SF_FORMAT_PCM_16);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_MS_ADPCM, "b.aiff"), SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
  assert_int_equal(chosen("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, "b.wav"), WAV | SF_FORMAT_FLOAT);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_PCM_16, "b.mp3"), SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_PCM_16, "b.ogg"), SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  assert_int_equal(chosen("a.wav", WAV | SF_FORMAT_PCM_16, "b.opus"), SF_FORMAT_OGG | SF_FORMAT_OPUS);
  assert_int_equal(chosen("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, "b.opus"), SF_FORMAT_OGG | SF_FORMAT_OPUS);
}

static void what_can_only_be_read_is_explained(void **state) {
  (void)state;
  assert_non_null(
      strstr(refusal(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_II, 48000, 2, "b"), "can be read but not written"));
}

static void what_a_format_does_not_allow_is_explained(void **state) {
  (void)state;
  assert_non_null(strstr(refusal(WAV | SF_FORMAT_PCM_16, 44100, 2, "b.opus"), "44100 Hz"));
  assert_non_null(strstr(refusal(WAV | SF_FORMAT_PCM_16, 96000, 2, "b.mp3"), "96000 Hz"));
  assert_non_null(strstr(refusal(WAV | SF_FORMAT_PCM_16, 48000, 9, "b.flac"), "9 channels"));
}

static void a_new_wav_beyond_4_gb_becomes_rf64(void **state) {
  (void)state;
  int format;
  assert_true(choose_format("a.flac", FLAC | SF_FORMAT_PCM_24, 48000, 2, 700000000, "b.wav", &format, NULL));
  assert_int_equal(format, WAV | SF_FORMAT_PCM_24);
  assert_true(choose_format("a.flac", FLAC | SF_FORMAT_PCM_24, 48000, 2, 720000000, "b.wav", &format, NULL));
  assert_int_equal(format, SF_FORMAT_RF64 | SF_FORMAT_PCM_24);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_ending_keeps_everything),
      cmocka_unit_test(an_ending_that_says_nothing_keeps_everything),
      cmocka_unit_test(another_ending_keeps_the_sample_format_where_it_can),
      cmocka_unit_test(where_it_cannot_the_nearest_is_taken),
      cmocka_unit_test(what_can_only_be_read_is_explained),
      cmocka_unit_test(what_a_format_does_not_allow_is_explained),
      cmocka_unit_test(a_new_wav_beyond_4_gb_becomes_rf64),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
