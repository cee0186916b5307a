/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "corpus_scan.h"

#include "csv.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define DEPTH_MOST 32

static int fail(CorpusScan *scan, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int fail(CorpusScan *scan, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(scan->message, scan->message_size, format, arguments);
  va_end(arguments);
  return 0;
}

static void free_item(CorpusItem *item) {
  free(item->path);
  free(item->source);
  free(item->category);
}

void item_list_free(ItemList *list) {
  for (uint32_t i = 0; i < list->count; i++)
    free_item(&list->items[i]);
  free(list->items);
  *list = (ItemList){0};
}

static int compare_items(const void *a, const void *b) {
  const CorpusItem *x = a, *y = b;
  int order = strcmp(x->source, y->source);
  return order ? order : strcmp(x->path, y->path);
}

void item_list_sort(ItemList *list) {
  if (list->count == 0) return;
  qsort(list->items, list->count, sizeof *list->items, compare_items);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < list->count; i++) {
    if (compare_items(&list->items[i], &list->items[kept - 1]) == 0)
      free_item(&list->items[i]);
    else
      list->items[kept++] = list->items[i];
  }
  list->count = kept;
}

static int add_item(CorpusScan *scan, CorpusKind kind, const char *path, const char *source, const char *category,
                    float bandwidth_hz, float seconds) {
  ItemList *list = &scan->lists[kind];
  if (list->count == list->room) {
    uint32_t room = list->room ? 2 * list->room : 256;
    CorpusItem *items = realloc(list->items, room * sizeof *items);
    if (!items) return fail(scan, "there is not enough memory for the list of files");
    list->items = items;
    list->room = room;
  }
  CorpusItem *item = &list->items[list->count];
  *item = (CorpusItem){strdup(path), strdup(source), strdup(category), bandwidth_hz, seconds};
  if (!item->path || !item->source || !item->category) {
    free_item(item);
    return fail(scan, "there is not enough memory for the list of files");
  }
  list->count++;
  return 1;
}

static int has_suffix(const char *name, const char *const *suffixes) {
  const char *dot = strrchr(name, '.');
  for (; dot && *suffixes; suffixes++)
    if (strcasecmp(dot + 1, *suffixes) == 0) return 1;
  return 0;
}

static int is_sound_name(const char *name) {
  static const char *const suffixes[] = {"wav",  "flac", "ogg", "oga", "opus", "mp3", "aif",
                                         "aiff", "aifc", "au",  "snd", "caf",  "w64", "rf64",
                                         "wave", "sph",  "voc", "sf",  "nist", "raw", NULL};
  return has_suffix(name, suffixes) && strcasecmp(strrchr(name, '.'), ".raw") != 0;
}

static int is_list_name(const char *name) {
  static const char *const suffixes[] = {"txt", "lst", "list", NULL};
  return has_suffix(name, suffixes);
}

static int is_manifest_name(const char *name) {
  static const char *const suffixes[] = {"csv", NULL};
  return has_suffix(name, suffixes);
}

/* The folder of `file` and `name`, or `name` alone where it is absolute. The caller frees it. */
static char *beside(const char *file, const char *name) {
  const char *slash = strrchr(file, '/');
  char *path = NULL;
  if (name[0] == '/' || !slash) return strdup(name);
  return asprintf(&path, "%.*s/%s", (int)(slash - file), file, name) < 0 ? NULL : path;
}

/* ---- Manifests ---- */

typedef struct {
  int path, kind, split, source, category, bandwidth, seconds;
} Columns;

static int row_kind(const char *text) {
  if (strcmp(text, "speech") == 0) return CORPUS_SPEECH;
  if (strcmp(text, "noise") == 0) return CORPUS_NOISE;
  if (strcmp(text, "rir") == 0 || strcmp(text, "room") == 0) return CORPUS_ROOM;
  return CORPUS_KINDS;
}

static int scan_row(CorpusScan *scan, CorpusKind wanted, const char *manifest, const Columns *columns, CsvRow *row) {
  const char *name = csv_field(row, columns->path), *split = csv_field(row, columns->split);
  if (!*name) return 1;
  int kind = columns->kind >= 0 ? row_kind(csv_field(row, columns->kind)) : (int)wanted;
  if (kind == CORPUS_KINDS || (wanted != CORPUS_KINDS && kind != (int)wanted)) return 1;
  if (scan->split && *split && strcmp(split, scan->split) != 0) {
    scan->other_split++;
    return 1;
  }
  char *path = beside(manifest, name);
  if (!path) return fail(scan, "there is not enough memory for the list of files");
  const char *source = csv_field(row, columns->source);
  int done = add_item(scan, (CorpusKind)kind, path, *source ? source : path, csv_field(row, columns->category),
                      strtof(csv_field(row, columns->bandwidth), NULL), strtof(csv_field(row, columns->seconds), NULL));
  free(path);
  return done;
}

