/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is written comes back, whole or not at all; and files that cannot be read or written are told of.
 */
#include "malformed.h"
#include "tests/small_model.h"

#include <dirent.h>
#include <float.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[128];

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/quell-write-XXXXXX");
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/model.safetensors", folder);
  return 0;
}

static int entries(void) {
  int count = 0;
  DIR *stream = opendir(folder);
  for (struct dirent *entry; (entry = readdir(stream));)
    count += entry->d_name[0] != '.';
  closedir(stream);
  return count;
}

static int remove_folder(void **state) {
  (void)state;
  remove(path);
  return rmdir(folder);
}

static void assert_equal_files(const ModelFile *a, const ModelFile *b) {
  assert_int_equal(a->tensor_count, b->tensor_count);
  for (size_t i = 0; i < a->tensor_count; i++) {
    const Tensor *first = &a->tensors[i], *second = &b->tensors[i];
    assert_string_equal(first->name, second->name);
    assert_true(first->rows == second->rows && first->columns == second->columns);
    assert_int_equal(first->dimensions, second->dimensions);
    assert_int_equal(first->storage, second->storage);
    assert_int_equal(first->scales != NULL, second->scales != NULL);
    if (first->scales) assert_same_bits(first->scales, second->scales, first->rows);
    assert_same_bits(first->values, second->values, (size_t)first->rows * first->columns);
  }
  assert_int_equal(a->text_count, b->text_count);
  for (size_t i = 0; i < a->text_count; i++)
    assert_string_equal(a->texts[i].text, model_file_text(b, a->texts[i].key));
}

static ModelFile *written_and_read(const ModelFile *file) {
  char text[256] = "";
  ModelFile *back = NULL;
  if (model_file_write(file, path, &(Message){text, sizeof text}) != QUELL_OK) fail_msg("%s", text);
  if (model_file_read(path, &back, &(Message){text, sizeof text}) != QUELL_OK) fail_msg("%s", text);
  return back;
}

static void every_small_model_comes_back_as_it_was(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    ModelFile *file = small_model_make(kind), *back = written_and_read(file);
    assert_equal_files(file, back);
    model_file_free(file);
    model_file_free(back);
  }
}

static void the_extremes_of_float_come_back_to_the_bit(void **state) {
  (void)state;
  static const float values[] = {0.0f, -0.0f, FLT_MAX, -FLT_MAX, FLT_MIN, 1e-45f, -1e-40f, 0.1f};
  ModelFile *file = model_file_new();
  Tensor *tensor = model_file_add(file, "extremes", 2, 4, 2);
  memcpy(tensor->values, values, sizeof values);
  ModelFile *back = written_and_read(file);
  assert_same_bits(model_file_tensor(back, "extremes")->values, values, 8);
  model_file_free(file);
  model_file_free(back);
}

static void texts_come_back_whatever_letters_they_have(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  model_file_set_text(file, "name",
                      "Gr\xc3\xbc\xc3\x9f"
                      "e, \xe2\x82\xac \"quoted\" \\ and\ntwo lines");
  model_file_set_text(file, "", "");
  ModelFile *back = written_and_read(file);
  assert_equal_files(file, back);
  model_file_free(file);
  model_file_free(back);
}

static void a_later_text_takes_the_place_of_an_earlier_one(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  model_file_set_text(file, "name", "first");
  model_file_set_text(file, "name", "second");
  assert_string_equal(model_file_text(file, "name"), "second");
  assert_int_equal(file->text_count, 1);
  model_file_free(file);
}

static void a_tensor_is_added_only_within_the_limits_and_once(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  char name[MODEL_NAME_MAX + 2];
  memset(name, 'n', sizeof name);
  name[MODEL_NAME_MAX + 1] = 0;
  assert_non_null(model_file_add(file, "a", 2, 3, 2));
  assert_null(model_file_add(file, "a", 2, 3, 2));
  assert_null(model_file_add(file, "b", 0, 1, 1));
  assert_null(model_file_add(file, "b", 1, 0, 2));
  assert_null(model_file_add(file, "b", MODEL_DIMENSION_MAX + 1, 1, 1));
  assert_null(model_file_add(file, "b", 2, 2, 1));
  assert_null(model_file_add(file, "b", 2, 2, 3));
  assert_null(model_file_add(file, name, 1, 1, 1));
  assert_non_null(model_file_add(file, name + 1, 1, 1, 1));
  assert_int_equal(file->tensor_count, 2);
  model_file_free(file);
}

