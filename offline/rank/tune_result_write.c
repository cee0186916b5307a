/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "files/pending_file.h"
#include "tune_result_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES 4096

static const struct {
  const char *name;
  char *(*text)(const TuneResult *result);
} files[] = {
    {"result.json", tune_result_json},
    {"matrices.csv", tune_result_matrices_csv},
    {"singular_values.csv", tune_result_values_csv},
    {"curves.csv", tune_result_curves_csv},
    {"networks.csv", tune_result_networks_csv},
};

#define FILES (sizeof files / sizeof *files)

/* A failure to write is kept by the file. */
static int begin_file(const char *path, const char *text, PendingFile **file, Message *message) {
  FileError error;
  if (!pending_file_open(path, file, &error)) {
    message_set(message, QUELL_CANNOT_WRITE, "%s", error.text);
    return 0;
  }
  pending_file_write(*file, 0, text, strlen(text));
  return 1;
}

static int begin(const TuneResult *result, const char *folder, size_t index, PendingFile **file, Message *message) {
  char path[PATH_BYTES];
  char *text = files[index].text(result);
  const int fits = snprintf(path, sizeof path, "%s/%s", folder, files[index].name) < PATH_BYTES;
  const int good = text && fits && begin_file(path, text, file, message);
  if (!text || !fits)
    message_set(message, QUELL_NO_MEMORY, "%s",
                text ? "the folder's name is too long" : "there is no memory for a report");
  free(text);
  return good;
}

/* Files get their names when all of them are there: a full disk changes none. */
static int finish(PendingFile *pending[FILES], Message *message) {
  FileError error;
  int good = 1;
  for (size_t i = 0; i < FILES; i++)
    if (pending_file_failure(pending[i])) {
      /* It tells its reason as it ends. */
      PendingFile *failed = pending[i];
      pending[i] = NULL;
      pending_file_finish(failed, &error);
      message_set(message, QUELL_CANNOT_WRITE, "%s", error.text);
      return 0;
    }
  for (size_t i = 0; good && i < FILES; i++) {
    good = pending_file_finish(pending[i], &error);
    pending[i] = NULL;
    if (!good) message_set(message, QUELL_CANNOT_WRITE, "%s", error.text);
  }
  return good;
}

int tune_result_write(const TuneResult *result, const char *folder, Message *message) {
  PendingFile *pending[FILES] = {NULL};
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
    message_set(message, QUELL_CANNOT_WRITE, "the folder '%s' cannot be made: %s", folder, strerror(errno));
    return 0;
  }
  int good = 1;
  for (size_t i = 0; good && i < FILES; i++)
    good = begin(result, folder, i, &pending[i], message);
  good = good && finish(pending, message);
  for (size_t i = 0; i < FILES; i++)
    pending_file_abandon(pending[i]);
  return good;
}
