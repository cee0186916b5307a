/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_save.h"

#include "command.h"
#include "files/pending_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A WAV file of floats: RIFF, "fmt " with its extension left empty, "fact" with the length, "data". Byte order is
 * little-endian. */
#define HEADER_BYTES 58
#define FORMAT_FLOAT 3
#define BLOCK_SAMPLES 4096

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

static unsigned char *put_text(unsigned char *at, const char *text) {
  memcpy(at, text, 4);
  return at + 4;
}

static unsigned char *put_number(unsigned char *at, uint32_t number, int bytes) {
  for (int i = 0; i < bytes; i++)
    at[i] = (unsigned char)(number >> (8 * i));
  return at + bytes;
}

static void make_header(unsigned char *header, uint32_t sample_rate, uint32_t frames) {
  const uint32_t data_bytes = 4 * frames;
  unsigned char *at = put_text(header, "RIFF");
  at = put_number(at, HEADER_BYTES - 8 + data_bytes, 4);
  at = put_text(put_text(at, "WAVE"), "fmt ");
  at = put_number(at, 18, 4);
  at = put_number(at, FORMAT_FLOAT, 2);
  at = put_number(at, 1, 2); /* channels */
  at = put_number(at, sample_rate, 4);
  at = put_number(at, 4 * sample_rate, 4); /* bytes a second */
  at = put_number(at, 4, 2);               /* bytes a frame */
  at = put_number(at, 32, 2);              /* bits a sample */
  at = put_number(at, 0, 2);
  at = put_number(put_text(at, "fact"), 4, 4);
  at = put_number(at, frames, 4);
  put_number(put_text(at, "data"), data_bytes, 4);
}

static int write_block(PendingFile *file, const float *samples, size_t at, size_t count) {
  unsigned char bytes[4 * BLOCK_SAMPLES];
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &samples[at + i], sizeof bits);
    put_number(bytes + 4 * i, bits, 4);
  }
  return pending_file_write(file, (int64_t)(HEADER_BYTES + 4 * at), bytes, 4 * count);
}

/* A failure is kept by the pending file. */
static void write_samples(PendingFile *file, uint32_t sample_rate, const float *samples, size_t frames) {
  unsigned char header[HEADER_BYTES];
  make_header(header, sample_rate, (uint32_t)frames);
  int written = pending_file_write(file, 0, header, sizeof header);
  for (size_t at = 0; written && at < frames; at += BLOCK_SAMPLES)
    written = write_block(file, samples, at, frames - at < BLOCK_SAMPLES ? frames - at : BLOCK_SAMPLES);
}

static int write_file(const char *path, uint32_t sample_rate, const float *samples, size_t frames) {
  FileError error;
  PendingFile *file;
  if (frames > (UINT32_MAX - HEADER_BYTES) / 4) {
    complain("'%s' would be longer than the 4 GB that a WAV file can be; split the recording", path);
    return 0;
  }
  if (pending_file_open(path, &file, &error)) {
    write_samples(file, sample_rate, samples, frames);
    if (pending_file_finish(file, &error)) return 1;
  }
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
