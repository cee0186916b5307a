/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clip_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 4096

struct ClipCache {
  pthread_mutex_t lock;
  pthread_cond_t decoded;
  size_t bound, bytes, peak;
  ClipEntry *buckets[BUCKETS];
  ClipEntry *newest, *oldest; /* entries that nobody uses */
};

static ClipEntry **bucket_of(ClipCache *cache, uint64_t key) {
  return &cache->buckets[(key * 0x9E3779B97F4A7C15u) >> 52];
}

ClipCache *clip_cache_create(size_t bytes) {
  ClipCache *cache = calloc(1, sizeof *cache);
  if (!cache) return NULL;
  cache->bound = bytes;
  pthread_mutex_init(&cache->lock, NULL);
  pthread_cond_init(&cache->decoded, NULL);
  return cache;
}

static void free_entry(ClipEntry *entry) {
  free(entry->sound.samples);
  free(entry->trouble);
  free(entry);
}

void clip_cache_free(ClipCache *cache) {
  if (!cache) return;
  for (int i = 0; i < BUCKETS; i++) {
    for (ClipEntry *entry = cache->buckets[i], *next; entry; entry = next) {
      next = entry->next_in_bucket;
      free_entry(entry);
    }
  }
  pthread_cond_destroy(&cache->decoded);
  pthread_mutex_destroy(&cache->lock);
  free(cache);
}

static size_t bytes_of(const ClipEntry *entry) {
  return entry->sound.count * sizeof(int16_t);
}

static void unlink_idle(ClipCache *cache, ClipEntry *entry) {
  *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
  *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
  entry->newer = entry->older = NULL;
}

static void link_idle(ClipCache *cache, ClipEntry *entry) {
  entry->older = cache->newest;
  entry->newer = NULL;
  *(entry->older ? &entry->older->newer : &cache->oldest) = entry;
  cache->newest = entry;
}

static void drop_oldest(ClipCache *cache) {
  ClipEntry *entry = cache->oldest, **link = bucket_of(cache, entry->key);
  unlink_idle(cache, entry);
  while (*link != entry)
    link = &(*link)->next_in_bucket;
  *link = entry->next_in_bucket;
  cache->bytes -= bytes_of(entry);
  free_entry(entry);
}

static void keep_within_bound(ClipCache *cache) {
  while (cache->bytes > cache->bound && cache->oldest)
    drop_oldest(cache);
}

static ClipEntry *find(ClipCache *cache, uint64_t key) {
  ClipEntry *entry = *bucket_of(cache, key);
  while (entry && entry->key != key)
    entry = entry->next_in_bucket;
  return entry;
}

static ClipEntry *add(ClipCache *cache, uint64_t key) {
  ClipEntry *entry = calloc(1, sizeof *entry), **bucket = bucket_of(cache, key);
  if (!entry) return NULL;
  entry->key = key;
  entry->users = 1;
  entry->next_in_bucket = *bucket;
  *bucket = entry;
  return entry;
}

static void fill(ClipCache *cache, ClipEntry *entry, ClipLoader load, void *context) {
  char message[1024] = "";
  pthread_mutex_unlock(&cache->lock);
  int done = load(context, entry, message, sizeof message);
  char *trouble = done ? NULL : strdup(message);
  pthread_mutex_lock(&cache->lock);
  entry->trouble = trouble;
  entry->ready = 1;
  cache->bytes += bytes_of(entry);
  keep_within_bound(cache);
  if (cache->bytes > cache->peak) cache->peak = cache->bytes;
  pthread_cond_broadcast(&cache->decoded);
}

ClipEntry *clip_cache_acquire(ClipCache *cache, uint64_t key, ClipLoader load, void *context) {
  pthread_mutex_lock(&cache->lock);
  ClipEntry *entry = find(cache, key);
  if (entry) {
    if (entry->users++ == 0) unlink_idle(cache, entry);
    while (!entry->ready)
      pthread_cond_wait(&cache->decoded, &cache->lock);
  } else if ((entry = add(cache, key))) {
    fill(cache, entry, load, context);
  }
  pthread_mutex_unlock(&cache->lock);
  return entry;
}

void clip_cache_release(ClipCache *cache, ClipEntry *entry) {
  pthread_mutex_lock(&cache->lock);
  if (--entry->users == 0) link_idle(cache, entry);
  keep_within_bound(cache);
  pthread_mutex_unlock(&cache->lock);
}

size_t clip_cache_bytes(ClipCache *cache) {
  pthread_mutex_lock(&cache->lock);
  size_t bytes = cache->bytes;
  pthread_mutex_unlock(&cache->lock);
  return bytes;
}

size_t clip_cache_peak(ClipCache *cache) {
  pthread_mutex_lock(&cache->lock);
  size_t bytes = cache->peak;
  pthread_mutex_unlock(&cache->lock);
  return bytes;
}