static void tensors_lie_in_the_order_of_their_names(void **state) {
  (void)state;
  static const char *const names[] = {"m", "a", "z", "b", "aa"};
  ModelFile *file = model_file_new();
  for (size_t i = 0; i < 5; i++)
    model_file_add(file, names[i], 1, 1, 1)->values[0] = (float)i;
  for (size_t i = 1; i < 5; i++)
    assert_true(strcmp(file->tensors[i - 1].name, file->tensors[i].name) < 0);
  for (size_t i = 0; i < 5; i++)
    assert_true(model_file_tensor(file, names[i])->values[0] == (float)i);
  assert_null(model_file_tensor(file, "c"));
  model_file_free(file);
}

static void every_number_starts_at_a_multiple_of_its_size(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  static const uint32_t columns[STORAGE_TYPES] = {1, 3, 3};
  static const char *const names[STORAGE_TYPES] = {"z", "y", "x"};
  size_t size;
  for (int i = 0; i < STORAGE_TYPES; i++)
    assert_int_equal(tensor_store(model_file_add(file, names[i], 1, columns[i], 2), (StorageType)i, NULL), QUELL_OK);
  char *bytes = (char *)model_bytes(file, &size);
  bytes[size - 1] = 0;
  assert_non_null(strstr(bytes + 8, "\"x.scale\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}"));
  assert_non_null(strstr(bytes + 8, "\"z\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}"));
  assert_non_null(strstr(bytes + 8, "\"y\":{\"dtype\":\"F16\",\"shape\":[1,3],\"data_offsets\":[8,14]}"));
  assert_non_null(strstr(bytes + 8, "\"x\":{\"dtype\":\"I8\",\"shape\":[1,3],\"data_offsets\":[14,17]}"));
  free(bytes);
}

static void tensors_start_at_a_multiple_of_eight_bytes(void **state) {
  (void)state;
  for (size_t length = 1; length < 9; length++) {
    ModelFile *file = model_file_new();
    size_t size;
    model_file_set_text(file, "k", &"12345678"[8 - length]);
    model_file_add(file, "a", 1, 1, 1);
    unsigned char *bytes = model_bytes(file, &size);
    assert_int_equal((size - 4) % 8, 0);
    free(bytes);
  }
}

/* ---- Failures ---- */

static void assert_not_written(const ModelFile *file, const char *to, const char *says) {
  char text[256] = "";
  assert_int_equal(model_file_write(file, to, &(Message){text, sizeof text}), QUELL_CANNOT_WRITE);
  assert_says(text, says);
}

static void a_full_disk_leaves_the_old_file_and_nothing_else(void **state) {
  (void)state;
  ModelFile *old = small_model_make(0), *large = small_model_make(1);
  ModelFile *back = written_and_read(old);
  model_file_free(back);
  assert_non_null(model_file_add(large, "large", 1000, 1000, 2));
  struct rlimit before, small;
  getrlimit(RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 100000;
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  assert_not_written(large, path, "cannot be written: File too large");
  setrlimit(RLIMIT_FSIZE, &before);
  char text[256];
  assert_int_equal(model_file_read(path, &back, &(Message){text, sizeof text}), QUELL_OK);
  assert_equal_files(old, back);
  assert_int_equal(entries(), 1);
  model_file_free(old);
  model_file_free(large);
  model_file_free(back);
}

static void a_missing_folder_is_told(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  assert_not_written(file, "/tmp/quell-no-such-folder/model.safetensors", "No such file or directory");
  model_file_free(file);
}

static void a_folder_is_never_replaced(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  assert_int_equal(mkdir(path, 0700), 0);
  assert_not_written(file, path, "cannot be written");
  assert_int_equal(entries(), 1);
  assert_int_equal(rmdir(path), 0);
  model_file_free(file);
}

static void a_pipe_is_never_replaced(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  struct stat about;
  assert_int_equal(mkfifo(path, 0600), 0);
  assert_not_written(file, path, "is not a regular file");
  assert_int_equal(stat(path, &about), 0);
  assert_true(S_ISFIFO(about.st_mode));
  model_file_free(file);
}

static void a_text_that_is_no_utf_8_is_refused_and_not_lost(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  model_file_set_text(file, "name", "caf\xe9");
  assert_not_written(file, path, "UTF-8");
  assert_int_equal(entries(), 0);
  model_file_free(file);
}

static void a_name_that_is_no_utf_8_is_refused_and_not_lost(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  assert_non_null(model_file_add(file, "caf\xe9", 1, 1, 1));
  assert_not_written(file, path, "UTF-8");
  model_file_free(file);
}

static void a_name_that_the_scales_take_is_refused_and_not_lost(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  assert_int_equal(tensor_store(model_file_add(file, "a", 2, 2, 2), STORAGE_I8, NULL), QUELL_OK);
  assert_non_null(model_file_add(file, "a.scale", 2, 1, 1));
  assert_not_written(file, path, "come twice");
  assert_int_equal(entries(), 0);
  model_file_free(file);
}

static void a_header_that_no_reader_would_take_is_not_written(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  char *text = malloc(MODEL_HEADER_BYTES_MAX + 1);
  memset(text, 'x', MODEL_HEADER_BYTES_MAX);
  text[MODEL_HEADER_BYTES_MAX] = 0;
  model_file_set_text(file, "long", text);
  assert_not_written(file, path, "too long");
  model_file_free(file);
  free(text);
}

static void the_file_may_be_read_by_whom_the_umask_lets(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  const mode_t before = umask(0027);
  model_file_free(written_and_read(file));
  umask(before);
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0640);
  model_file_free(file);
}

