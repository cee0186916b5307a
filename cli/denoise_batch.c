/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "denoise_batch.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINES_PER_SECOND 4
#define LINE_NANOSECONDS (1000000000L / LINES_PER_SECOND)
#define CLEAR_LINE "\r\033[K"

typedef struct {
  const DenoiseSettings *settings;
  const FileList *list;
  DenoiseResult *results;
  DenoiseFinished finished;
  void *user;
  pthread_mutex_t lock;  /* guards all below, and standard error while a line stands on it */
  pthread_cond_t change; /* a file is finished */
  size_t next, done;
  double *shares;  /* [count] of each file, 0..1 */
  double *weights; /* [count] its part of the whole, by bytes */
  int shows_line;
  double start; /* seconds */
} Batch;

typedef struct {
  Batch *batch;
  size_t index;
} FileProgress;

static volatile sig_atomic_t stop_signal;

static void remember_signal(int number) {
  stop_signal = number;
}

static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOPPING = sizeof stopping / sizeof stopping[0] };

/* What was ignored before, as by nohup, stays ignored. */
static void catch_signals(struct sigaction *before) {
  struct sigaction action = {.sa_handler = remember_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < STOPPING; i++) {
    sigaction(stopping[i], NULL, &before[i]);
    if (before[i].sa_handler != SIG_IGN) sigaction(stopping[i], &action, NULL);
  }
}

static void restore_signals(const struct sigaction *before) {
  for (int i = 0; i < STOPPING; i++)
    sigaction(stopping[i], &before[i], NULL);
}

static int note_progress(void *user, double share) {
  FileProgress *progress = user;
  pthread_mutex_lock(&progress->batch->lock);
  progress->batch->shares[progress->index] = share;
  pthread_mutex_unlock(&progress->batch->lock);
  return stop_signal == 0;
}

static void *work(void *user) {
  Batch *batch = user;
  pthread_mutex_lock(&batch->lock);
  while (batch->next < batch->list->count) {
    FileProgress progress = {batch, batch->next++};
    DenoiseResult *result = &batch->results[progress.index];
    const FileJob *job = &batch->list->jobs[progress.index];
    pthread_mutex_unlock(&batch->lock);
    if (stop_signal == 0)
      denoise_file(batch->settings, batch->list, job, note_progress, &progress, result);
    else
      result->status = DENOISE_STOPPED;
    pthread_mutex_lock(&batch->lock);
    batch->shares[progress.index] = 1;
    batch->done++;
    if (batch->shows_line) fputs(CLEAR_LINE, stderr);
    batch->finished(batch->user, job, result);
    pthread_cond_signal(&batch->change);
  }
  pthread_mutex_unlock(&batch->lock);
  return NULL;
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void show_line(const Batch *batch) {
  double share = 0, spent = seconds_now() - batch->start;
  for (size_t i = 0; i < batch->list->count; i++)
    share += batch->shares[i] * batch->weights[i];
  fprintf(stderr, CLEAR_LINE "%3.0f %%", 100 * share);
  if (batch->list->count > 1) fprintf(stderr, ", %zu of %zu files", batch->done, batch->list->count);
  if (spent > 1 && share > 0.001) {
    long left = lround(spent * (1 - share) / share);
    fprintf(stderr, ", %ld:%02ld left", left / 60, left % 60);
  }
  fflush(stderr);
}

static void wait_for_all(Batch *batch) {
  pthread_mutex_lock(&batch->lock);
  while (batch->done < batch->list->count) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LINE_NANOSECONDS;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    if (pthread_cond_timedwait(&batch->change, &batch->lock, &until) == ETIMEDOUT && batch->shows_line)
      show_line(batch);
  }
  if (batch->shows_line) fputs(CLEAR_LINE, stderr);
  pthread_mutex_unlock(&batch->lock);
}

static void weigh(Batch *batch) {
  double sum = 0;
  for (size_t i = 0; i < batch->list->count; i++) {
    struct stat status;
    batch->weights[i] = stat(batch->list->jobs[i].input, &status) == 0 ? 1 + (double)status.st_size : 1;
    sum += batch->weights[i];
  }
  for (size_t i = 0; i < batch->list->count; i++)
    batch->weights[i] /= sum;
}

/* The threads that can be had do the work; when there is none, this one does. */
static void run_threads(Batch *batch, size_t count) {
  pthread_t *threads = calloc(count, sizeof *threads);
  size_t started = 0;
  while (threads && started < count && pthread_create(&threads[started], NULL, work, batch) == 0)
    started++;
  if (started == 0) work(batch);
  wait_for_all(batch);
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i], NULL);
  free(threads);
}

static void fail_all(Batch *batch) {
  for (size_t i = 0; i < batch->list->count; i++) {
    DenoiseResult *result = &batch->results[i];
    result->status = DENOISE_FAILED;
    file_error(&result->error, "not enough memory for %s", batch->list->jobs[i].input);
    batch->finished(batch->user, &batch->list->jobs[i], result);
  }
}

int denoise_batch(const DenoiseSettings *settings, const FileList *list, size_t threads, DenoiseResult *results,
                  DenoiseFinished finished, void *user) {
  Batch batch = {.settings = settings,
                 .list = list,
                 .results = results,
                 .finished = finished,
                 .user = user,
                 .shares = calloc(list->count + 1, sizeof(double)),
                 .weights = calloc(list->count + 1, sizeof(double)),
                 .shows_line = isatty(STDERR_FILENO),
                 .start = seconds_now()};
  struct sigaction before[STOPPING];
  stop_signal = 0;
  catch_signals(before);
  /* A file that grows past the allowed size is then an error of writing like a full disk. */
  signal(SIGXFSZ, SIG_IGN);
  pthread_mutex_init(&batch.lock, NULL);
  pthread_cond_init(&batch.change, NULL);
  if (batch.shares && batch.weights) {
    weigh(&batch);
    run_threads(&batch, threads < list->count ? threads : list->count);
  } else {
    fail_all(&batch);
  }
  pthread_cond_destroy(&batch.change);
  pthread_mutex_destroy(&batch.lock);
  free(batch.shares);
  free(batch.weights);
  restore_signals(before);
  return stop_signal;
}
