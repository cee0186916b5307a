/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that exists under its name only when it is complete: it is written beside the final place under a hidden
 * temporary name, synced to the disk and then renamed. One thread at a time uses one pending file.
 */
#ifndef QUELL_PENDING_FILE_H
#define QUELL_PENDING_FILE_H

#include "file_error.h"

#include <stddef.h>
#include <stdint.h>

typedef struct PendingFile PendingFile;

/* Temporary names start so: a search through folders passes over them. */
#define PENDING_FILE_PREFIX ".quell-"

/* Creates the temporary in the folder of `path`. A symbolic link is followed; anything but a regular file is refused.
 */
int pending_file_open(const char *path, PendingFile **file, FileError *error);
/* Both return 0 on failure; the first reason is kept and given by pending_file_finish(). */
int pending_file_write(PendingFile *file, int64_t offset, const void *bytes, size_t count);
int pending_file_copy(PendingFile *file, int source, int64_t source_offset, int64_t offset, int64_t count);
/* Returns the bytes read, 0 at the end, -1 on failure. */
int64_t pending_file_read(PendingFile *file, int64_t offset, void *bytes, size_t count);
/* Moves all from `offset` on by `distance` bytes, which may be negative. */
int pending_file_shift(PendingFile *file, int64_t offset, int64_t distance);
int64_t pending_file_length(const PendingFile *file);
/* errno of the first failure, 0 for none. */
int pending_file_failure(const PendingFile *file);

/* Gives the complete file its name and frees. On failure nothing is left behind. */
int pending_file_finish(PendingFile *file, FileError *error);
/* Removes the temporary and frees. NULL is allowed. */
void pending_file_abandon(PendingFile *file);

#endif
