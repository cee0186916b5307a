/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "side_by_side.h"

#include <pthread.h>
#include <stdatomic.h>

#define HELPERS_MAX 63

typedef struct {
  void (*job)(void *context, size_t number);
  void *context;
  size_t count;
  atomic_size_t next;
} Jobs;

static void *work(void *argument) {
  Jobs *jobs = argument;
  size_t number;
  while ((number = atomic_fetch_add(&jobs->next, 1)) < jobs->count)
    jobs->job(jobs->context, number);
  return NULL;
}

void side_by_side(unsigned threads, size_t count, void (*job)(void *context, size_t number), void *context) {
  Jobs jobs = {.job = job, .context = context, .count = count};
  pthread_t helpers[HELPERS_MAX];
  unsigned started = 0;
  while (started < HELPERS_MAX && started + 1 < threads && started + 1 < count &&
         pthread_create(&helpers[started], NULL, work, &jobs) == 0)
    started++;
  work(&jobs);
  for (unsigned i = 0; i < started; i++)
    pthread_join(helpers[i], NULL);
}
