/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong with a file: one sentence that names the file, the trouble and, where there is one, the way out.
 */
#ifndef QUELL_FILE_ERROR_H
#define QUELL_FILE_ERROR_H

typedef enum {
  FILE_TROUBLE,     /* unreadable, damaged, cut off, disk full ... */
  FILE_NOT_A_SOUND, /* whole, but no sound file of a known kind: a search through a folder passes over it */
} FileErrorKind;

typedef struct {
  FileErrorKind kind;
  char text[1024]; /* without a full stop or newline, ended by a zero */
} FileError;

/* printf into *error, which may be NULL. Always returns 0, so that a caller can return the call. */
int file_error(FileError *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
int file_error_kind(FileError *error, FileErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
