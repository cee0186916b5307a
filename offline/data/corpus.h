/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recordings to train on: speech, noise and room responses from any folder, file, list or manifest. Files are opened
 * only when they are asked for, turned into 48 kHz mono once, and kept in a cache of bounded size.
 */
#ifndef QUELL_CORPUS_H
#define QUELL_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#define CORPUS_RATE 48000
/* Longer recordings are read and cached by pieces of this length. */
#define CORPUS_PIECE_SECONDS 60

typedef enum { CORPUS_SPEECH, CORPUS_NOISE, CORPUS_ROOM, CORPUS_KINDS } CorpusKind;

typedef struct {
  char *path;
  char *source;       /* speaker, or recording that a noise was cut from; the path where no manifest tells */
  char *category;     /* kind of noise, or name of a collection; "" where no manifest tells */
  float bandwidth_hz; /* real bandwidth as a manifest tells it; 0 where none does */
  float seconds;      /* as a manifest tells it; 0 where none does */
} CorpusItem;

/* Items of one source lie one after another. */
typedef struct {
  uint32_t first, count;
} CorpusSource;

typedef struct {
  /* For each kind: folders (searched recursively; a manifest.csv in one of them speaks for all below it), sound files,
   * text lists (.txt, .lst, .list: a path a line, relative to the list), manifests (.csv). */
  const char *const *paths[CORPUS_KINDS];
  uint32_t path_counts[CORPUS_KINDS];
  /* Manifests or folders with a manifest.csv whose column "kind" (speech, noise, rir) sorts the files. */
  const char *const *manifests;
  uint32_t manifest_count;
  const char *split;  /* rows of manifests with another split are left out; NULL takes all */
  size_t cache_bytes; /* bound of the decoded sound in memory; at least a piece a thread is taken whatever this says */
} CorpusOptions;

typedef struct Corpus Corpus;

/* Returns 0 with a sentence in message when a path is missing, a manifest wrong, or a kind that was asked for is empty.
 */
int corpus_open(const CorpusOptions *options, Corpus **corpus, char *message, size_t message_size);
void corpus_free(Corpus *corpus);

uint32_t corpus_count(const Corpus *corpus, CorpusKind kind);
const CorpusItem *corpus_item(const Corpus *corpus, CorpusKind kind, uint32_t index);
uint32_t corpus_source_count(const Corpus *corpus, CorpusKind kind);
CorpusSource corpus_source(const Corpus *corpus, CorpusKind kind, uint32_t source);
/* The source at `share`, 0..1, of all. Each has as much of it as it lasts, but at least one second's and at most ten
 * seconds' worth (five where no manifest tells): a click shall not count as much as a street, nor a long concert for
 * everything. */
uint32_t corpus_source_at(const Corpus *corpus, CorpusKind kind, double share);
/* The source that holds an item. */
uint32_t corpus_source_of(const Corpus *corpus, CorpusKind kind, uint32_t index);
/* Speech items whose manifest tells a bandwidth of 10 kHz or more. */
uint32_t corpus_wide_count(const Corpus *corpus);
uint32_t corpus_wide_item(const Corpus *corpus, uint32_t number);

/* A piece of an item: sample value = samples[i] * scale. */
typedef struct {
  const int16_t *samples;
  uint32_t count;
  float scale;
  float bandwidth_hz;   /* told by the manifest, else estimated */
  float active;         /* root mean square of samples[] (before scale) while it sounds, 0 for silence */
  uint32_t source_rate; /* of the file */
  double seconds;       /* of the whole file */
  float flat_share;     /* level_flat_share() at that rate */
  void *entry;          /* the cache's */
} CorpusClip;

/* Any thread. place, 0..1, chooses the piece of a long recording. The clip stays valid until corpus_release(), which
 * must follow; a thread should hold one at a time. Returns 0 and a sentence when the file is unreadable. */
int corpus_acquire(Corpus *corpus, CorpusKind kind, uint32_t index, double place, CorpusClip *clip, char *message,
                   size_t message_size);
void corpus_release(Corpus *corpus, CorpusClip *clip);

/* Bytes of decoded sound held now, and the most held so far. */
size_t corpus_cache_bytes(Corpus *corpus);
size_t corpus_cache_peak(Corpus *corpus);

#endif