static int scan_manifest(CorpusScan *scan, CorpusKind kind, const char *path) {
  CsvFile *csv = csv_open(path);
  if (!csv) return fail(scan, "the manifest \"%s\" cannot be read: %s", path, strerror(errno));
  CsvRow row = {0};
  int done = 1;
  if (!csv_next(csv, &row)) done = fail(scan, "the manifest \"%s\" is empty", path);
  Columns columns = {csv_column(&row, "path"),      csv_column(&row, "kind"),     csv_column(&row, "split"),
                     csv_column(&row, "source_id"), csv_column(&row, "category"), csv_column(&row, "bandwidth_hz"),
                     csv_column(&row, "seconds")};
  if (done && columns.path < 0) done = fail(scan, "the manifest \"%s\" has no column \"path\" in its first line", path);
  if (done && columns.kind < 0 && kind == CORPUS_KINDS)
    done = fail(scan, "the manifest \"%s\" has no column \"kind\" that sorts speech, noise and rir", path);
  while (done && csv_next(csv, &row))
    done = scan_row(scan, kind, path, &columns, &row);
  csv_row_free(&row);
  csv_close(csv);
  return done;
}

/* ---- Folders and lists ---- */

static int scan_entry(CorpusScan *scan, CorpusKind kind, const char *path, int depth);

static int scan_folder(CorpusScan *scan, CorpusKind kind, const char *folder, int depth) {
  char *manifest = NULL;
  if (asprintf(&manifest, "%s/manifest.csv", folder) < 0) return fail(scan, "there is not enough memory");
  struct stat status;
  int has_manifest = stat(manifest, &status) == 0, done = has_manifest ? scan_manifest(scan, kind, manifest) : 1;
  free(manifest);
  if (has_manifest) return done;
  if (kind == CORPUS_KINDS) return fail(scan, "the folder \"%s\" has no manifest.csv", folder);
  DIR *directory = opendir(folder);
  if (!directory) return fail(scan, "the folder \"%s\" cannot be read: %s", folder, strerror(errno));
  for (struct dirent *entry; done && (entry = readdir(directory));) {
    if (entry->d_name[0] == '.') continue;
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0) path = NULL;
    done = path ? scan_entry(scan, kind, path, depth + 1) : fail(scan, "there is not enough memory");
    free(path);
  }
  closedir(directory);
  return done;
}

/* Within a folder, what is no sound is passed over. */
static int scan_entry(CorpusScan *scan, CorpusKind kind, const char *path, int depth) {
  struct stat status;
  if (stat(path, &status) != 0) return 1;
  if (S_ISDIR(status.st_mode)) return depth > DEPTH_MOST || scan_folder(scan, kind, path, depth);
  if (S_ISREG(status.st_mode) && is_sound_name(path)) return add_item(scan, kind, path, path, "", 0, 0);
  return 1;
}

static int scan_list(CorpusScan *scan, CorpusKind kind, const char *list) {
  FILE *file = fopen(list, "r");
  if (!file) return fail(scan, "the list \"%s\" cannot be read: %s", list, strerror(errno));
  char *line = NULL;
  size_t room = 0;
  int done = 1;
  for (ssize_t length; done && (length = getline(&line, &room, file)) >= 0;) {
    while (length > 0 && strchr("\r\n \t", line[length - 1]))
      line[--length] = 0;
    if (length == 0 || line[0] == '#') continue;
    char *path = beside(list, line);
    done = path ? add_item(scan, kind, path, path, "", 0, 0) : fail(scan, "there is not enough memory");
    free(path);
  }
  free(line);
  fclose(file);
  return done;
}

int corpus_scan_path(CorpusScan *scan, CorpusKind kind, const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) return fail(scan, "\"%s\" cannot be read: %s", path, strerror(errno));
  if (S_ISDIR(status.st_mode)) return scan_folder(scan, kind, path, 0);
  if (is_manifest_name(path)) return scan_manifest(scan, kind, path);
  if (kind == CORPUS_KINDS) return fail(scan, "\"%s\" is no manifest: its name should end in .csv", path);
  if (is_list_name(path)) return scan_list(scan, kind, path);
  return add_item(scan, kind, path, path, "", 0, 0);
}
