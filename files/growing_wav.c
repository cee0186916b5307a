/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "growing_wav.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct GrowingWav {
  char *path;
  int descriptor;
  SNDFILE *handle;
  uint32_t channels;
};

static void release(GrowingWav *wav) {
  if (wav->handle) sf_close(wav->handle);
  if (wav->descriptor >= 0) close(wav->descriptor);
  free(wav->path);
  free(wav);
}

static int open_handle(GrowingWav *wav, uint32_t sample_rate, FileError *error) {
  SF_INFO info = {
      .samplerate = (int)sample_rate, .channels = (int)wav->channels, .format = SF_FORMAT_RF64 | SF_FORMAT_FLOAT};
  wav->handle = sf_open_fd(wav->descriptor, SFM_WRITE, &info, SF_FALSE);
  if (!wav->handle) return file_error(error, "cannot write %s: %s", wav->path, sf_strerror(NULL));
  sf_command(wav->handle, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE); /* a plain WAV as long as that will do */
  sf_command(wav->handle, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
  sf_command(wav->handle, SFC_UPDATE_HEADER_NOW, NULL, 0);
  return 1;
}

static int open_wav(GrowingWav *wav, const char *path, uint32_t sample_rate, FileError *error) {
  wav->path = strdup(path);
  if (!wav->path) return file_error(error, "not enough memory to write %s", path);
  wav->descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (wav->descriptor < 0 && errno == EEXIST)
    return file_error(error, "%s exists already, and no recording is overwritten: name another", path);
  if (wav->descriptor < 0) return file_error(error, "cannot write %s: %s", path, strerror(errno));
  if (open_handle(wav, sample_rate, error)) return 1;
  unlink(path);
  return 0;
}

int growing_wav_open(const char *path, uint32_t sample_rate, uint32_t channels, GrowingWav **result, FileError *error) {
  *result = NULL;
  GrowingWav *wav = calloc(1, sizeof *wav);
  if (!wav) return file_error(error, "not enough memory to write %s", path);
  wav->descriptor = -1;
  wav->channels = channels;
  if (!open_wav(wav, path, sample_rate, error)) {
    release(wav);
    return 0;
  }
  *result = wav;
  return 1;
}

int growing_wav_write(GrowingWav *wav, const float *samples, int64_t frames, FileError *error) {
  errno = 0;
  const sf_count_t written = sf_writef_float(wav->handle, samples, frames);
  const int reason = errno;
  sf_command(wav->handle, SFC_UPDATE_HEADER_NOW, NULL, 0);
  if (written == frames) return 1;
  return file_error(error, "cannot go on writing %s: %s", wav->path,
                    reason ? strerror(reason) : sf_strerror(wav->handle));
}

int growing_wav_close(GrowingWav *wav, FileError *error) {
  if (!wav) return 1;
  int good = sf_close(wav->handle) == 0;
  wav->handle = NULL;
  /* A pipe or a special file cannot be synced. */
  if (good && fsync(wav->descriptor) != 0 && errno != EINVAL && errno != EROFS) good = 0;
  if (!good) file_error(error, "cannot complete %s: %s", wav->path, strerror(errno));
  release(wav);
  return good;
}

void growing_wav_discard(GrowingWav *wav) {
  if (!wav) return;
  unlink(wav->path);
  release(wav);
}
