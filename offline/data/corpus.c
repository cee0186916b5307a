/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "corpus.h"

#include "bandwidth.h"
#include "clip_cache.h"
#include "convolution.h"
#include "corpus_scan.h"
#include "level.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDE_HZ 10000.0f
/* What a source weighs when one is drawn. */
#define SECONDS_UNKNOWN 5.0
#define SECONDS_LEAST 1.0
#define SECONDS_MOST 10.0

typedef struct {
  ItemList items;
  CorpusSource *sources;
  uint32_t *source_of;
  double *weight_before; /* of the sources before each, and of all */
  uint32_t source_count;
  atomic_int *pieces; /* of each item; 0 until somebody asked */
} Shelf;

struct Corpus {
  Shelf shelves[CORPUS_KINDS];
  uint32_t *wide, wide_count;
  ClipCache *cache;
};

static int group_sources(Shelf *shelf) {
  uint32_t count = shelf->items.count;
  shelf->sources = calloc(count ? count : 1, sizeof *shelf->sources);
  shelf->source_of = calloc(count ? count : 1, sizeof *shelf->source_of);
  shelf->pieces = calloc(count ? count : 1, sizeof *shelf->pieces);
  if (!shelf->sources || !shelf->source_of || !shelf->pieces) return 0;
  for (uint32_t i = 0; i < count; i++) {
    int same = i > 0 && strcmp(shelf->items.items[i].source, shelf->items.items[i - 1].source) == 0;
    if (!same) shelf->sources[shelf->source_count++].first = i;
    shelf->sources[shelf->source_count - 1].count++;
    shelf->source_of[i] = shelf->source_count - 1;
  }
  return 1;
}

static int weigh_sources(Shelf *shelf) {
  shelf->weight_before = calloc(shelf->source_count + 1, sizeof *shelf->weight_before);
  if (!shelf->weight_before) return 0;
  for (uint32_t s = 0; s < shelf->source_count; s++) {
    double seconds = 0;
    for (uint32_t i = 0; i < shelf->sources[s].count; i++)
      seconds += (double)shelf->items.items[shelf->sources[s].first + i].seconds;
    if (seconds <= 0) seconds = SECONDS_UNKNOWN;
    shelf->weight_before[s + 1] = shelf->weight_before[s] + fmin(fmax(seconds, SECONDS_LEAST), SECONDS_MOST);
  }
  return 1;
}

static int list_wide(Corpus *corpus) {
  const ItemList *speech = &corpus->shelves[CORPUS_SPEECH].items;
  corpus->wide = calloc(speech->count ? speech->count : 1, sizeof *corpus->wide);
  if (!corpus->wide) return 0;
  for (uint32_t i = 0; i < speech->count; i++)
    if (speech->items[i].bandwidth_hz >= WIDE_HZ) corpus->wide[corpus->wide_count++] = i;
  return 1;
}

static int scan_all(const CorpusOptions *options, CorpusScan *scan) {
  for (uint32_t i = 0; i < options->manifest_count; i++)
    if (!corpus_scan_path(scan, CORPUS_KINDS, options->manifests[i])) return 0;
  for (int kind = 0; kind < CORPUS_KINDS; kind++)
    for (uint32_t i = 0; i < options->path_counts[kind]; i++)
      if (!corpus_scan_path(scan, (CorpusKind)kind, options->paths[kind][i])) return 0;
  return 1;
}

static int check_empty(const CorpusOptions *options, const CorpusScan *scan, char *message, size_t message_size) {
  static const char *const names[] = {"speech", "noise", "room responses"};
  uint32_t all = 0;
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    all += scan->lists[kind].count;
    if (options->path_counts[kind] == 0 || scan->lists[kind].count > 0) continue;
    snprintf(message, message_size, "there is no sound file for %s in \"%s\"%s%s%s", names[kind],
             options->paths[kind][0], scan->other_split ? " of the split \"" : "", scan->other_split ? scan->split : "",
             scan->other_split ? "\"" : "");
    return 0;
  }
  if (all > 0) return 1;
  snprintf(message, message_size, "no sound files were found%s%s", options->manifest_count ? " in " : "",
           options->manifest_count ? options->manifests[0] : "");
  return 0;
}

int corpus_open(const CorpusOptions *options, Corpus **opened, char *message, size_t message_size) {
  CorpusScan scan = {.split = options->split, .message = message, .message_size = message_size};
  *opened = NULL;
  int done = scan_all(options, &scan) && check_empty(options, &scan, message, message_size);
  Corpus *corpus = done ? calloc(1, sizeof *corpus) : NULL;
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    if (!corpus) {
      item_list_free(&scan.lists[kind]);
      continue;
    }
    item_list_sort(&scan.lists[kind]);
    corpus->shelves[kind].items = scan.lists[kind];
    done = done && group_sources(&corpus->shelves[kind]) && weigh_sources(&corpus->shelves[kind]);
  }
  if (!done) {
    corpus_free(corpus);
    return 0;
  }
  if (corpus) corpus->cache = clip_cache_create(options->cache_bytes);
  if (!corpus || !corpus->cache || !list_wide(corpus) || convolution_prepare() != 0) {
    snprintf(message, message_size, "there is not enough memory for the corpus");
    corpus_free(corpus);
    return 0;
  }
  *opened = corpus;
  return 1;
}

