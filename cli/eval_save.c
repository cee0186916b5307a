/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_save.h"

#include "command.h"
#include "files/pending_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What a WAV file's 32-bit sizes hold, less room for its header. */
#define WAV_BYTES_MAX (UINT32_MAX - 4096u)

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

static int write_samples(PendingFile *file, uint32_t sample_rate, const float *samples, size_t frames) {
  const int container = frames > WAV_BYTES_MAX / sizeof *samples ? SF_FORMAT_RF64 : SF_FORMAT_WAV;
  SF_INFO info = {.samplerate = (int)sample_rate, .channels = 1, .format = container | SF_FORMAT_FLOAT};
  PendingStream stream;
  SNDFILE *sound = pending_stream_open(&stream, file, 0, &info);
  if (!sound) return 0;
  /* That chunk bears the time of day; the same input is to give the same file. */
  sf_command(sound, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
  const int written = sf_writef_float(sound, samples, (sf_count_t)frames) == (sf_count_t)frames;
  return (sf_close(sound) == 0) & written;
}

static int write_file(const char *path, uint32_t sample_rate, const float *samples, size_t frames) {
  FileError error;
  PendingFile *file;
  if (!pending_file_open(path, &file, &error)) {
    complain("%s", error.text);
    return 0;
  }
  if (!write_samples(file, sample_rate, samples, frames) && !pending_file_failure(file)) {
    complain("'%s' cannot be written as a WAV file", path);
    pending_file_abandon(file);
    return 0;
  }
  if (pending_file_finish(file, &error)) return 1;
  complain("%s", error.text);
  return 0;
}

int eval_save(const char *folder, const char *name, uint32_t sample_rate, const float *samples, size_t frames) {
  char *path;
  if (asprintf(&path, "%s/%s.wav", folder, name) < 0) {
    complain("out of memory");
    return 0;
  }
  const int done = write_file(path, sample_rate, samples, frames);
  free(path);
  return done;
}
