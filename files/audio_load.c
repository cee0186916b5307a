/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "audio_load.h"
#include "audio_reader.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_FRAMES 4096

static int make_room(Audio *audio, size_t *capacity, size_t frames) {
  if (frames <= *capacity) return 1;
  size_t larger = *capacity * 2 > frames ? *capacity * 2 : frames;
  for (uint32_t c = 0; c < audio->channels; c++) {
    float *samples = realloc(audio->samples[c], larger * sizeof *samples);
    if (!samples) return 0;
    audio->samples[c] = samples;
  }
  *capacity = larger;
  return 1;
}

static void append_block(Audio *audio, const double *block, size_t frames) {
  for (uint32_t c = 0; c < audio->channels; c++) {
    float *samples = audio->samples[c] + audio->frames;
    for (size_t i = 0; i < frames; i++)
      samples[i] = (float)block[i * audio->channels + c];
  }
  audio->frames += frames;
}

static int read_frames(AudioReader *reader, double *block, int64_t limit, Audio *audio, FileError *error) {
  size_t capacity = 0;
  while ((int64_t)audio->frames < limit) {
    int64_t wanted = limit - (int64_t)audio->frames < BLOCK_FRAMES ? limit - (int64_t)audio->frames : BLOCK_FRAMES;
    int64_t count = audio_reader_read(reader, block, wanted, error);
    if (count < 0) return 0;
    if (count == 0) break;
    if (!make_room(audio, &capacity, audio->frames + (size_t)count)) {
      return file_error(error, "not enough memory to hold %s", audio_reader_path(reader));
    }
    append_block(audio, block, (size_t)count);
  }
  if (audio->frames == 0) return file_error(error, "%s holds no sound there", audio_reader_path(reader));
  audio->not_finite = audio_reader_not_finite(reader);
  return 1;
}

int audio_load_part(const char *path, int64_t start, int64_t frames, Audio *audio, FileError *error) {
  memset(audio, 0, sizeof *audio);
  AudioReader *reader;
  if (!audio_reader_open(path, &reader, error)) return 0;
  const AudioInfo *info = audio_reader_info(reader);
  audio->sample_rate = info->sample_rate;
  audio->samples = calloc(info->channels, sizeof *audio->samples);
  double *block = malloc(sizeof *block * BLOCK_FRAMES * info->channels);
  int done = 0;
  if (!audio->samples || !block) {
    file_error(error, "not enough memory to hold %s", path);
  } else {
    audio->channels = info->channels;
    done = (start == 0 || audio_reader_seek(reader, start, error)) && read_frames(reader, block, frames, audio, error);
  }
  free(block);
  audio_reader_close(reader);
  if (!done) audio_free(audio);
  return done;
}

int audio_load(const char *path, Audio *audio, FileError *error) {
  return audio_load_part(path, 0, INT64_MAX, audio, error);
}

void audio_free(Audio *audio) {
  for (uint32_t c = 0; c < audio->channels; c++)
    free(audio->samples[c]);
  free(audio->samples);
  memset(audio, 0, sizeof *audio);
}
