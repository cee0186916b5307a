/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_cache.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Entry {
  QuellModel *model;
  char hash[HASH_TEXT];
  unsigned users;
  struct Entry *next;
} Entry;

static Entry *entries;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Only of ordinary files: one that never ends would never be summed up. */
static int hash_file(const char *path, char hash[HASH_TEXT]) {
  struct stat about;
  FILE *file = stat(path, &about) == 0 && S_ISREG(about.st_mode) ? fopen(path, "rb") : NULL;
  if (!file) return 0;
  uint64_t sum = UINT64_C(14695981039346656037);
  unsigned char bytes[16384];
  for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;)
    for (size_t i = 0; i < count; i++)
      sum = (sum ^ bytes[i]) * UINT64_C(1099511628211);
  snprintf(hash, HASH_TEXT, "%016" PRIx64, sum);
  const int good = !ferror(file);
  fclose(file);
  return good;
}

static QuellModel *open_model(const char *path, char *why, size_t why_size) {
  QuellModel *model = NULL;
  char text[512] = "";
  const QuellStatus status = *path ? quell_model_open_file(path, &model, text, sizeof text)
                                   : quell_model_open_default(&model, text, sizeof text);
  if (status != QUELL_OK) snprintf(why, why_size, "%s", *text ? text : quell_status_text(status));
  return model;
}

static QuellModel *share(const char *hash) {
  for (Entry *entry = entries; entry; entry = entry->next)
    if (strcmp(entry->hash, hash) == 0) {
      entry->users++;
      return entry->model;
    }
  return NULL;
}

static QuellModel *add(QuellModel *model, const char *hash) {
  Entry *entry = model ? calloc(1, sizeof *entry) : NULL;
  if (!entry) {
    quell_model_free(model);
    return NULL;
  }
  *entry = (Entry){.model = model, .users = 1, .next = entries};
  memcpy(entry->hash, hash, HASH_TEXT);
  entries = entry;
  return model;
}

QuellModel *model_cache_open(const char *path, char hash[HASH_TEXT], char *why, size_t why_size) {
  snprintf(why, why_size, "%s", quell_status_text(QUELL_NO_MEMORY));
  pthread_mutex_lock(&lock);
  if (!*path || !hash_file(path, hash)) snprintf(hash, HASH_TEXT, "%s", *path ? "" : BUILT_IN);
  QuellModel *model = *hash ? share(hash) : NULL;
  if (!model) model = add(open_model(path, why, why_size), hash);
  pthread_mutex_unlock(&lock);
  return model;
}

void model_cache_close(QuellModel *model) {
  pthread_mutex_lock(&lock);
  for (Entry **link = &entries; *link; link = &(*link)->next)
    if ((*link)->model == model && --(*link)->users == 0) {
      Entry *entry = *link;
      *link = entry->next;
      quell_model_free(entry->model);
      free(entry);
      break;
    }
  pthread_mutex_unlock(&lock);
}
