/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A planted race, which the thread sanitizer must notice.
 */
#include <pthread.h>
#include <stdio.h>

static int counter;

static void *count(void *unused) {
  for (int i = 0; i < 1000; i++)
    counter++;
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, count, NULL) != 0) return 2;
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  printf("%d\n", counter);
  return 0;
}
