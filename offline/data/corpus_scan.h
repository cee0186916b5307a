/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the files of a corpus: folders, lists and manifests.
 */
#ifndef QUELL_CORPUS_SCAN_H
#define QUELL_CORPUS_SCAN_H

#include "corpus.h"

typedef struct {
  CorpusItem *items;
  uint32_t count, room;
} ItemList;

typedef struct {
  const char *split; /* NULL takes all */
  ItemList lists[CORPUS_KINDS];
  uint32_t other_split; /* rows left out because of their split */
  char *message;
  size_t message_size;
} CorpusScan;

/* Adds what `path` names. kind CORPUS_KINDS: a manifest whose rows sort themselves. Returns 0 and a sentence on
 * failure. */
int corpus_scan_path(CorpusScan *scan, CorpusKind kind, const char *path);
/* Sorted by source and path, each path once. */
void item_list_sort(ItemList *list);
void item_list_free(ItemList *list);

#endif
