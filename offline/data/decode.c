/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "decode.h"

#include "files/audio_reader.h"
#include "level.h"
#include "rate_change.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000
#define FRAMES_AT_ONCE 16384
#define PIECES_MOST (1 << 23)
#define RATE_LEAST 1000
#define RATE_MOST 768000

static int pieces_of(const AudioInfo *info, uint32_t piece_seconds) {
  double pieces = ceil((double)info->frames / info->sample_rate / piece_seconds);
  return pieces < 1 ? 1 : pieces > PIECES_MOST ? PIECES_MOST : (int)pieces;
}

static AudioReader *open_reader(const char *path, char *message, size_t message_size) {
  FileError error;
  AudioReader *reader = NULL;
  if (audio_reader_open(path, &reader, &error)) return reader;
  snprintf(message, message_size, "%s", error.text);
  return NULL;
}

int decode_piece_count(const char *path, uint32_t piece_seconds, char *message, size_t message_size) {
  AudioReader *reader = open_reader(path, message, message_size);
  if (!reader) return -1;
  int pieces = pieces_of(audio_reader_info(reader), piece_seconds);
  audio_reader_close(reader);
  return pieces;
}

static void mix_down(const double *block, uint32_t channels, DecodeChannels how, int64_t frames, float *out) {
  uint32_t used = how == DECODE_FIRST_CHANNEL ? 1 : channels;
  for (int64_t n = 0; n < frames; n++) {
    double sum = 0;
    for (uint32_t c = 0; c < used; c++)
      sum += block[n * channels + c];
    out[n] = (float)(sum / used);
  }
}

/* Up to `frames` frames as mono; *read is how many there were. NULL after an error. */
static float *read_mono(AudioReader *reader, DecodeChannels how, int64_t frames, int64_t *read, FileError *error) {
  uint32_t channels = audio_reader_info(reader)->channels;
  float *mono = malloc((size_t)frames * sizeof *mono);
  double *block = malloc((size_t)FRAMES_AT_ONCE * channels * sizeof *block);
  int64_t got = 0, part = 0;
  if (!mono || !block) {
    file_error(error, "there is not enough memory to read \"%s\"", audio_reader_path(reader));
    part = -1;
  }
  for (*read = 0; part >= 0 && *read < frames; *read += got) {
    int64_t wanted = frames - *read < FRAMES_AT_ONCE ? frames - *read : FRAMES_AT_ONCE;
    got = part = audio_reader_read(reader, block, wanted, error);
    if (got <= 0) break;
    mix_down(block, channels, how, got, mono + *read);
  }
  free(block);
  if (part < 0 || *read == 0) {
    if (part >= 0) file_error(error, "\"%s\" holds no samples", audio_reader_path(reader));
    free(mono);
    return NULL;
  }
  return mono;
}

static float *to_48000(float *mono, uint32_t rate, int64_t *count) {
  if (rate == RATE) return mono;
  size_t room = (size_t)((double)*count * RATE / rate) + 16, made = 0;
  float *out = malloc(room * sizeof *out);
  const int good = out && rate_change(rate, RATE, RATE_CHANGE_MEDIUM, mono, (size_t)*count, out, room, &made);
  free(mono);
  if (!good) {
    free(out);
    return NULL;
  }
  *count = (int64_t)made;
  return out;
}

static int to_sixteen_bits(const float *mono, int64_t count, DecodedSound *sound) {
  sound->samples = malloc((size_t)(count ? count : 1) * sizeof *sound->samples);
  if (!sound->samples) return 0;
  float peak = 0;
  for (int64_t n = 0; n < count; n++)
    peak = fmaxf(peak, fabsf(mono[n]));
  sound->scale = (peak > 0 ? peak : 1) / 32767.0f;
  float inverse = 1 / sound->scale;
  if (!isfinite(inverse)) inverse = 0;
  for (int64_t n = 0; n < count; n++)
    sound->samples[n] = (int16_t)lrintf(mono[n] * inverse);
  sound->count = (uint32_t)count;
  return 1;
}

static int read_piece(AudioReader *reader, DecodeChannels channels, int piece, uint32_t piece_seconds,
                      DecodedSound *sound, FileError *error) {
  AudioInfo info = *audio_reader_info(reader);
  int pieces = pieces_of(&info, piece_seconds);
  if (info.sample_rate < RATE_LEAST || info.sample_rate > RATE_MOST)
    return file_error(error, "\"%s\" has a sample rate of %u Hz, which is not between %d and %d",
                      audio_reader_path(reader), info.sample_rate, RATE_LEAST, RATE_MOST);
  int64_t length = (int64_t)piece_seconds * info.sample_rate, start = piece * length, count;
  /* The last piece of several may be short: it starts earlier instead. */
  if (pieces > 1 && piece == pieces - 1) start = info.frames - length;
  if (pieces == 1) length = info.frames;
  if (start > 0 && !audio_reader_seek(reader, start, error)) return 0;
  sound->source_rate = info.sample_rate;
  sound->seconds = (double)info.frames / info.sample_rate;
  float *mono = read_mono(reader, channels, length, &count, error);
  if (!mono) return 0;
  sound->flat_share = (float)level_flat_share(mono, (uint32_t)count);
  mono = to_48000(mono, info.sample_rate, &count);
  int done = mono && to_sixteen_bits(mono, count, sound);
  free(mono);
  return done || file_error(error, "\"%s\" could not be brought to 48 kHz", audio_reader_path(reader));
}

int decode_piece(const char *path, DecodeChannels channels, int piece, uint32_t piece_seconds, DecodedSound *sound,
                 char *message, size_t message_size) {
  AudioReader *reader = open_reader(path, message, message_size);
  if (!reader) return 0;
  FileError error;
  memset(sound, 0, sizeof *sound);
  int done = read_piece(reader, channels, piece, piece_seconds, sound, &error);
  audio_reader_close(reader);
  if (!done) snprintf(message, message_size, "%s", error.text);
  return done;
}
