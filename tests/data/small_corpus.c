/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "small_corpus.h"

#include <assert.h>
#include <ftw.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TWO_PI 6.283185307179586

char *small_corpus_folder(void) {
  const char *base = getenv("TMPDIR");
  char *folder = NULL;
  if (asprintf(&folder, "%s/quell-corpus-XXXXXX", base ? base : "/tmp") < 0 || !mkdtemp(folder)) abort();
  return folder;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place) {
  (void)status, (void)type, (void)place;
  return remove(path);
}

void small_corpus_remove(char *folder) {
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  free(folder);
}

static char *path_of(const char *folder, const char *name) {
  char *path = NULL;
  if (asprintf(&path, "%s/%s", folder, name) < 0) abort();
  for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    mkdir(path, 0777);
    *slash = '/';
  }
  return path;
}

void small_corpus_write(const char *folder, const char *name, uint32_t rate, const float *samples, uint32_t count) {
  char *path = path_of(folder, name);
  SF_INFO info = {.samplerate = (int)rate, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  if (!file || sf_write_float(file, samples, count) != (sf_count_t)count) abort();
  sf_close(file);
  free(path);
}

void small_corpus_text(const char *folder, const char *name, const char *text) {
  char *path = path_of(folder, name);
  FILE *file = fopen(path, "w");
  if (!file || fputs(text, file) < 0 || fclose(file) != 0) abort();
  free(path);
}

void small_corpus_speech(const char *folder, const char *name, uint32_t rate, double seconds, double bandwidth_hz,
                         int voice) {
  uint32_t count = (uint32_t)(seconds * rate);
  float *samples = calloc(count, sizeof *samples);
  double pitch = 100 + 17 * voice;
  if (!samples) abort();
  for (uint32_t n = 0; n < count; n++) {
    double t = (double)n / rate, beat = fmod(t * (2.1 + 0.1 * voice), 1.0),
           gate = beat < 0.6 ? sin(beat / 0.6 * 3.14159) : 0;
    if (fmod(t, 3.0) > 2.4) gate = 0;
    double wobble = pitch * (t + 0.002 * sin(TWO_PI * 3 * t)), sum = 0;
    for (int h = 1; h * pitch * 1.05 < bandwidth_hz; h++)
      sum += sin(TWO_PI * h * wobble + h * h) / (1 + 0.05 * h);
    samples[n] = (float)(0.05 * gate * sum);
  }
  small_corpus_write(folder, name, rate, samples, count);
  free(samples);
}

void small_corpus_noise(const char *folder, const char *name, uint32_t rate, double seconds, int kind) {
  uint32_t count = (uint32_t)(seconds * rate), state = 12345u + 977u * (uint32_t)kind;
  float *samples = calloc(count, sizeof *samples), low = 0, pole = 0.5f + 0.1f * (float)(kind % 5);
  if (!samples) abort();
  for (uint32_t n = 0; n < count; n++) {
    state = state * 1664525u + 1013904223u;
    low = pole * low + (float)((int32_t)state >> 8) / 8388608.0f;
    samples[n] = 0.1f * low;
  }
  small_corpus_write(folder, name, rate, samples, count);
  free(samples);
}

static void fill_rooms(const char *folder) {
  float response[4800];
  for (int room = 0; room < 2; room++) {
    char name[32];
    for (int n = 0; n < 4800; n++)
      response[n] = n == 40 ? 0.9f : n > 200 ? (float)(0.1 * sin(n * n * (0.31 + room)) * exp(-n / 1000.0)) : 0;
    snprintf(name, sizeof name, "rir/%d.wav", room);
    small_corpus_write(folder, name, 48000, response, 4800);
  }
}

void small_corpus_fill(const char *folder) {
  char *table = strdup("path,kind,split,source_id,category,bandwidth_hz\n"), *longer = NULL, name[64];
  for (int i = 0; i < 6; i++) {
    const char *split = i < 5 ? "train" : "valid";
    /* Two speakers have two files each. */
    snprintf(name, sizeof name, "speech/%s-%d.wav", split, i);
    small_corpus_speech(folder, name, i % 2 ? 16000 : 48000, 6 + i, i % 2 ? 7000 : 14000, i);
    if (asprintf(&longer, "%s%s,speech,%s,\"speaker, %d\",made-up,%d\n", table, name, split, i / 2,
                 i % 2 ? 7000 : 14000) < 0)
      abort();
    free(table);
    table = longer;
    snprintf(name, sizeof name, "noise/%s-%d.wav", split, i);
    small_corpus_noise(folder, name, i % 2 ? 44100 : 48000, i == 3 ? 0.7 : 5 + i, i);
    if (asprintf(&longer, "%s%s,noise,%s,noise-%d,hiss,\n", table, name, split, i) < 0) abort();
    free(table);
    table = longer;
  }
  fill_rooms(folder);
  if (asprintf(&longer, "%srir/0.wav,rir,train,room-0,room,\nrir/1.wav,rir,valid,room-1,room,\n", table) < 0) abort();
  free(table);
  small_corpus_text(folder, "manifest.csv", longer);
  free(longer);
}

Corpus *small_corpus_open(const char *folder, const char *split, size_t cache_bytes) {
  const char *manifests[] = {folder};
  CorpusOptions options = {.manifests = manifests, .manifest_count = 1, .split = split, .cache_bytes = cache_bytes};
  char message[512] = "";
  Corpus *corpus = NULL;
  if (!corpus_open(&options, &corpus, message, sizeof message)) fprintf(stderr, "%s\n", message);
  return corpus;
}
