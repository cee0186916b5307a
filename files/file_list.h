/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files a command works on and where each result goes, settled before anything is written.
 */
#ifndef QUELL_FILE_LIST_H
#define QUELL_FILE_LIST_H

#include "file_error.h"

#include <stddef.h>

typedef struct {
  char *input;
  char *output;
  char *trouble; /* a sentence when the input cannot even be listed, else NULL */
  int found;     /* met in a folder: it is passed over when it turns out to be no sound */
} FileJob;

typedef struct {
  FileJob *jobs;
  size_t count;
  char *folder; /* where the results go; NULL when `output` names one file */
} FileList;

/* `output` is a folder when it is one already, ends in a slash, or when several files or a folder are to be processed;
 * it may be missing, its parent may not. Folders are searched through (links to folders are not followed), relative
 * names are kept; hidden files and the output folder itself are passed over. Refused, with *list empty: two inputs with
 * one output, an output that is one of the inputs under whatever name. Unreadable inputs are jobs like others, so that
 * the rest is done. */
int file_list_make(const char *const *inputs, size_t count, const char *output, FileList *list, FileError *error);
void file_list_free(FileList *list);

/* Makes the folders in which the job's output goes. Any thread. */
int file_list_make_folders(const FileList *list, const FileJob *job, FileError *error);

#endif
