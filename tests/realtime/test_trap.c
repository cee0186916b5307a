/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The audio thread allocates nothing, locks nothing and asks nothing of the kernel; and the trap that shows it does
 * catch.
 */
#include "trap.h"
#include "workload.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define BLOCKS 1500

static const uint32_t rates[] = {8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000};
#define RATES (sizeof rates / sizeof rates[0])

static void assert_caught(void (*function)(void *), void *context, const char *expected) {
  char caught[64];
  run_trapped(function, context, caught, sizeof caught);
  assert_string_equal(caught, expected);
}

static void harmless(void *context) {
  *(volatile int *)context = 1;
}

static void a_harmless_function_comes_through(void **state) {
  (void)state;
  int number = 0;
  assert_caught(harmless, &number, "");
}

static void plant_malloc(void *context) {
  *(void *volatile *)context = malloc(100);
}

static void a_planted_malloc_is_caught(void **state) {
  (void)state;
  void *block = NULL;
  assert_caught(plant_malloc, &block, "malloc");
}

static void plant_free(void *context) {
  free(*(void **)context);
}

static void a_planted_free_is_caught(void **state) {
  (void)state;
  void *block = malloc(100);
  assert_caught(plant_free, &block, "free");
  free(block);
}

static void plant_lock(void *context) {
  pthread_mutex_lock(context);
}

static void a_planted_lock_is_caught_even_when_nobody_holds_it(void **state) {
  (void)state;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  assert_caught(plant_lock, &mutex, "pthread_mutex_lock");
}

static void plant_post(void *context) {
  sem_post(context);
}

static void a_planted_semaphore_is_caught(void **state) {
  (void)state;
  sem_t semaphore;
  sem_init(&semaphore, 0, 0);
  assert_caught(plant_post, &semaphore, "sem_post");
}

static void plant_write(void *context) {
  if (write(STDOUT_FILENO, "x", 1) != 1) *(volatile int *)context = 1;
}

static void a_planted_write_is_caught(void **state) {
  (void)state;
  int number = 0;
#if defined(__x86_64__)
  assert_caught(plant_write, &number, "system call 1");
#else
  assert_caught(plant_write, &number, "system call 64");
#endif
}

static void plant_sleep(void *context) {
  (void)context;
  usleep(1);
}

static void a_planted_wait_is_caught(void **state) {
  (void)state;
  char caught[64];
  run_trapped(plant_sleep, NULL, caught, sizeof caught);
  assert_memory_equal(caught, "system call ", 12);
}

static void run_workload(void *workload) {
  workload_run(workload, BLOCKS);
}

static void assert_real_time_safe(QuellModel *model, uint32_t rate, uint32_t channels, int independent) {
  char caught[64];
  Workload *workload = workload_create(model, rate, channels, independent, rate + channels);
  assert_non_null(workload);
  run_trapped(run_workload, workload, caught, sizeof caught);
  if (caught[0]) fail_msg("%u Hz, %u channels: %s", rate, channels, caught);
  workload_free(workload);
}

static void processing_with_the_built_in_model_is_real_time_safe_at_every_rate(void **state) {
  (void)state;
  QuellModel *model;
  assert_int_equal(quell_model_open_default(&model, NULL, 0), QUELL_OK);
  for (size_t i = 0; i < RATES; i++)
    assert_real_time_safe(model, rates[i], 1, 0);
  quell_model_free(model);
}

static void processing_is_real_time_safe_with_every_type_of_layer(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < 4; kind++) {
    QuellModel *model = open_small_model(kind);
    assert_non_null(model);
    for (size_t i = 0; i < RATES; i++)
      assert_real_time_safe(model, rates[i], 1 + i % 4, i % 2);
    quell_model_free(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_harmless_function_comes_through),
      cmocka_unit_test(a_planted_malloc_is_caught),
      cmocka_unit_test(a_planted_free_is_caught),
      cmocka_unit_test(a_planted_lock_is_caught_even_when_nobody_holds_it),
      cmocka_unit_test(a_planted_semaphore_is_caught),
      cmocka_unit_test(a_planted_write_is_caught),
      cmocka_unit_test(a_planted_wait_is_caught),
      cmocka_unit_test(processing_with_the_built_in_model_is_real_time_safe_at_every_rate),
      cmocka_unit_test(processing_is_real_time_safe_with_every_type_of_layer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
