/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results appear whole or not at all, and never in the place of what they were made from.
 */
#include "files/audio_reader.h"
#include "files/audio_writer.h"
#include "files/pending_file.h"
#include "sound_zoo.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void expect_failure(const char *input, const char *output, const char *words) {
  int files = zoo_count_files();
  if (zoo_process(input, output, 0.5)) fail_msg("%s was written", output);
  if (!strstr(zoo_message, words)) fail_msg("'%s' does not say '%s'", zoo_message, words);
  assert_int_equal(zoo_count_files(), files);
}

static void the_input_is_not_overwritten_under_any_name(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *copy = zoo_path("copy.wav");
  const char *link_name = zoo_path("soft.wav"), *hard_name = zoo_path("hard.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  zoo_write(copy, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  assert_int_equal(symlink(input, link_name), 0);
  assert_int_equal(link(input, hard_name), 0);
  expect_failure(input, input, "is the input itself");
  expect_failure(input, link_name, "is the input itself");
  expect_failure(input, hard_name, "is the input itself");
  expect_failure(link_name, input, "is the input itself");
  assert_true(zoo_equal(input, copy));
  zoo_clear();
}

static void what_is_no_regular_file_is_not_replaced(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *nowhere = zoo_path("nowhere.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  assert_int_equal(symlink("/tmp/quell/no/such/place", nowhere), 0);
  expect_failure(input, "/dev/null", "not a regular file");
  expect_failure(input, "/tmp", "is a folder");
  expect_failure(input, nowhere, "link to nowhere");
  zoo_clear();
}

static void a_missing_folder_is_named(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  expect_failure(input, zoo_path("no/such/out.wav"), "/no/such does not exist");
  zoo_clear();
}

static void a_link_to_an_older_result_stays_a_link(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *older = zoo_path("older.wav"), *name = zoo_path("link.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  zoo_write_bytes(older, "old", 3);
  assert_int_equal(symlink("older.wav", name), 0);
  if (!zoo_process(input, name, 1)) fail_msg("%s", zoo_message);
  struct stat status;
  assert_int_equal(lstat(name, &status), 0);
  assert_true(S_ISLNK(status.st_mode));
  assert_true(zoo_equal(input, older));
  zoo_clear();
}

static void permissions_follow_the_mask_of_the_user(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  mode_t before = umask(027);
  assert_true(zoo_process(input, output, 1));
  umask(before);
  struct stat status;
  assert_int_equal(stat(output, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0640);
  zoo_clear();
}

/* The limit on a file's size stands for a full disk: both make write() fail in the middle. */
static int process_with_little_room(const char *input, const char *output, rlim_t bytes) {
  pid_t child = fork();
  if (child == 0) {
    struct rlimit limit = {bytes, bytes};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    int done = zoo_process(input, output, 0.5);
    _exit(done ? 0 : strstr(zoo_message, "cannot write") ? 1 : 2);
  }
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static void a_full_disk_leaves_nothing_behind(void **state) {
  (void)state;
  for (const ZooFormat *format = zoo_formats; format->ending; format++) {
    int subtype = format->format & SF_FORMAT_SUBMASK; /* libsndfile crashes when ALAC's own temporary file is full */
    if (subtype == SF_FORMAT_ALAC_16 || subtype == SF_FORMAT_ALAC_24) continue;
    char name[32];
    snprintf(name, sizeof name, "in.%s", format->ending);
    const char *input = zoo_path(name);
    snprintf(name, sizeof name, "out.%s", format->ending);
    const char *output = zoo_path(name);
    zoo_write(input, format->format, 48000, 1, 40000);
    assert_int_equal(process_with_little_room(input, output, 100000000), 0);
    unlink(output);
    static const rlim_t sizes[] = {50, 4096};
    for (int i = 0; i < 2; i++) {
      if (process_with_little_room(input, output, sizes[i]) != 1) fail_msg("%s", zoo_format_name(format));
      assert_int_equal(zoo_count_files(), 1);
    }
    zoo_clear();
  }
}

static void abandoning_leaves_nothing_behind(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  AudioReader *reader;
  AudioWriter *writer;
  assert_true(audio_reader_open(input, &reader, NULL));
  assert_true(audio_writer_open(output, reader, &writer, NULL));
  assert_int_equal(zoo_count_files(), 2);
  audio_writer_abandon(writer);
  audio_reader_close(reader);
  assert_int_equal(zoo_count_files(), 1);
  zoo_clear();
}

static void nothing_stands_under_the_name_before_the_end(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  AudioReader *reader;
  AudioWriter *writer;
  double samples[1000];
  assert_true(audio_reader_open(input, &reader, NULL));
  assert_true(audio_writer_open(output, reader, &writer, NULL));
  assert_int_equal(audio_reader_read(reader, samples, 1000, NULL), 1000);
  assert_true(audio_writer_write(writer, samples, 1000, NULL));
  assert_false(zoo_exists(output));
  assert_true(audio_writer_finish(writer, NULL));
  assert_true(zoo_exists(output));
  assert_int_equal(zoo_count_files(), 2);
  audio_reader_close(reader);
  zoo_clear();
}

static void a_plain_file_of_another_length_is_refused(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 1000);
  AudioReader *reader;
  AudioWriter *writer;
  FileError error = {0};
  double samples[999] = {0};
  assert_true(audio_reader_open(input, &reader, NULL));
  assert_true(audio_writer_open(output, reader, &writer, NULL));
  assert_true(audio_writer_write(writer, samples, 999, NULL));
  assert_false(audio_writer_finish(writer, &error));
  assert_non_null(strstr(error.text, "length differs"));
  assert_int_equal(zoo_count_files(), 1);
  audio_reader_close(reader);
  zoo_clear();
}

static void a_pending_file_can_be_shifted_both_ways(void **state) {
  (void)state;
  const char *path = zoo_path("shifted");
  static const int64_t distances[] = {1, 1000, 65536, 200000, -1, -1000, -65536, -99999, 0};
  unsigned char *bytes = malloc(300000);
  for (int i = 0; i < 300000; i++)
    bytes[i] = (unsigned char)(i * 2654435761u >> 24);
  for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
    PendingFile *file;
    assert_true(pending_file_open(path, &file, NULL));
    assert_true(pending_file_write(file, 0, bytes, 300000));
    assert_true(pending_file_shift(file, 100000, distances[i]));
    assert_int_equal(pending_file_length(file), 300000 + distances[i]);
    assert_true(pending_file_finish(file, NULL));
    size_t size;
    unsigned char *written = zoo_bytes(path, &size);
    assert_int_equal(size, 300000 + distances[i]);
    assert_memory_equal(written + 100000 + distances[i], bytes + 100000, 200000);
    assert_memory_equal(written, bytes, (size_t)(distances[i] < 0 ? 100000 + distances[i] : 100000));
    free(written);
  }
  free(bytes);
  zoo_clear();
}

static void integers_saturate_and_are_counted(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  zoo_write(input, SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48000, 1, 4);
  AudioReader *reader;
  AudioWriter *writer;
  const double samples[4] = {2, -0.5, -7, 0.25};
  assert_true(audio_reader_open(input, &reader, NULL));
  assert_true(audio_writer_open(output, reader, &writer, NULL));
  assert_true(audio_writer_write(writer, samples, 4, NULL));
  assert_int_equal(audio_writer_clipped(writer), 2);
  assert_true(audio_writer_finish(writer, NULL));
  audio_reader_close(reader);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(output, SFM_READ, &info);
  int written[4];
  assert_int_equal(sf_read_int(file, written, 4), 4);
  sf_close(file);
  assert_int_equal(written[0], 0x7FFFFF00);
  assert_int_equal(written[1], -0x40000000);
  assert_int_equal(written[2], INT32_MIN);
  assert_int_equal(written[3], 0x20000000);
  zoo_clear();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_input_is_not_overwritten_under_any_name),
      cmocka_unit_test(what_is_no_regular_file_is_not_replaced),
      cmocka_unit_test(a_missing_folder_is_named),
      cmocka_unit_test(a_link_to_an_older_result_stays_a_link),
      cmocka_unit_test(permissions_follow_the_mask_of_the_user),
      cmocka_unit_test(a_full_disk_leaves_nothing_behind),
      cmocka_unit_test(abandoning_leaves_nothing_behind),
      cmocka_unit_test(nothing_stands_under_the_name_before_the_end),
      cmocka_unit_test(a_plain_file_of_another_length_is_refused),
      cmocka_unit_test(a_pending_file_can_be_shifted_both_ways),
      cmocka_unit_test(integers_saturate_and_are_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
