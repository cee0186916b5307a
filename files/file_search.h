/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the files in a folder and in the folders below it.
 */
#ifndef QUELL_FILE_SEARCH_H
#define QUELL_FILE_SEARCH_H

#include <stddef.h>
#include <sys/stat.h>

typedef struct {
  /* Called for each regular file in the order of names, with its path and what follows the root in it. Returns 0 to
   * stop. */
  int (*file)(void *user, const char *path, const char *relative);
  /* Called for a folder that cannot be read, with errno. Returns 0 to stop. */
  int (*unreadable)(void *user, const char *path, const char *relative, int reason);
  void *user;
  const struct stat *leave_out; /* a folder that is not entered; NULL for none */
} FileSearch;

/* Hidden names are passed over and links to folders not followed. Returns 0 when stopped or without memory. */
int file_search(const FileSearch *search, const char *root);

#endif
