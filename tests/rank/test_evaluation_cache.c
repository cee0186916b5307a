/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scores that outlive the run that made them.
 */
#include "offline/rank/evaluation_cache.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY 0x1234

static char path[] = "/tmp/quell-evaluations-XXXXXX", other_path[64], text[400];
static Message message = {text, sizeof text};
static const double values[] = {0.1, -3.25, 1e-17};

static int make_path(void **state) {
  (void)state;
  const int descriptor = mkstemp(path);
  snprintf(other_path, sizeof other_path, "%s.other", path);
  return descriptor < 0 || close(descriptor);
}

static int remove_path(void **state) {
  (void)state;
  unlink(other_path);
  return unlink(path);
}

static int empty_file(void **state) {
  (void)state;
  return truncate(path, 0);
}

static EvaluationCache *opened(const char *at, uint64_t key) {
  EvaluationCache *cache = evaluation_cache_open(at, key, &message);
  if (!cache) fail_msg("%s", text);
  return cache;
}

static void fill(const char *at, uint64_t key, const char *name) {
  EvaluationCache *cache = opened(at, key);
  assert_true(evaluation_cache_add(cache, name, values, 3, &message));
  evaluation_cache_close(cache);
}

static int holds(const EvaluationCache *cache, const char *name) {
  double found[3];
  return evaluation_cache_find(cache, name, found, 3) && memcmp(found, values, sizeof values) == 0;
}

static void scores_are_found_again_to_the_bit(void **state) {
  (void)state;
  fill(path, KEY, "r1,2,");
  EvaluationCache *cache = opened(path, KEY);
  assert_true(holds(cache, "r1,2,"));
  assert_false(holds(cache, "r1,3,"));
  evaluation_cache_close(cache);
}

static void scores_of_other_data_are_not_used(void **state) {
  (void)state;
  fill(path, KEY + 1, "r1,");
  EvaluationCache *cache = opened(path, KEY);
  assert_false(holds(cache, "r1,"));
  evaluation_cache_close(cache);
}

static void a_line_that_was_cut_off_costs_one_evaluation(void **state) {
  (void)state;
  fill(path, KEY, "r1,");
  fill(path, KEY, "r2,");
  FILE *file = fopen(path, "a+");
  fseek(file, 0, SEEK_END);
  assert_int_equal(ftruncate(fileno(file), ftell(file) - 9), 0);
  fclose(file);
  EvaluationCache *cache = opened(path, KEY);
  assert_true(holds(cache, "r1,"));
  assert_false(holds(cache, "r2,"));
  assert_true(evaluation_cache_add(cache, "r3,", values, 3, &message));
  evaluation_cache_close(cache);
  cache = opened(path, KEY);
  assert_true(holds(cache, "r3,"));
  evaluation_cache_close(cache);
}

static void shards_are_joined(void **state) {
  (void)state;
  fill(path, KEY, "r1,");
  fill(other_path, KEY, "r2,");
  EvaluationCache *cache = opened(path, KEY);
  assert_int_equal(evaluation_cache_merge(cache, other_path, &message), 1);
  assert_true(holds(cache, "r1,"));
  assert_true(holds(cache, "r2,"));
  evaluation_cache_close(cache);
  unlink(other_path);
}

static void a_shard_of_something_else_is_refused(void **state) {
  (void)state;
  fill(other_path, KEY + 1, "r2,");
  EvaluationCache *cache = opened(NULL, KEY);
  assert_int_equal(evaluation_cache_merge(cache, other_path, &message), -1);
  assert_non_null(strstr(text, "holds no evaluations of this model"));
  evaluation_cache_close(cache);
  unlink(other_path);
}

/* A limit on the size of files stands for a disk that is full. */
static void a_full_disk_is_told(void **state) {
  (void)state;
  const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY}, little = {10, RLIM_INFINITY};
  EvaluationCache *cache = opened(path, KEY);
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
  const int added = evaluation_cache_add(cache, "r1,", values, 3, &message);
  setrlimit(RLIMIT_FSIZE, &none);
  assert_false(added);
  assert_non_null(strstr(text, "cannot be written"));
  evaluation_cache_close(cache);
}

static void what_is_no_regular_file_is_refused(void **state) {
  (void)state;
  assert_null(evaluation_cache_open("/dev/full", KEY, &message));
  assert_non_null(strstr(text, "not a regular file"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(scores_are_found_again_to_the_bit, empty_file),
      cmocka_unit_test_setup(scores_of_other_data_are_not_used, empty_file),
      cmocka_unit_test_setup(a_line_that_was_cut_off_costs_one_evaluation, empty_file),
      cmocka_unit_test_setup(shards_are_joined, empty_file),
      cmocka_unit_test_setup(a_shard_of_something_else_is_refused, empty_file),
      cmocka_unit_test_setup(a_full_disk_is_told, empty_file),
      cmocka_unit_test(what_is_no_regular_file_is_refused),
  };
  return cmocka_run_group_tests(tests, make_path, remove_path);
}
