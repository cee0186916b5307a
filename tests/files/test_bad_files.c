/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Damaged, strange and hostile files are refused with one sentence or read as what they hold; never anything else.
 */
#include "files/audio_load.h"
#include "files/audio_reader.h"
#include "sound_zoo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void expect_refusal(const char *path, FileErrorKind kind, const char *words) {
  AudioReader *reader;
  FileError error = {0};
  if (audio_reader_open(path, &reader, &error)) fail_msg("%s was opened instead of: %s", path, words);
  assert_null(reader);
  if (!strstr(error.text, words)) fail_msg("'%s' does not say '%s'", error.text, words);
  assert_non_null(strstr(error.text, path));
  assert_int_equal(error.kind, kind);
  assert_true(error.text[strlen(error.text) - 1] != '.');
}

static void missing_file(void **state) {
  (void)state;
  expect_refusal(zoo_path("missing.wav"), FILE_TROUBLE, "No such file");
}

static void folder_in_place_of_a_file(void **state) {
  (void)state;
  expect_refusal("/tmp", FILE_TROUBLE, "is a folder");
}

static void device_in_place_of_a_file(void **state) {
  (void)state;
  expect_refusal("/dev/zero", FILE_TROUBLE, "not a regular file");
}

static void pipe_in_place_of_a_file_does_not_hang(void **state) {
  (void)state;
  const char *path = zoo_path("pipe.wav");
  assert_int_equal(mkfifo(path, 0600), 0);
  expect_refusal(path, FILE_TROUBLE, "not a regular file");
  zoo_clear();
}

static void empty_file(void **state) {
  (void)state;
  const char *path = zoo_path("empty.wav");
  zoo_write_bytes(path, "", 0);
  expect_refusal(path, FILE_NOT_A_SOUND, "is empty");
  zoo_clear();
}

static void text_is_no_sound(void **state) {
  (void)state;
  const char *path = zoo_path("text.wav");
  zoo_write_bytes(path, "RIFFRAFF is a word, and this is a text.\n", 40);
  expect_refusal(path, FILE_NOT_A_SOUND, "no sound file");
  zoo_clear();
}

static void header_without_samples(void **state) {
  (void)state;
  for (const ZooFormat *format = zoo_formats; format->ending; format++) {
    int container = format->format & SF_FORMAT_TYPEMASK;
    if (container == SF_FORMAT_OGG || container == SF_FORMAT_MPEG || container == SF_FORMAT_FLAC) continue;
    const char *path = zoo_path("none");
    zoo_write(path, format->format, 48000, 1, 0);
    AudioReader *reader;
    FileError error;
    if (audio_reader_open(path, &reader, &error)) fail_msg("%s", zoo_format_name(format));
    zoo_clear();
  }
  const char *path = zoo_path("none.wav");
  zoo_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 0);
  expect_refusal(path, FILE_TROUBLE, "its length is zero");
  zoo_clear();
}

static void truncate_by(const char *path, size_t bytes) {
  size_t size;
  unsigned char *content = zoo_bytes(path, &size);
  assert_true(size > bytes);
  zoo_write_bytes(path, content, size - bytes);
  free(content);
}

static void plain_files_that_were_cut_off(void **state) {
  (void)state;
  static const int formats[] = {SF_FORMAT_WAV,  SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_W64,
                                SF_FORMAT_AIFF, SF_FORMAT_CAF,   SF_FORMAT_AU};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    const char *path = zoo_path("cut.wav");
    zoo_write(path, formats[i] | SF_FORMAT_PCM_16, 48000, 2, 5000);
    truncate_by(path, 1001);
    expect_refusal(path, FILE_TROUBLE, "is cut off");
    zoo_clear();
  }
}

static void flac_that_was_cut_off(void **state) {
  (void)state;
  const char *path = zoo_path("cut.flac");
  zoo_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 1, 50000);
  truncate_by(path, 20000);
  Audio audio;
  FileError error = {0};
  assert_false(audio_load(path, &audio, &error));
  assert_non_null(strstr(error.text, "cut off or damaged"));
  assert_int_equal(audio.channels, 0);
  zoo_clear();
}

static void set_size(const char *path, size_t offset, uint32_t value) {
  size_t size;
  unsigned char *content = zoo_bytes(path, &size);
  for (int i = 0; i < 4; i++)
    content[offset + (size_t)i] = (unsigned char)(value >> 8 * i);
  zoo_write_bytes(path, content, size);
  free(content);
}

static void size_that_the_file_does_not_hold(void **state) {
  (void)state;
  static const uint32_t sizes[] = {0xFFFFFFFF, 0xFFFFFFF0, 0x80000000, 0x7FFFFFFF, 0x7FFFF000, 2003};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    const char *path = zoo_path("huge.wav");
    zoo_write_wav(path, "", 0, "", 0, 1000);
    set_size(path, 40, sizes[i]);
    expect_refusal(path, FILE_TROUBLE, "its header promises");
    zoo_clear();
  }
}

/* Programs that write to a pipe cannot go back to fill in the sizes. */
static void length_left_open_is_the_rest_of_the_file(void **state) {
  (void)state;
  static const uint32_t sizes[][2] = {{0xFFFFFFFF, 0xFFFFFFFF}, {0x7FFFF024, 0x7FFFF000}, {0, 0}, {36, 0}};
  for (int i = 0; i < 4; i++) {
    const char *input = zoo_path("open.wav"), *closed = zoo_path("closed.wav"), *output = zoo_path("out.wav");
    zoo_write_wav(closed, "", 0, "", 0, 1000);
    zoo_write_wav(input, "", 0, "", 0, 1000);
    set_size(input, 4, sizes[i][0]);
    set_size(input, 40, sizes[i][1]);
    if (!zoo_process(input, output, 1)) fail_msg("%s", zoo_message);
    assert_true(zoo_equal(output, closed)); /* and the output tells its length */
    zoo_clear();
  }
}

