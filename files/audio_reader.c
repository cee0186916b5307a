/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "audio_reader.h"
#include "plain_samples.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct AudioReader {
  AudioInfo info;
  ChunkLayout layout;
  SNDFILE *file;      /* as libsndfile opens it: format and metadata */
  SNDFILE *samples;   /* where the samples are read: the same, or past the header */
  PlainStream stream; /* for the latter */
  int descriptor;
  char *path;
  int64_t position;
  uint64_t not_finite;
};

static int open_regular_file(AudioReader *reader, FileError *error) {
  struct stat status;
  if (stat(reader->path, &status) != 0) return file_error(error, "cannot read %s: %s", reader->path, strerror(errno));
  if (S_ISDIR(status.st_mode)) return file_error(error, "%s is a folder, not a sound file", reader->path);
  if (!S_ISREG(status.st_mode)) {
    return file_error(error, "%s is not a regular file: save the sound to a file first", reader->path);
  }
  reader->descriptor = open(reader->path, O_RDONLY | O_CLOEXEC);
  if (reader->descriptor < 0) return file_error(error, "cannot read %s: %s", reader->path, strerror(errno));
  if (status.st_size == 0) return file_error_kind(error, FILE_NOT_A_SOUND, "%s is empty", reader->path);
  reader->info.device = status.st_dev;
  reader->info.inode = status.st_ino;
  return 1;
}

static int open_sound(AudioReader *reader, FileError *error) {
  SF_INFO info = {0};
  SoundTrouble trouble;
  reader->file = sound_open_file(reader->path, &info, &trouble);
  if (!reader->file && trouble.number == SF_ERR_UNRECOGNISED_FORMAT) {
    return file_error_kind(error, FILE_NOT_A_SOUND, "%s is no sound file of a known format", reader->path);
  }
  if (!reader->file) {
    return file_error(error, "%s cannot be read as a sound file: %s", reader->path, trouble.text);
  }
  reader->samples = reader->file;
  reader->info.sample_rate = (uint32_t)info.samplerate;
  reader->info.channels = (uint32_t)info.channels;
  reader->info.frames = info.frames;
  reader->info.format = info.format;
  return 1;
}

/* A length that was left open is the rest of the file, all of it. */
static int open_past_header(AudioReader *reader, FileError *error) {
  PlainSamples plain;
  SF_INFO info = {.samplerate = (int)reader->info.sample_rate, .channels = (int)reader->info.channels};
  SoundTrouble trouble;
  if (!reader->layout.open_ended) return 1;
  if (!plain_samples_describe(&reader->layout, reader->info.format, info.channels, &plain)) return 1;
  if (plain.frames <= reader->info.frames) return 1;
  reader->samples = plain_samples_open(&reader->stream, reader->descriptor, &reader->layout, &plain, &info, &trouble);
  if (!reader->samples) return file_error(error, "%s cannot be read: %s", reader->path, trouble.text);
  reader->info.frames = plain.frames;
  return 1;
}

static int check_length(const AudioReader *reader, FileError *error) {
  const ChunkLayout *layout = &reader->layout;
  if (layout->kind != LAYOUT_NONE && layout->data_promised > layout->data_bytes) {
    return file_error(error, "%s is cut off: its header promises %lld bytes of sound, the file holds %lld",
                      reader->path, (long long)layout->data_promised, (long long)layout->data_bytes);
  }
  if (reader->info.frames <= 0) return file_error(error, "%s holds no sound: its length is zero", reader->path);
  return 1;
}

int audio_reader_open(const char *path, AudioReader **result, FileError *error) {
  *result = NULL;
  AudioReader *reader = calloc(1, sizeof *reader);
  if (!reader) return file_error(error, "not enough memory to read %s", path);
  reader->descriptor = -1;
  reader->path = strdup(path);
  if (!reader->path) {
    file_error(error, "not enough memory to read %s", path);
  } else if (open_regular_file(reader, error) && open_sound(reader, error) &&
             chunk_layout_read(reader->descriptor, &reader->layout, error) && open_past_header(reader, error) &&
             check_length(reader, error)) {
    *result = reader;
    return 1;
  }
  audio_reader_close(reader);
  return 0;
}

void audio_reader_close(AudioReader *reader) {
  if (!reader) return;
  if (reader->samples && reader->samples != reader->file) sf_close(reader->samples);
  if (reader->file) sf_close(reader->file);
  if (reader->descriptor >= 0) close(reader->descriptor);
  free(reader->path);
  free(reader);
}

const AudioInfo *audio_reader_info(const AudioReader *reader) {
  return &reader->info;
}

const char *audio_reader_path(const AudioReader *reader) {
  return reader->path;
}

uint64_t audio_reader_not_finite(const AudioReader *reader) {
  return reader->not_finite;
}

const ChunkLayout *audio_reader_layout(const AudioReader *reader) {
  return &reader->layout;
}

SNDFILE *audio_reader_handle(AudioReader *reader) {
  return reader->file;
}

int audio_reader_descriptor(const AudioReader *reader) {
  return reader->descriptor;
}

/* The length in the header of a compressed stream may be an estimate; elsewhere it is a promise. */
static int length_is_exact(const AudioReader *reader) {
  int container = reader->info.format & SF_FORMAT_TYPEMASK;
  return container != SF_FORMAT_MPEG && container != SF_FORMAT_OGG;
}

int64_t audio_reader_read(AudioReader *reader, double *samples, int64_t frames, FileError *error) {
  int64_t done = 0;
  while (done < frames) {
    sf_count_t count = sf_readf_double(reader->samples, samples + done * reader->info.channels, frames - done);
    if (count <= 0) break;
    done += count;
  }
  size_t values = (size_t)done * reader->info.channels;
  for (size_t i = 0; i < values; i++) {
    if (isfinite((float)samples[i])) continue;
    samples[i] = 0;
    reader->not_finite++;
  }
  reader->position += done;
  if (done < frames && reader->position < reader->info.frames && length_is_exact(reader)) {
    file_error(error, "%s is cut off or damaged: its header promises %lld frames, only %lld can be read", reader->path,
               (long long)reader->info.frames, (long long)reader->position);
    return -1;
  }
  return done;
}

int audio_reader_seek(AudioReader *reader, int64_t frame, FileError *error) {
  if (frame < 0 || sf_seek(reader->samples, frame, SEEK_SET) != frame) {
    return file_error(error, "%s cannot be read from frame %lld on", reader->path, (long long)frame);
  }
  reader->position = frame;
  return 1;
}
