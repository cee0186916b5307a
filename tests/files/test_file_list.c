/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "files/file_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A WAV of one sample; that is all that it takes to be a sound. */
static const char sound[] = "RIFF\x26\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xBB\0\0\0\x77\1\0\2\0\x10\0data\2\0\0\0\1";

static char folder[] = "/tmp/quell-list-XXXXXX";

static void put(const char *path, const char *content, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  fwrite(content, 1, size, file);
  fclose(file);
}

static int set_up(void **state) {
  (void)state;
  strcpy(folder + sizeof folder - 7, "XXXXXX");
  if (!mkdtemp(folder) || chdir(folder) != 0) return -1;
  mkdir("in", 0777);
  mkdir("in/sub", 0777);
  mkdir("other", 0777);
  put("in/b.wav", sound, sizeof sound);
  put("in/a.wav", sound, sizeof sound);
  put("in/sub/c.wav", sound, sizeof sound);
  put("in/notes.txt", "notes", 5);
  put("in/.hidden.wav", sound, sizeof sound);
  put("other/a.wav", sound, sizeof sound);
  put("other/notes.txt", "more notes", 10);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return chdir("/") != 0 || system(command) != 0 ? -1 : 0;
}

/* Lists "input>output" of each job, separated by spaces, or the error in brackets. */
static const char *listed(const char *output, size_t count, const char *one, const char *other) {
  static char text[2048];
  const char *inputs[2] = {one, other};
  FileList list;
  FileError error = {0};
  text[0] = 0;
  if (!file_list_make(inputs, count, output, &list, &error)) {
    snprintf(text, sizeof text, "[%s]", error.text);
    assert_int_equal(list.count, 0);
    return text;
  }
  for (size_t i = 0; i < list.count; i++) {
    size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, "%s%s>%s", i ? " " : "", list.jobs[i].input, list.jobs[i].output);
  }
  file_list_free(&list);
  return text;
}

static void expect_refusal(const char *text, const char *words) {
  if (text[0] != '[' || !strstr(text, words)) fail_msg("'%s' is not '%s'", text, words);
}

static void one_file_goes_to_one_file(void **state) {
  (void)state;
  assert_string_equal(listed("out.wav", 1, "in/a.wav", NULL), "in/a.wav>out.wav");
}

static void one_file_goes_into_an_existing_folder(void **state) {
  (void)state;
  assert_string_equal(listed("other/", 1, "in/b.wav", NULL), "in/b.wav>other/b.wav");
  assert_string_equal(listed("other", 1, "in/b.wav", NULL), "in/b.wav>other/b.wav");
}

static void a_slash_makes_a_new_folder(void **state) {
  (void)state;
  assert_string_equal(listed("new/", 1, "in/b.wav", NULL), "in/b.wav>new/b.wav");
}

static void several_files_go_into_a_folder(void **state) {
  (void)state;
  assert_string_equal(listed("new", 2, "in/b.wav", "in/sub/c.wav"), "in/b.wav>new/b.wav in/sub/c.wav>new/c.wav");
}

static void folders_keep_their_structure_and_hidden_files_are_passed_over(void **state) {
  (void)state;
  assert_string_equal(listed("new", 1, "in", NULL),
                      "in/a.wav>new/a.wav in/b.wav>new/b.wav in/notes.txt>new/notes.txt in/sub/c.wav>new/sub/c.wav");
  assert_string_equal(listed("new", 1, "in//", NULL) + strlen("in//a.wav>new/a.wav in//b.wav>new/b.wav "),
                      "in//notes.txt>new/notes.txt in//sub/c.wav>new/sub/c.wav");
}

static void an_output_folder_inside_the_input_is_not_searched(void **state) {
  (void)state;
  assert_string_equal(listed("in/sub", 1, "in", NULL),
                      "in/a.wav>in/sub/a.wav in/b.wav>in/sub/b.wav in/notes.txt>in/sub/notes.txt");
}

