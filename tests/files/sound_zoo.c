/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sound_zoo.h"
#include "files/audio_writer.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So short that libsndfile converts a block in one go; otherwise its peak chunk mixes up three or more channels. */
#define BLOCK_FRAMES 30

const ZooFormat zoo_formats[] = {
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_ALAW, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 0},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 0},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_GSM610, 0},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, 1},
    {"wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT | SF_ENDIAN_BIG, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_U8, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_32, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_DOUBLE, 1},
    {"wav", SF_FORMAT_WAVEX | SF_FORMAT_ALAW, 1},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_U8, 1},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 1},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24, 1},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_FLOAT, 1},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_DOUBLE, 1},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_U8, 1},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 1},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_24, 1},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_FLOAT, 1},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_ALAW, 1},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_S8, 1},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_U8, 1},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 1},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_32, 1},
    {"aifc", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, 1},
    {"aifc", SF_FORMAT_AIFF | SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE, 1},
    {"aifc", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 1},
    {"aifc", SF_FORMAT_AIFF | SF_FORMAT_DOUBLE, 1},
    {"aifc", SF_FORMAT_AIFF | SF_FORMAT_ULAW, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_S8, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_FLOAT, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_DOUBLE | SF_ENDIAN_LITTLE, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 1},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_24, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_S8, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_32, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_FLOAT, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_DOUBLE, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_ULAW, 1},
    {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, 1},
    {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1},
    {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 1},
    {"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16, 1},
    {"voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16, 1},
    {"sf", SF_FORMAT_IRCAM | SF_FORMAT_FLOAT, 1},
    {"paf", SF_FORMAT_PAF | SF_FORMAT_PCM_16, 1},
    {"pvf", SF_FORMAT_PVF | SF_FORMAT_PCM_16, 1},
    {"mat", SF_FORMAT_MAT5 | SF_FORMAT_DOUBLE, 1},
    {"mat", SF_FORMAT_MAT4 | SF_FORMAT_PCM_16, 1},
    {"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0},
    {"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0},
    {NULL, 0, 0},
};

char zoo_message[1024];
static char folder[64];

static void remove_folder(void) {
  zoo_clear();
  rmdir(folder);
}

static void need(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "the test's own files fail: %s: %s\n", what, strerror(errno));
  abort();
}

const char *zoo_path(const char *name) {
  static char paths[8][512];
  static int next;
  if (!folder[0]) {
    strcpy(folder, "/tmp/quell-files-XXXXXX");
    need(mkdtemp(folder) != NULL, folder);
    atexit(remove_folder);
  }
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

const char *zoo_format_name(const ZooFormat *format) {
  static char name[128];
  SF_FORMAT_INFO major = {.format = format->format & SF_FORMAT_TYPEMASK},
                 minor = {.format = format->format & SF_FORMAT_SUBMASK};
  sf_command(NULL, SFC_GET_FORMAT_INFO, &major, sizeof major);
  sf_command(NULL, SFC_GET_FORMAT_INFO, &minor, sizeof minor);
  snprintf(name, sizeof name, "%s, %s%s", major.name, minor.name,
           format->format & SF_FORMAT_ENDMASK ? ", other byte order" : "");
  return name;
}

static int32_t noise(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (int32_t)(*state >> 32);
}

void zoo_write(const char *path, int format, int sample_rate, int channels, int64_t frames) {
  SF_INFO info = {.samplerate = sample_rate, .channels = channels, .format = format};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  need(file != NULL, sf_strerror(NULL));
  sf_command(file, SFC_SET_SCALE_INT_FLOAT_WRITE, NULL, SF_TRUE);
  int *block = malloc(sizeof(int) * BLOCK_FRAMES * (size_t)channels);
  uint64_t state = 1;
  while (frames > 0) {
    int64_t count = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
    for (int64_t i = 0; i < count * channels; i++)
      block[i] = noise(&state);
    need(sf_writef_int(file, block, count) == count, path);
    frames -= count;
  }
  free(block);
  need(sf_close(file) == 0, path);
}

static void put_little(unsigned char *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++)
    bytes[i] = (unsigned char)(value >> 8 * i);
}

void zoo_write_wav(const char *path, const void *before, size_t before_bytes, const void *after, size_t after_bytes,
                   uint32_t frames) {
  unsigned char head[36] = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xBB\0\0\0\x77\1\0\2\0\x10";
  unsigned char data[8] = "data";
  put_little(head + 4, (uint32_t)(4 + 24 + before_bytes + 8 + frames * 2 + after_bytes));
  put_little(data + 4, frames * 2);
  FILE *file = fopen(path, "wb");
  need(file != NULL, path);
  fwrite(head, 1, sizeof head, file);
  fwrite(before, 1, before_bytes, file);
  fwrite(data, 1, sizeof data, file);
  uint64_t state = 7;
  for (uint32_t i = 0; i < frames; i++) {
    int16_t sample = (int16_t)(noise(&state) >> 16);
    fwrite(&sample, 2, 1, file);
  }
  fwrite(after, 1, after_bytes, file);
  need(fclose(file) == 0, path);
}

unsigned char *zoo_bytes(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  need(file != NULL, path);
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes = malloc(*size + 1);
  need(bytes && fread(bytes, 1, *size, file) == *size, path);
  fclose(file);
  return bytes;
}

void zoo_write_bytes(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  need(file != NULL, path);
  need(fwrite(bytes, 1, size, file) == size, path);
  need(fclose(file) == 0, path);
}

int zoo_equal(const char *one, const char *other) {
  size_t one_size, other_size;
  unsigned char *a = zoo_bytes(one, &one_size), *b = zoo_bytes(other, &other_size);
  int equal = one_size == other_size && memcmp(a, b, one_size) == 0;
  free(a);
  free(b);
  return equal;
}

int zoo_exists(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0;
}

int zoo_count_files(void) {
  DIR *directory = opendir(folder);
  int count = -2; /* "." and ".." */
  while (directory && readdir(directory))
    count++;
  if (directory) closedir(directory);
  return count;
}

void zoo_clear(void) {
  DIR *directory = opendir(folder);
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlink(zoo_path(entry->d_name));
  }
  if (directory) closedir(directory);
}

static int process(AudioReader *reader, AudioWriter *writer, double gain, FileError *error) {
  size_t channels = audio_reader_info(reader)->channels;
  double *block = malloc(sizeof(double) * BLOCK_FRAMES * channels);
  int64_t count = 0;
  int good = 1;
  while (good && (count = audio_reader_read(reader, block, BLOCK_FRAMES, error)) > 0) {
    for (size_t i = 0; i < (size_t)count * channels; i++)
      block[i] *= gain;
    good = audio_writer_write(writer, block, count, error);
  }
  free(block);
  return good && count == 0;
}

int zoo_process(const char *input, const char *output, double gain) {
  FileError error = {0};
  AudioReader *reader;
  AudioWriter *writer = NULL;
  int good = audio_reader_open(input, &reader, &error) && audio_writer_open(output, reader, &writer, &error);
  if (good && !process(reader, writer, gain, &error)) {
    audio_writer_abandon(writer);
    good = 0;
  } else if (good) {
    good = audio_writer_finish(writer, &error);
  }
  audio_reader_close(reader);
  strcpy(zoo_message, error.text);
  return good;
}
