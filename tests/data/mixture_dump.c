/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes mixtures as sound files, to be looked at and listened to, and tells what they cost.
 *   mixture_dump MANIFEST SPLIT FOLDER COUNT [SECONDS [FIRST [SEED]]]
 * FOLDER "-" writes nothing.
 */
#include "offline/data/mixture.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int write_wav(const char *folder, uint64_t index, const char *what, const float *samples, uint32_t count) {
  char *path = NULL;
  if (asprintf(&path, "%s/%04llu-%s.wav", folder, (unsigned long long)index, what) < 0) return 0;
  SF_INFO info = {.samplerate = MIXTURE_RATE, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  int done = file && sf_writef_float(file, samples, count) == (sf_count_t)count;
  if (file) sf_close(file);
  if (!done) fprintf(stderr, "\"%s\" cannot be written\n", path);
  free(path);
  return done;
}

static double decibels(const float *samples, uint32_t count) {
  double sum = 0;
  for (uint32_t n = 0; n < count; n++)
    sum += (double)samples[n] * samples[n];
  return 10 * log10(sum / count + 1e-20);
}

static double processor_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double number(int count, char **arguments, int at, double otherwise) {
  return count > at ? atof(arguments[at]) : otherwise;
}

int main(int count, char **arguments) {
  if (count < 5) {
    fprintf(stderr, "usage: mixture_dump MANIFEST SPLIT FOLDER COUNT [SECONDS [FIRST [SEED]]]\n");
    return 2;
  }
  char message[1024] = "";
  const char *manifests[] = {arguments[1]};
  CorpusOptions options = {
      .manifests = manifests, .manifest_count = 1, .split = arguments[2], .cache_bytes = 4000000000u};
  uint32_t samples = (uint32_t)(number(count, arguments, 5, 12) * MIXTURE_RATE);
  uint64_t first = (uint64_t)number(count, arguments, 6, 0), seed = (uint64_t)number(count, arguments, 7, 1);
  int writes = strcmp(arguments[3], "-") != 0, status = 0;
  double total = 0;
  Corpus *corpus;
  MixtureRecipe recipe;
  Mixture mixture = {0};
  mixture_recipe_defaults(&recipe);
  if (!corpus_open(&options, &corpus, message, sizeof message)) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  for (uint64_t i = first; i < first + (uint64_t)atof(arguments[4]) && status == 0; i++) {
    double start = processor_seconds();
    /* Made twice: once so that its files are decoded, once for the time. */
    int done = mixture_make(corpus, &recipe, seed, i, samples, &mixture, message, sizeof message);
    double middle = processor_seconds();
    done = done && mixture_make(corpus, &recipe, seed, i, samples, &mixture, message, sizeof message);
    double spent = processor_seconds() - middle;
    total += spent;
    if (!done) {
      fprintf(stderr, "%s\n", message);
      status = 1;
      break;
    }
    printf(
        "%4llu snr %6.1f speech %6.1f dB  noisy %6.1f clean %6.1f dB  loss to %5.0f nyquist %5.0f room %d damage %d  "
        "%.1f ms (first %.1f)\n",
        (unsigned long long)i, (double)mixture.snr_db, (double)mixture.speech_db, decibels(mixture.noisy, samples),
        decibels(mixture.clean, samples), (double)mixture.loss_limit_hz, (double)mixture.nyquist_hz, mixture.in_room,
        mixture.damaged, 1e3 * spent, 1e3 * (middle - start));
    if (writes && (!write_wav(arguments[3], i, "noisy", mixture.noisy, samples) ||
                   !write_wav(arguments[3], i, "clean", mixture.clean, samples)))
      status = 1;
  }
  printf("mean %.2f ms a second of mixture\n", 1e3 * total / atof(arguments[4]) / ((double)samples / MIXTURE_RATE));
  printf("cache %.0f MB\n", 1e-6 * (double)corpus_cache_peak(corpus));
  mixture_clear(&mixture);
  corpus_free(corpus);
  return status;
}
