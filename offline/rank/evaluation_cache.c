/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "evaluation_cache.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line: key, name, number of values, values (in hexadecimal, so that nothing is rounded), a full stop. */

typedef struct {
  char *name;
  double *values;
  size_t count;
} Entry;

struct EvaluationCache {
  char *path;
  FILE *file; /* NULL: only in memory */
  uint64_t key;
  Entry *entries;
  size_t count, capacity;
};

static void clear_entry(Entry *entry) {
  free(entry->name);
  free(entry->values);
}

void evaluation_cache_close(EvaluationCache *cache) {
  if (!cache) return;
  if (cache->file) fclose(cache->file);
  for (size_t i = 0; i < cache->count; i++)
    clear_entry(&cache->entries[i]);
  free(cache->entries);
  free(cache->path);
  free(cache);
}

static const Entry *find(const EvaluationCache *cache, const char *name) {
  for (size_t i = 0; i < cache->count; i++)
    if (strcmp(cache->entries[i].name, name) == 0) return &cache->entries[i];
  return NULL;
}

int evaluation_cache_find(const EvaluationCache *cache, const char *name, double *values, size_t count) {
  const Entry *entry = find(cache, name);
  if (!entry || entry->count != count) return 0;
  memcpy(values, entry->values, count * sizeof *values);
  return 1;
}

/* Takes over the entry, or clears it when it is known or memory is short. */
static int remember(EvaluationCache *cache, Entry *entry) {
  if (cache->count == cache->capacity) {
    const size_t capacity = cache->capacity ? 2 * cache->capacity : 64;
    Entry *entries = realloc(cache->entries, capacity * sizeof *entries);
    if (entries) {
      cache->entries = entries;
      cache->capacity = capacity;
    }
  }
  if (cache->count < cache->capacity && !find(cache, entry->name)) {
    cache->entries[cache->count++] = *entry;
    return 1;
  }
  clear_entry(entry);
  return 0;
}

static int parse_values(char *text, Entry *entry) {
  char *end;
  const unsigned long count = strtoul(text, &end, 10);
  if (end == text || !count || count > 1000000) return 0;
  entry->values = calloc(count, sizeof *entry->values);
  for (; entry->values && entry->count < count; entry->count++) {
    text = end;
    entry->values[entry->count] = strtod(text, &end);
    if (end == text) return 0;
  }
  return entry->values && strcmp(end, " .\n") == 0;
}

static int parse_line(char *line, uint64_t *key, Entry *entry) {
  char *end;
  *entry = (Entry){0};
  *key = strtoull(line, &end, 16);
  if (*end != ' ') return 0;
  char *name = end + 1, *space = strchr(name, ' ');
  if (!space) return 0;
  *space = 0;
  entry->name = strdup(name);
  if (entry->name && parse_values(space + 1, entry)) return 1;
  clear_entry(entry);
  return 0;
}

/* Returns how many lines had the key. */
static long read_lines(EvaluationCache *cache, FILE *file) {
  char *line = NULL;
  size_t size = 0;
  long found = 0;
  while (getline(&line, &size, file) > 0) {
    uint64_t key;
    Entry entry;
    if (!parse_line(line, &key, &entry)) continue;
    if (key == cache->key) {
      found++;
      remember(cache, &entry);
    } else {
      clear_entry(&entry);
    }
  }
  free(line);
  return found;
}

static int is_regular(FILE *file) {
  struct stat status;
  return fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode);
}

/* Returns 0 after a sentence when there is a file that cannot be used. */
static int read_file(EvaluationCache *cache, Message *message) {
  cache->file = fopen(cache->path, "r+");
  if (!cache->file && errno == ENOENT) return 1; /* it is made with the first score */
  if (!cache->file)
    message_set(message, QUELL_CANNOT_WRITE, "the evaluations cannot be kept in '%s': %s", cache->path,
                strerror(errno));
  else if (!is_regular(cache->file))
    message_set(message, QUELL_CANNOT_WRITE, "the evaluations cannot be kept in '%s': it is not a regular file",
                cache->path);
  else {
    read_lines(cache, cache->file);
    /* What follows starts on a line of its own even when the last one was cut off. */
    if (fseek(cache->file, -1, SEEK_END) == 0 && fgetc(cache->file) != '\n') {
      fseek(cache->file, 0, SEEK_END);
      fputc('\n', cache->file);
    }
    fseek(cache->file, 0, SEEK_END);
    return 1;
  }
  return 0;
}

EvaluationCache *evaluation_cache_open(const char *path, uint64_t key, Message *message) {
  EvaluationCache *cache = calloc(1, sizeof *cache);
  if (!cache) return NULL;
  cache->key = key;
  if (!path) return cache;
  cache->path = strdup(path);
  if (cache->path && read_file(cache, message)) return cache;
  evaluation_cache_close(cache);
  return NULL;
}

static int write_line(const EvaluationCache *cache, const char *name, const double *values, size_t count) {
  fprintf(cache->file, "%016" PRIx64 " %s %zu", cache->key, name, count);
  for (size_t i = 0; i < count; i++)
    fprintf(cache->file, " %a", values[i]);
  return fputs(" .\n", cache->file) >= 0 && fflush(cache->file) == 0 && fdatasync(fileno(cache->file)) == 0;
}

int evaluation_cache_add(EvaluationCache *cache, const char *name, const double *values, size_t count,
                         Message *message) {
  Entry entry = {.name = strdup(name), .values = malloc(count * sizeof *values), .count = count};
  if (!entry.name || !entry.values) {
    clear_entry(&entry);
    return 1; /* it is computed again when it is asked for again */
  }
  memcpy(entry.values, values, count * sizeof *values);
  remember(cache, &entry);
  if (!cache->path) return 1;
  if (!cache->file) cache->file = fopen(cache->path, "wx");
  if (cache->file && write_line(cache, name, values, count)) return 1;
  message_set(message, QUELL_CANNOT_WRITE, "'%s' cannot be written: %s", cache->path, strerror(errno));
  return 0;
}

long evaluation_cache_merge(EvaluationCache *cache, const char *path, Message *message) {
  FILE *file = fopen(path, "r");
  if (!file) {
    message_set(message, QUELL_CANNOT_READ, "'%s' cannot be opened: %s", path, strerror(errno));
    return -1;
  }
  const long found = read_lines(cache, file);
  fclose(file);
  if (found) return found;
  message_set(message, QUELL_BAD_ARGUMENT, "'%s' holds no evaluations of this model with these recordings and options",
              path);
  return -1;
}
