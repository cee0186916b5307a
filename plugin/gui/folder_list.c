/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "folder_list.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool is_folder(int folder, const struct dirent *entry) {
  struct stat facts;
  if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN) return entry->d_type == DT_DIR;
  return fstatat(folder, entry->d_name, &facts, 0) == 0 && S_ISDIR(facts.st_mode);
}

static bool is_model(const char *name) {
  size_t length = strlen(name), suffix = strlen(MODEL_SUFFIX);
  return length > suffix && strcasecmp(name + length - suffix, MODEL_SUFFIX) == 0;
}

static int in_order(const void *left, const void *right) {
  const FolderEntry *a = left, *b = right;
  if (a->folder != b->folder) return a->folder ? -1 : 1;
  int order = strcasecmp(a->name, b->name);
  return strpbrk(a->name, "0123456789") && strpbrk(b->name, "0123456789") ? strverscmp(a->name, b->name) : order;
}

static bool add(FolderList *list, const char *name, bool folder) {
  if ((list->count & (list->count - 1)) == 0) {
    size_t room = list->count ? 2 * list->count : 1;
    FolderEntry *more = reallocarray(list->entries, room, sizeof *more);
    if (!more) return false;
    list->entries = more;
  }
  char *copy = strdup(name);
  if (!copy) return false;
  list->entries[list->count++] = (FolderEntry){copy, folder};
  return true;
}

bool folder_list_read(const char *folder, const char *filter, FolderList *list) {
  *list = (FolderList){0};
  DIR *stream = opendir(folder);
  if (!stream) return false;
  bool complete = true;
  for (const struct dirent *entry; complete && (entry = readdir(stream));) {
    if (entry->d_name[0] == '.' || !strcasestr(entry->d_name, filter)) continue;
    bool is_directory = is_folder(dirfd(stream), entry);
    if (is_directory || is_model(entry->d_name)) complete = add(list, entry->d_name, is_directory);
  }
  closedir(stream);
  if (!complete) folder_list_free(list);
  if (list->count) qsort(list->entries, list->count, sizeof *list->entries, in_order);
  return complete;
}

void folder_list_free(FolderList *list) {
  for (size_t i = 0; i < list->count; i++)
    free(list->entries[i].name);
  free(list->entries);
  *list = (FolderList){0};
}
