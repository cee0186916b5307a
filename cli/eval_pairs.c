/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_pairs.h"

#include "command.h"
#include "files/sound_format.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *path; /* of the folder */
  char **names;     /* of its sound files, sorted by stem */
  size_t count;
  unsigned char *paired; /* [count] a clean file belongs to it */
} SoundFolder;

static size_t stem_length(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot ? (size_t)(dot - name) : strlen(name);
}

static int compare_stems(const char *a, const char *b) {
  const size_t length_a = stem_length(a), length_b = stem_length(b);
  const int order = memcmp(a, b, length_a < length_b ? length_a : length_b);
  return order ? order : (length_a > length_b) - (length_a < length_b);
}

static int compare_names(const void *a, const void *b) {
  return compare_stems(*(char *const *)a, *(char *const *)b);
}

static void folder_clear(SoundFolder *folder) {
  for (size_t i = 0; i < folder->count; i++)
    free(folder->names[i]);
  free(folder->names);
  free(folder->paired);
  folder->names = NULL;
  folder->paired = NULL;
  folder->count = 0;
}

static int folder_add(SoundFolder *folder, const char *name) {
  char **grown = realloc(folder->names, (folder->count + 1) * sizeof *grown);
  if (!grown) return 0;
  folder->names = grown;
  folder->names[folder->count] = strdup(name);
  return folder->names[folder->count] && ++folder->count;
}

/* Hidden files are passed over: what is being written elsewhere bears such a name. */
static int folder_fill(SoundFolder *folder, DIR *directory) {
  for (const struct dirent *entry; (entry = readdir(directory));)
    if (entry->d_name[0] != '.' && has_sound_extension(entry->d_name) && !folder_add(folder, entry->d_name)) return 0;
  if (folder->count) qsort(folder->names, folder->count, sizeof *folder->names, compare_names);
  folder->paired = calloc(folder->count + 1, 1);
  return folder->paired != NULL;
}

static int folder_read(SoundFolder *folder, const char *path) {
  *folder = (SoundFolder){.path = path};
  DIR *directory = opendir(path);
  if (!directory) {
    complain("the folder '%s' cannot be read: %s", path, strerror(errno));
    return 0;
  }
  const int filled = folder_fill(folder, directory);
  closedir(directory);
  if (!filled) complain("out of memory");
  if (filled && folder->count == 0) complain("the folder '%s' holds no sound files", path);
  if (filled && folder->count) return 1;
  folder_clear(folder);
  return 0;
}

/* A name that occurs twice says nothing about which file is meant. Returns the failures. */
static size_t folder_complain_of_doubles(const SoundFolder *folder) {
  size_t doubles = 0;
  for (size_t i = 1; i < folder->count; i++) {
    if (compare_stems(folder->names[i - 1], folder->names[i]) != 0) continue;
    complain("'%s' and '%s' in the folder '%s' differ only in their ending, so that neither can be paired",
             folder->names[i - 1], folder->names[i], folder->path);
    doubles++;
  }
  return doubles;
}

static int is_double(const SoundFolder *folder, size_t at) {
  return (at > 0 && compare_stems(folder->names[at - 1], folder->names[at]) == 0) ||
         (at + 1 < folder->count && compare_stems(folder->names[at], folder->names[at + 1]) == 0);
}

static char *join_path(const char *folder, const char *name) {
  char *path;
  const size_t length = strlen(folder);
  const char *slash = length && folder[length - 1] == '/' ? "" : "/";
  return asprintf(&path, "%s%s%s", folder, slash, name) < 0 ? NULL : path;
}

typedef enum { PARTNER_FOUND, PARTNER_MISSING, PARTNER_NO_MEMORY } Partner;

/* The path of the file in `folder` that has the stem of `name`; `of` is the clean file's path. */
static Partner find_partner(SoundFolder *folder, const char *name, const char *of, char **path) {
  if (!folder->path) return PARTNER_FOUND;
  char *const *found = bsearch(&name, folder->names, folder->count, sizeof *folder->names, compare_names);
  if (!found) {
    complain("'%s' has no partner in the folder '%s'", of, folder->path);
    return PARTNER_MISSING;
  }
  const size_t at = (size_t)(found - folder->names);
  folder->paired[at] = 1;
  if (is_double(folder, at)) return PARTNER_MISSING;
  *path = join_path(folder->path, folder->names[at]);
  return *path ? PARTNER_FOUND : PARTNER_NO_MEMORY;
}

