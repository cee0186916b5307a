/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "file_search.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_visible(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int search_folder(const FileSearch *search, const char *folder, size_t root_length);

static int visit(const FileSearch *search, const char *path, size_t root_length) {
  struct stat own, target;
  if (lstat(path, &own) != 0 || stat(path, &target) != 0) return 1; /* a link to nowhere, or just removed */
  if (S_ISREG(target.st_mode)) return search->file(search->user, path, path + root_length);
  if (!S_ISDIR(own.st_mode)) return 1;
  const struct stat *out = search->leave_out;
  if (out && out->st_dev == own.st_dev && out->st_ino == own.st_ino) return 1;
  return search_folder(search, path, root_length);
}

static int search_folder(const FileSearch *search, const char *folder, size_t root_length) {
  struct dirent **entries;
  int count = scandir(folder, &entries, is_visible, by_name), good = 1;
  if (count < 0) {
    int reason = errno;
    const char *relative = strlen(folder) > root_length ? folder + root_length : "";
    return search->unreadable(search->user, folder, relative, reason);
  }
  const char *separator = folder[strlen(folder) - 1] == '/' ? "" : "/";
  for (int i = 0; i < count; i++) {
    char *path = NULL;
    if (good && asprintf(&path, "%s%s%s", folder, separator, entries[i]->d_name) < 0) good = 0, path = NULL;
    if (good) good = visit(search, path, root_length);
    free(path);
    free(entries[i]);
  }
  free(entries);
  return good;
}

int file_search(const FileSearch *search, const char *root) {
  size_t length = strlen(root);
  if (length == 0) return 1;
  return search_folder(search, root, root[length - 1] == '/' ? length : length + 1);
}
