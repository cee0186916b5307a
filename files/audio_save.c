/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "audio_save.h"
#include "pending_stream.h"

#define WAV_BYTES_MAX (UINT32_MAX - 1024)

/* Opens path for `format`; NULL after filling *error. */
static SNDFILE *open_sound(const char *path, uint32_t sample_rate, int format, PendingFile **file,
                           PendingStream *stream, FileError *error) {
  SF_INFO info = {.samplerate = (int)sample_rate, .channels = 1, .format = format};
  SoundTrouble trouble;
  if (!pending_file_open(path, file, error)) return NULL;
  SNDFILE *sound = pending_stream_open(stream, *file, 0, &info, &trouble);
  if (sound) return sound;
  pending_file_abandon(*file);
  file_error(error, "'%s' cannot be written: %s", path, trouble.text);
  return NULL;
}

static int close_sound(const char *path, SNDFILE *sound, PendingFile *file, int written, FileError *error) {
  const int closed = sf_close(sound) == 0;
  if ((written && closed) || pending_file_failure(file)) return pending_file_finish(file, error);
  pending_file_abandon(file);
  file_error(error, "'%s' cannot be written to its end", path);
  return 0;
}

int audio_save_float(const char *path, uint32_t sample_rate, const float *samples, size_t frames, FileError *error) {
  const int container = frames > WAV_BYTES_MAX / sizeof *samples ? SF_FORMAT_RF64 : SF_FORMAT_WAV;
  PendingFile *file;
  PendingStream stream;
  SNDFILE *sound = open_sound(path, sample_rate, container | SF_FORMAT_FLOAT, &file, &stream, error);
  if (!sound) return 0;
  /* The chunk of peaks bears the time of day; the same sound is to give the same file. */
  sf_command(sound, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
  const int written = sf_writef_float(sound, samples, (sf_count_t)frames) == (sf_count_t)frames;
  return close_sound(path, sound, file, written, error);
}

int audio_save_16_bit(const char *path, uint32_t sample_rate, const int16_t *samples, size_t frames, FileError *error) {
  PendingFile *file;
  PendingStream stream;
  SNDFILE *sound = open_sound(path, sample_rate, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, &file, &stream, error);
  if (!sound) return 0;
  const int written = sf_writef_short(sound, samples, (sf_count_t)frames) == (sf_count_t)frames;
  return close_sound(path, sound, file, written, error);
}