/* libsndfile stops where a header's 32 bits end. The file is sparse: it takes no room. */
static void length_left_open_reaches_past_4_gb(void **state) {
  (void)state;
  const int64_t frames = 2600000000;
  const char *path = zoo_path("open.wav");
  zoo_write_wav(path, "", 0, "", 0, 1000);
  set_size(path, 4, 0xFFFFFFFF);
  set_size(path, 40, 0xFFFFFFFF);
  assert_int_equal(truncate(path, 44 + 2 * frames), 0);
  FILE *file = fopen(path, "r+b");
  assert_int_equal(fseeko(file, 44 + 2 * (frames - 1), SEEK_SET), 0);
  assert_int_equal(fwrite("\0\x40", 1, 2, file), 2); /* the last sample is 0.5 */
  fclose(file);
  AudioReader *reader;
  FileError error;
  double samples[20];
  if (!audio_reader_open(path, &reader, &error)) fail_msg("%s", error.text);
  assert_int_equal(audio_reader_info(reader)->frames, frames);
  assert_true(audio_reader_seek(reader, frames - 10, NULL));
  assert_int_equal(audio_reader_read(reader, samples, 20, NULL), 10);
  assert_true(samples[8] == 0 && samples[9] == 0.5);
  audio_reader_close(reader);
  zoo_clear();
}

static void samples_that_are_no_numbers_count_as_zero(void **state) {
  (void)state;
  const char *path = zoo_path("nan.wav");
  float samples[6] = {0.5f, NAN, INFINITY, -INFINITY, -0.25f, 1e30f};
  SF_INFO info = {.samplerate = 48000, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  assert_int_equal(sf_write_float(file, samples, 6), 6);
  sf_close(file);
  Audio audio;
  assert_true(audio_load(path, &audio, NULL));
  assert_int_equal(audio.not_finite, 3);
  assert_true(audio.samples[0][0] == 0.5f && audio.samples[1][0] == 0);
  assert_true(audio.samples[0][1] == 0 && audio.samples[1][1] == 0);
  assert_true(audio.samples[0][2] == -0.25f && audio.samples[1][2] == 1e30f);
  audio_free(&audio);
  zoo_clear();
}

static void double_beyond_the_range_of_float_counts_as_no_number(void **state) {
  (void)state;
  const char *path = zoo_path("large.wav");
  double samples[2] = {1e300, 0.1};
  SF_INFO info = {.samplerate = 48000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_DOUBLE};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  assert_int_equal(sf_write_double(file, samples, 2), 2);
  sf_close(file);
  Audio audio;
  assert_true(audio_load(path, &audio, NULL));
  assert_int_equal(audio.not_finite, 1);
  assert_true(audio.samples[0][0] == 0 && audio.samples[0][1] == 0.1f);
  audio_free(&audio);
  zoo_clear();
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Whatever happens, the code under test ends, and leaves either a file or a sentence, no temporary. */
static void damaged_headers_do_no_harm(void **state) {
  (void)state;
  uint32_t random = 5;
  for (const ZooFormat *format = zoo_formats; format->ending; format++) {
    /* Where libsndfile refuses a Vorbis header it loses memory, which a sanitizer would count against this program; and
     * libmpg123 prints what it thinks of a damaged stream. */
    int container = format->format & SF_FORMAT_TYPEMASK;
    if (container == SF_FORMAT_OGG || container == SF_FORMAT_MPEG) continue;
    const char *input = zoo_path("in"), *output = zoo_path("out");
    zoo_write(input, format->format, 48000, 1, 200);
    size_t size;
    unsigned char *whole = zoo_bytes(input, &size), *damaged = malloc(size);
    size_t header = size < 120 ? size : 120;
    for (int attempt = 0; attempt < 12; attempt++) {
      memcpy(damaged, whole, size);
      for (int i = 0; i < 3; i++)
        damaged[next_random(&random) % header] = (unsigned char)next_random(&random);
      zoo_write_bytes(input, damaged, attempt % 4 ? size : 1 + next_random(&random) % size);
      unlink(output);
      int done = zoo_process(input, output, 1);
      assert_int_equal(zoo_exists(output), done);
      assert_int_equal(zoo_count_files(), 1 + done);
      assert_true(done || zoo_message[0]);
    }
    free(whole);
    free(damaged);
    zoo_clear();
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(missing_file),
      cmocka_unit_test(folder_in_place_of_a_file),
      cmocka_unit_test(device_in_place_of_a_file),
      cmocka_unit_test(pipe_in_place_of_a_file_does_not_hang),
      cmocka_unit_test(empty_file),
      cmocka_unit_test(text_is_no_sound),
      cmocka_unit_test(header_without_samples),
      cmocka_unit_test(plain_files_that_were_cut_off),
      cmocka_unit_test(flac_that_was_cut_off),
      cmocka_unit_test(size_that_the_file_does_not_hold),
      cmocka_unit_test(length_left_open_is_the_rest_of_the_file),
      cmocka_unit_test(length_left_open_reaches_past_4_gb),
      cmocka_unit_test(samples_that_are_no_numbers_count_as_zero),
      cmocka_unit_test(double_beyond_the_range_of_float_counts_as_no_number),
      cmocka_unit_test(damaged_headers_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