static void assert_not_read(const char *from, QuellStatus expected, const char *says) {
  char text[256] = "";
  QuellModel *model = (QuellModel *)text;
  assert_int_equal(quell_model_open_file(from, &model, text, sizeof text), expected);
  assert_null(model);
  assert_says(text, says);
}

static void a_missing_file_is_told(void **state) {
  (void)state;
  assert_not_read(path, QUELL_CANNOT_READ, "No such file or directory");
}

static void a_folder_is_no_model(void **state) {
  (void)state;
  assert_not_read(folder, QUELL_CANNOT_READ, "is not a regular file");
}

static void a_pipe_is_no_model_and_is_not_waited_for(void **state) {
  (void)state;
  assert_int_equal(mkfifo(path, 0600), 0);
  alarm(20);
  assert_not_read(path, QUELL_CANNOT_READ, "is not a regular file");
  alarm(0);
}

static void an_empty_file_is_no_model(void **state) {
  (void)state;
  fclose(fopen(path, "wb"));
  assert_not_read(path, QUELL_NOT_A_MODEL, "only 0 bytes");
}

static void a_file_beyond_the_limit_is_refused_before_it_is_read(void **state) {
  (void)state;
  fclose(fopen(path, "wb"));
  assert_int_equal(truncate(path, (off_t)MODEL_FILE_BYTES_MAX + 1), 0);
  assert_not_read(path, QUELL_BAD_MODEL_VALUE, "larger than the limit of 1024 MiB");
}

#define IN_FOLDER(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(every_small_model_comes_back_as_it_was),
      IN_FOLDER(the_extremes_of_float_come_back_to_the_bit),
      IN_FOLDER(texts_come_back_whatever_letters_they_have),
      cmocka_unit_test(a_later_text_takes_the_place_of_an_earlier_one),
      cmocka_unit_test(a_tensor_is_added_only_within_the_limits_and_once),
      cmocka_unit_test(tensors_lie_in_the_order_of_their_names),
      cmocka_unit_test(tensors_start_at_a_multiple_of_eight_bytes),
      cmocka_unit_test(every_number_starts_at_a_multiple_of_its_size),
      IN_FOLDER(a_full_disk_leaves_the_old_file_and_nothing_else),
      cmocka_unit_test(a_missing_folder_is_told),
      IN_FOLDER(a_folder_is_never_replaced),
      IN_FOLDER(a_pipe_is_never_replaced),
      IN_FOLDER(a_text_that_is_no_utf_8_is_refused_and_not_lost),
      IN_FOLDER(a_name_that_is_no_utf_8_is_refused_and_not_lost),
      IN_FOLDER(a_name_that_the_scales_take_is_refused_and_not_lost),
      IN_FOLDER(a_header_that_no_reader_would_take_is_not_written),
      IN_FOLDER(the_file_may_be_read_by_whom_the_umask_lets),
      IN_FOLDER(a_missing_file_is_told),
      IN_FOLDER(a_folder_is_no_model),
      IN_FOLDER(a_pipe_is_no_model_and_is_not_waited_for),
      IN_FOLDER(an_empty_file_is_no_model),
      IN_FOLDER(a_file_beyond_the_limit_is_refused_before_it_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
