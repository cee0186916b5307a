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

static int write_text(const char *path, const char *text, Message *message) {
  PendingFile *file;
  FileError error;
  int good = pending_file_open(path, &file, &error);
  if (good) {
    pending_file_write(file, 0, text, strlen(text)); /* a failure is kept for the end */
    good = pending_file_finish(file, &error);
  }
  if (!good) message_set(message, QUELL_CANNOT_WRITE, "%s", error.text);
  return good;
}

int tune_result_write(const TuneResult *result, const char *folder, Message *message) {
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
    message_set(message, QUELL_CANNOT_WRITE, "the folder '%s' cannot be made: %s", folder, strerror(errno));
    return 0;
  }
  int good = 1;
  for (size_t i = 0; good && i < sizeof files / sizeof *files; i++) {
    char path[PATH_BYTES];
    char *text = files[i].text(result);
    const int length = snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
    if (!text || length >= PATH_BYTES) {
      message_set(message, QUELL_NO_MEMORY, "%s",
                  text ? "the folder's name is too long" : "there is no memory for a report");
      good = 0;
    }
    good = good && write_text(path, text, message);
    free(text);
  }
  return good;
}