void corpus_free(Corpus *corpus) {
  if (!corpus) return;
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    item_list_free(&corpus->shelves[kind].items);
    free(corpus->shelves[kind].sources);
    free(corpus->shelves[kind].source_of);
    free(corpus->shelves[kind].pieces);
    free(corpus->shelves[kind].weight_before);
  }
  free(corpus->wide);
  clip_cache_free(corpus->cache);
  free(corpus);
}

uint32_t corpus_count(const Corpus *corpus, CorpusKind kind) {
  return corpus->shelves[kind].items.count;
}

const CorpusItem *corpus_item(const Corpus *corpus, CorpusKind kind, uint32_t index) {
  return &corpus->shelves[kind].items.items[index];
}

uint32_t corpus_source_count(const Corpus *corpus, CorpusKind kind) {
  return corpus->shelves[kind].source_count;
}

CorpusSource corpus_source(const Corpus *corpus, CorpusKind kind, uint32_t source) {
  return corpus->shelves[kind].sources[source];
}

uint32_t corpus_source_at(const Corpus *corpus, CorpusKind kind, double share) {
  const Shelf *shelf = &corpus->shelves[kind];
  double wanted = share * shelf->weight_before[shelf->source_count];
  uint32_t low = 0, high = shelf->source_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (shelf->weight_before[middle] <= wanted)
      low = middle;
    else
      high = middle;
  }
  return low;
}

uint32_t corpus_source_of(const Corpus *corpus, CorpusKind kind, uint32_t index) {
  return corpus->shelves[kind].source_of[index];
}

uint32_t corpus_wide_count(const Corpus *corpus) {
  return corpus->wide_count;
}

uint32_t corpus_wide_item(const Corpus *corpus, uint32_t number) {
  return corpus->wide[number];
}

typedef struct {
  const char *path;
  DecodeChannels channels;
  int piece;
} LoadRequest;

static int load_clip(void *context, ClipEntry *entry, char *message, size_t message_size) {
  const LoadRequest *request = context;
  if (!decode_piece(request->path, request->channels, request->piece, CORPUS_PIECE_SECONDS, &entry->sound, message,
                    message_size))
    return 0;
  entry->bandwidth_hz = bandwidth_estimate(entry->sound.samples, entry->sound.count);
  entry->active = (float)level_active_16(entry->sound.samples, entry->sound.count);
  return 1;
}

/* The piece at `place` of the recording; -1 and a sentence when the file cannot be opened. */
static int piece_at(Corpus *corpus, CorpusKind kind, uint32_t index, double place, char *message, size_t message_size) {
  atomic_int *known = &corpus->shelves[kind].pieces[index];
  int pieces = atomic_load(known);
  if (pieces == 0) {
    pieces = decode_piece_count(corpus_item(corpus, kind, index)->path, CORPUS_PIECE_SECONDS, message, message_size);
    if (pieces < 0) return -1;
    atomic_store(known, pieces);
  }
  int piece = (int)(place * pieces);
  return piece < 0 ? 0 : piece >= pieces ? pieces - 1 : piece;
}

int corpus_acquire(Corpus *corpus, CorpusKind kind, uint32_t index, double place, CorpusClip *clip, char *message,
                   size_t message_size) {
  const CorpusItem *item = corpus_item(corpus, kind, index);
  int piece = piece_at(corpus, kind, index, place, message, message_size);
  if (piece < 0) return 0;
  LoadRequest request = {item->path, kind == CORPUS_ROOM ? DECODE_FIRST_CHANNEL : DECODE_MEAN_OF_CHANNELS, piece};
  uint64_t key = ((uint64_t)kind << 56) | ((uint64_t)index << 24) | (uint64_t)piece;
  ClipEntry *entry = clip_cache_acquire(corpus->cache, key, load_clip, &request);
  if (!entry || entry->trouble) {
    snprintf(message, message_size, "%s", entry ? entry->trouble : "there is not enough memory for the recordings");
    if (entry) clip_cache_release(corpus->cache, entry);
    return 0;
  }
  *clip = (CorpusClip){entry->sound.samples,
                       entry->sound.count,
                       entry->sound.scale,
                       item->bandwidth_hz > 0 ? item->bandwidth_hz : entry->bandwidth_hz,
                       entry->active,
                       entry->sound.source_rate,
                       entry->sound.seconds,
                       entry->sound.flat_share,
                       entry};
  return 1;
}

void corpus_release(Corpus *corpus, CorpusClip *clip) {
  if (clip->entry) clip_cache_release(corpus->cache, clip->entry);
  *clip = (CorpusClip){0};
}

size_t corpus_cache_bytes(Corpus *corpus) {
  return clip_cache_bytes(corpus->cache);
}

size_t corpus_cache_peak(Corpus *corpus) {
  return clip_cache_peak(corpus->cache);
}
