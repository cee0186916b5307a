/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many denoisers on many threads at once, made from one model, while other threads set parameters and read meters.
 */
#include "tests/small_model.h"
#include "workload.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

#define THREADS 8
#define BLOCKS 100

typedef struct {
  pthread_t thread;
  QuellModel *model;
  uint32_t rate;
  uint64_t checksum;
} Host;

static uint64_t checksum_of_run(QuellModel *model, uint32_t rate) {
  Workload *workload = workload_create(model, rate, 2, 0, rate);
  if (!workload) return 0;
  workload_run(workload, BLOCKS);
  const uint64_t checksum = workload_checksum(workload);
  workload_free(workload);
  return checksum;
}

static void *run_host(void *context) {
  Host *host = context;
  host->checksum = checksum_of_run(host->model, host->rate);
  return NULL;
}

static void many_threads_give_what_one_thread_gives(void **state) {
  QuellModel *model = *state;
  Host hosts[THREADS];
  for (uint32_t i = 0; i < THREADS; i++) {
    hosts[i] = (Host){.model = model, .rate = i % 2 ? 48000 : 16000 + 1000 * i};
    assert_int_equal(pthread_create(&hosts[i].thread, NULL, run_host, &hosts[i]), 0);
  }
  for (uint32_t i = 0; i < THREADS; i++)
    pthread_join(hosts[i].thread, NULL);
  for (uint32_t i = 0; i < THREADS; i++) {
    assert_true(hosts[i].checksum != 0);
    assert_true(hosts[i].checksum == checksum_of_run(model, hosts[i].rate));
  }
}

static atomic_int stop;

static void *turn_knobs(void *context) {
  QuellDenoiser *denoiser = context;
  for (unsigned turn = 0; !atomic_load(&stop); turn++) {
    QuellMeters meters;
    quell_denoiser_set(denoiser, QUELL_LIMIT, (float)(turn % 100));
    quell_denoiser_set(denoiser, QUELL_MIX, (float)(turn % 3) / 2);
    quell_denoiser_set_profile(denoiser, turn % 2);
    quell_denoiser_meters(denoiser, &meters);
    if (!(quell_denoiser_get(denoiser, QUELL_LIMIT) <= 100) || quell_denoiser_profile(denoiser) > 1) return context;
  }
  return NULL;
}

static void profiles_and_parameters_are_set_and_meters_read_while_another_thread_processes(void **state) {
  (void)state;
  QuellModel *model = open_small_model(SMALL_MODEL_WITH_PROFILES);
  assert_non_null(model);
  Workload *workload = workload_create(model, 48000, 1, 0, 1);
  quell_model_free(model);
  assert_non_null(workload);
  pthread_t knobs[2];
  atomic_store(&stop, 0);
  for (int i = 0; i < 2; i++)
    assert_int_equal(pthread_create(&knobs[i], NULL, turn_knobs, workload_denoiser(workload)), 0);
  workload_run(workload, 300);
  atomic_store(&stop, 1);
  for (int i = 0; i < 2; i++) {
    void *wrong;
    pthread_join(knobs[i], &wrong);
    assert_null(wrong);
  }
  workload_free(workload);
}

static void a_model_may_be_freed_while_its_denoisers_run(void **state) {
  (void)state;
  QuellModel *model = open_small_model(1);
  assert_non_null(model);
  Workload *workload = workload_create(model, 44100, 1, 0, 1);
  quell_model_free(model);
  assert_non_null(workload);
  workload_run(workload, 20);
  assert_true(workload_checksum(workload) != 0);
  workload_free(workload);
}

static int open_model(void **state) {
  QuellModel *model = open_small_model(3);
  *state = model;
  return model ? 0 : -1;
}

static int close_model(void **state) {
  quell_model_free(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(many_threads_give_what_one_thread_gives),
      cmocka_unit_test(profiles_and_parameters_are_set_and_meters_read_while_another_thread_processes),
      cmocka_unit_test(a_model_may_be_freed_while_its_denoisers_run),
  };
  return cmocka_run_group_tests(tests, open_model, close_model);
}
