/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sound files that the tests make for themselves, in a folder of their own that disappears with the program.
 */
#ifndef QUELL_SOUND_ZOO_H
#define QUELL_SOUND_ZOO_H

#include <sndfile.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *ending;
  int format;
  int lossless; /* what was read can be written again without change */
} ZooFormat;

/* Every container and sample format that the tests go through; ends with a NULL ending. */
extern const ZooFormat zoo_formats[];

/* "FOLDER/NAME" in the test's folder, in one of several static texts that are used in turn. */
const char *zoo_path(const char *name);
const char *zoo_format_name(const ZooFormat *format);

/* Writes noise of full scale, the same for the same arguments, through libsndfile. */
void zoo_write(const char *path, int format, int sample_rate, int channels, int64_t frames);
/* A mono WAV of 16 bits, made byte by byte: chunks before and after the samples are given as bytes. */
void zoo_write_wav(const char *path, const void *before, size_t before_bytes, const void *after, size_t after_bytes,
                   uint32_t frames);

/* A file's bytes, for free(); fails the test when it cannot be read. */
unsigned char *zoo_bytes(const char *path, size_t *size);
void zoo_write_bytes(const char *path, const void *bytes, size_t size);
int zoo_equal(const char *one, const char *other);
int zoo_exists(const char *path);
/* How many names stand in the test's folder, hidden ones too. */
int zoo_count_files(void);
void zoo_clear(void);

/* Reads `input` and writes each sample times `gain` to `output` with the code under test. Returns 1 when all went well;
 * else the sentence is in zoo_message. */
extern char zoo_message[1024];
int zoo_process(const char *input, const char *output, double gain);

#endif
