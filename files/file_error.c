/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "file_error.h"

#include <stdarg.h>
#include <stdio.h>

static void write_error(FileError *error, FileErrorKind kind, const char *format, va_list values) {
  if (!error) return;
  error->kind = kind;
  vsnprintf(error->text, sizeof error->text, format, values);
}

int file_error(FileError *error, const char *format, ...) {
  va_list values;
  va_start(values, format);
  write_error(error, FILE_TROUBLE, format, values);
  va_end(values);
  return 0;
}

int file_error_kind(FileError *error, FileErrorKind kind, const char *format, ...) {
  va_list values;
  va_start(values, format);
  write_error(error, kind, format, values);
  va_end(values);
  return 0;
}
