/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decoded sound in memory, at most so many bytes; what was not used for longest goes first, what is in use stays.
 */
#ifndef QUELL_CLIP_CACHE_H
#define QUELL_CLIP_CACHE_H

#include "decode.h"

typedef struct ClipCache ClipCache;

typedef struct ClipEntry {
  uint64_t key;
  DecodedSound sound;
  float bandwidth_hz; /* estimated */
  float active;       /* level_active_16() */
  int ready, users;   /* not ready: a thread is decoding it */
  char *trouble;      /* the sentence, when it could not be decoded */
  struct ClipEntry *next_in_bucket, *newer, *older;
} ClipEntry;

ClipCache *clip_cache_create(size_t bytes);
void clip_cache_free(ClipCache *cache);

/* What fills an entry, outside of any lock: sets sound, bandwidth_hz and active, or returns 0 with a sentence in
 * message. */
typedef int (*ClipLoader)(void *context, ClipEntry *entry, char *message, size_t message_size);

/* The entry of that key, decoded by this thread or another, counted as in use. NULL when memory is short. */
ClipEntry *clip_cache_acquire(ClipCache *cache, uint64_t key, ClipLoader load, void *context);
void clip_cache_release(ClipCache *cache, ClipEntry *entry);

size_t clip_cache_bytes(ClipCache *cache);
size_t clip_cache_peak(ClipCache *cache);

#endif