static void links_to_folders_are_not_followed(void **state) {
  (void)state;
  assert_int_equal(symlink("..", "in/sub/up"), 0);
  assert_int_equal(symlink("../b.wav", "in/sub/d.wav"), 0);
  assert_string_equal(listed("new", 1, "in/sub", NULL), "in/sub/c.wav>new/c.wav in/sub/d.wav>new/d.wav");
}

static void inputs_that_do_not_exist_are_jobs_that_will_fail(void **state) {
  (void)state;
  assert_string_equal(listed("new", 2, "missing.wav", "in/a.wav"), "missing.wav>new/missing.wav in/a.wav>new/a.wav");
}

static void two_sounds_of_one_output_are_refused(void **state) {
  (void)state;
  expect_refusal(listed("new", 2, "in/a.wav", "other/a.wav"), "in/a.wav and other/a.wav would both become new/a.wav");
  expect_refusal(listed("new", 2, "in", "other"), "would both become new/a.wav");
  expect_refusal(listed("new", 2, "in/a.wav", "in/a.wav"), "in/a.wav is named twice");
}

static void two_texts_of_one_output_are_no_trouble(void **state) {
  (void)state;
  unlink("other/a.wav");
  assert_true(listed("new", 2, "in", "other")[0] != '[');
}

static void an_output_that_is_an_input_is_refused(void **state) {
  (void)state;
  mkdir("out", 0777);
  assert_int_equal(link("in/a.wav", "out/b.wav"), 0);
  expect_refusal(listed("in/a.wav", 1, "in/a.wav", NULL), "is the same file as an input");
  expect_refusal(listed("in", 1, "in/a.wav", NULL), "is the same file as an input");
  expect_refusal(listed("out", 2, "in/a.wav", "in/b.wav"), "out/b.wav is the same file as an input");
  expect_refusal(listed("in", 1, "in", NULL), "in is both input and output");
  expect_refusal(listed("in/sub/..", 1, "in", NULL), "in is both input and output");
}

static void a_file_cannot_take_several_results(void **state) {
  (void)state;
  expect_refusal(listed("in/notes.txt", 2, "in/a.wav", "in/b.wav"), "in/notes.txt is a file");
  expect_refusal(listed("new.wav", 2, "in/a.wav", "in/b.wav"), "looks like a file");
  expect_refusal(listed("new.wav", 1, "in", NULL), "looks like a file");
  expect_refusal(listed("", 1, "in/a.wav", NULL), "is empty");
}

static void folders_are_made_for_a_job_and_only_below_an_existing_one(void **state) {
  (void)state;
  const char *inputs[1] = {"in"};
  FileList list;
  FileError error = {0};
  struct stat status;
  assert_true(file_list_make(inputs, 1, "new", &list, NULL));
  assert_int_equal(stat("new", &status), -1);
  assert_true(file_list_make_folders(&list, &list.jobs[3], NULL));
  assert_int_equal(stat("new/sub", &status), 0);
  file_list_free(&list);
  assert_true(file_list_make(inputs, 1, "no/such", &list, NULL));
  assert_false(file_list_make_folders(&list, &list.jobs[0], &error));
  assert_non_null(strstr(error.text, "cannot make the folder no/such"));
  file_list_free(&list);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      CASE(one_file_goes_to_one_file),
      CASE(one_file_goes_into_an_existing_folder),
      CASE(a_slash_makes_a_new_folder),
      CASE(several_files_go_into_a_folder),
      CASE(folders_keep_their_structure_and_hidden_files_are_passed_over),
      CASE(an_output_folder_inside_the_input_is_not_searched),
      CASE(links_to_folders_are_not_followed),
      CASE(inputs_that_do_not_exist_are_jobs_that_will_fail),
      CASE(two_sounds_of_one_output_are_refused),
      CASE(two_texts_of_one_output_are_no_trouble),
      CASE(an_output_that_is_an_input_is_refused),
      CASE(a_file_cannot_take_several_results),
      CASE(folders_are_made_for_a_job_and_only_below_an_existing_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
