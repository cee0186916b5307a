/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folders and model files in a folder, sorted for people: folders first, case ignored, numbers by value.
 */
#ifndef QUELL_GUI_FOLDER_LIST_H
#define QUELL_GUI_FOLDER_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define MODEL_SUFFIX ".safetensors"

typedef struct {
  char *name; /* as the file system has it */
  bool folder;
} FolderEntry;

typedef struct {
  FolderEntry *entries;
  size_t count;
} FolderList;

/* Hidden files are left out, and names that do not contain `filter` (case ignored, "" for all). False, with an empty
 * list, when the folder cannot be read or memory is short. */
bool folder_list_read(const char *folder, const char *filter, FolderList *list);
void folder_list_free(FolderList *list);

#endif
