/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every container and sample format keeps its form, its length and, where the sound is not changed, its samples.
 */
#include "files/audio_load.h"
#include "sound_zoo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RATE 48000

/* Fills the names with those of an input, made here, and of its output. */
static void make_pair(const ZooFormat *format, int channels, int64_t frames, const char **input, const char **output) {
  char name[32];
  snprintf(name, sizeof name, "in.%s", format->ending);
  *input = zoo_path(name);
  snprintf(name, sizeof name, "out.%s", format->ending);
  *output = zoo_path(name);
  zoo_write(*input, format->format, RATE, channels, frames);
}

static int possible_channels(const ZooFormat *format, int channels) {
  SF_INFO info = {.samplerate = RATE, .channels = channels, .format = format->format};
  return sf_format_check(&info) ? channels : 1;
}

static SF_INFO info_of(const char *path) {
  SF_INFO info = {0};
  SNDFILE *file = sf_open(path, SFM_READ, &info);
  if (!file) fail_msg("%s: %s", path, sf_strerror(NULL));
  sf_close(file);
  return info;
}

static void container_sample_format_rate_channels_and_length_stay(void **state) {
  (void)state;
  static const int64_t lengths[] = {1, 100, 4801, 30000};
  for (const ZooFormat *format = zoo_formats; format->ending; format++) {
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
      const char *input, *output;
      make_pair(format, possible_channels(format, 2), lengths[i], &input, &output);
      SF_INFO before = info_of(input);
      if (!zoo_process(input, output, 0.37)) fail_msg("%s: %s", zoo_format_name(format), zoo_message);
      SF_INFO after = info_of(output);
      if (before.frames != after.frames) {
        fail_msg("%s: %lld frames became %lld", zoo_format_name(format), (long long)before.frames,
                 (long long)after.frames);
      }
      if (before.format != after.format) fail_msg("%s became %x", zoo_format_name(format), (unsigned)after.format);
      assert_int_equal(before.samplerate, after.samplerate);
      assert_int_equal(before.channels, after.channels);
      zoo_clear();
    }
  }
}

static void an_unchanged_sound_keeps_every_sample(void **state) {
  (void)state;
  for (const ZooFormat *format = zoo_formats; format->ending; format++) {
    if (!format->lossless) continue;
    const char *input, *output;
    make_pair(format, possible_channels(format, 3), 5001, &input, &output);
    if (!zoo_process(input, output, 1)) fail_msg("%s: %s", zoo_format_name(format), zoo_message);
    SF_INFO info = {0};
    SNDFILE *one = sf_open(input, SFM_READ, &info), *other = sf_open(output, SFM_READ, &info);
    size_t count = 5001 * (size_t)info.channels;
    double *a = malloc(count * sizeof *a), *b = malloc(count * sizeof *b);
    assert_int_equal(sf_read_double(one, a, (sf_count_t)count), count);
    assert_int_equal(sf_read_double(other, b, (sf_count_t)count), count);
    if (memcmp(a, b, count * sizeof *a) != 0) fail_msg("%s: a sample differs", zoo_format_name(format));
    free(a);
    free(b);
    sf_close(one);
    sf_close(other);
    zoo_clear();
  }
}

static int is_plain(int format) {
  int container = format & SF_FORMAT_TYPEMASK, subtype = format & SF_FORMAT_SUBMASK;
  if (container != SF_FORMAT_WAV && container != SF_FORMAT_WAVEX && container != SF_FORMAT_RF64 &&
      container != SF_FORMAT_W64 && container != SF_FORMAT_AIFF && container != SF_FORMAT_CAF &&
      container != SF_FORMAT_AU) {
    return 0;
  }
  /* Not mu-law: it has two zeros, and the coder knows one. */
  return subtype <= SF_FORMAT_DOUBLE || subtype == SF_FORMAT_ALAW;
}

static void an_unchanged_plain_file_is_equal_to_the_last_byte(void **state) {
  (void)state;
  int tried = 0;
  for (const ZooFormat *format = zoo_formats; format->ending; format++) {
    if (!is_plain(format->format)) continue;
    for (int channels = 1; channels <= 3; channels++) {
      const char *input, *output;
      make_pair(format, possible_channels(format, channels), 777, &input, &output);
      if (!zoo_process(input, output, 1)) fail_msg("%s: %s", zoo_format_name(format), zoo_message);
      if (!zoo_equal(input, output)) fail_msg("%s: a byte differs", zoo_format_name(format));
      zoo_clear();
      tried++;
    }
  }
  assert_true(tried > 90);
}

static void many_channels_come_out_in_order(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  zoo_write(input, SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, RATE, 64, 500);
  assert_true(zoo_process(input, output, 0.5));
  Audio before, after;
  assert_true(audio_load(input, &before, NULL));
  assert_true(audio_load(output, &after, NULL));
  assert_int_equal(after.channels, 64);
  for (uint32_t c = 0; c < 64; c++) {
    for (size_t i = 0; i < 500; i++)
      assert_true(after.samples[c][i] == 0.5f * before.samples[c][i]);
  }
  audio_free(&before);
  audio_free(&after);
  zoo_clear();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(container_sample_format_rate_channels_and_length_stay),
      cmocka_unit_test(an_unchanged_sound_keeps_every_sample),
      cmocka_unit_test(an_unchanged_plain_file_is_equal_to_the_last_byte),
      cmocka_unit_test(many_channels_come_out_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