static void pair_clear(EvalPair *pair) {
  free(pair->name);
  free(pair->clean);
  free(pair->noisy);
  free(pair->enhanced);
  *pair = (EvalPair){0};
}

/* Fills in the pair of one clean file. */
static Partner make_pair(const SoundFolder *clean, size_t at, SoundFolder *noisy, SoundFolder *enhanced,
                         EvalPair *pair) {
  const char *name = clean->names[at];
  pair->name = strndup(name, stem_length(name));
  pair->clean = join_path(clean->path, name);
  if (!pair->name || !pair->clean) return PARTNER_NO_MEMORY;
  const Partner of_noisy = find_partner(noisy, name, pair->clean, &pair->noisy);
  const Partner of_enhanced = find_partner(enhanced, name, pair->clean, &pair->enhanced);
  return of_noisy > of_enhanced ? of_noisy : of_enhanced;
}

static int make_pairs(const SoundFolder *clean, SoundFolder *noisy, SoundFolder *enhanced, EvalPairs *pairs) {
  pairs->pairs = calloc(clean->count, sizeof *pairs->pairs);
  if (!pairs->pairs) return 0;
  for (size_t i = 0; i < clean->count; i++) {
    EvalPair *pair = &pairs->pairs[pairs->count];
    Partner partner = make_pair(clean, i, noisy, enhanced, pair);
    if (partner == PARTNER_FOUND && is_double(clean, i)) {
      pair_clear(pair);
      continue; /* said and counted before */
    }
    if (partner == PARTNER_FOUND) pairs->count++;
    if (partner == PARTNER_MISSING) pairs->failures++;
    if (partner != PARTNER_FOUND) pair_clear(pair);
    if (partner == PARTNER_NO_MEMORY) return 0;
  }
  return 1;
}

/* Files that no clean one belongs to, in one sentence for all of them. Returns how many they are. */
static size_t folder_complain_of_unpaired(const SoundFolder *folder, const char *clean) {
  size_t unpaired = 0;
  const char *first = NULL;
  for (size_t i = 0; i < folder->count; i++) {
    if (folder->paired[i] || is_double(folder, i)) continue;
    if (!first) first = folder->names[i];
    unpaired++;
  }
  if (unpaired == 1) complain("'%s/%s' has no partner in the folder '%s'", folder->path, first, clean);
  if (unpaired > 1)
    complain("%zu files of the folder '%s' have no partner in the folder '%s', the first is '%s'", unpaired,
             folder->path, clean, first);
  return unpaired;
}

int eval_pairs_find(const char *clean, const char *noisy, const char *enhanced, EvalPairs *pairs) {
  *pairs = (EvalPairs){0};
  SoundFolder folders[3] = {{0}};
  const char *const paths[3] = {clean, noisy, enhanced};
  int done = 1;
  for (int i = 0; i < 3; i++)
    if (paths[i] && !folder_read(&folders[i], paths[i])) done = 0;
  if (done) {
    for (int i = 0; i < 3; i++)
      pairs->failures += folder_complain_of_doubles(&folders[i]);
    done = make_pairs(&folders[0], &folders[1], &folders[2], pairs);
    if (!done) complain("out of memory");
    for (int i = 1; done && i < 3; i++)
      pairs->failures += folder_complain_of_unpaired(&folders[i], clean);
  }
  for (int i = 0; i < 3; i++)
    folder_clear(&folders[i]);
  if (!done) eval_pairs_free(pairs);
  return done;
}

void eval_pairs_free(EvalPairs *pairs) {
  for (size_t i = 0; i < pairs->count; i++)
    pair_clear(&pairs->pairs[i]);
  free(pairs->pairs);
  *pairs = (EvalPairs){0};
}
