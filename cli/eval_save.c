/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_save.h"

#include "command.h"
#include "files/audio_save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int is_same_folder(const char *a, const char *b) {
  struct stat status_a, status_b;
  return b && stat(a, &status_a) == 0 && stat(b, &status_b) == 0 && status_a.st_dev == status_b.st_dev &&
         status_a.st_ino == status_b.st_ino;
}

int eval_save_prepare(const char *folder, const char *other, const char *another) {
  struct stat status;
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
    complain("the folder '%s' cannot be made: %s", folder, strerror(errno));
    return 0;
  }
  if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) {
    complain("'%s' is no folder, so nothing can be saved in it", folder);
    return 0;
  }
  if (is_same_folder(folder, other) || is_same_folder(folder, another)) {
    complain("'%s' holds recordings to be measured; save to another folder", folder);
    return 0;
  }
  return 1;
}

int eval_save(const char *folder, const char *name, uint32_t sample_rate, const float *samples, size_t frames) {
  char *path;
  if (asprintf(&path, "%s/%s.wav", folder, name) < 0) {
    complain("out of memory");
    return 0;
  }
  FileError error;
  const int done = audio_save_float(path, sample_rate, samples, frames, &error);
  if (!done) complain("%s", error.text);
  free(path);
  return done;
}
