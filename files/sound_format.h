/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which container and sample format an output gets. Formats are libsndfile's SF_FORMAT_ numbers.
 */
#ifndef QUELL_SOUND_FORMAT_H
#define QUELL_SOUND_FORMAT_H

#include "file_error.h"

#include <stdint.h>

typedef enum {
  SAMPLES_INTEGER,   /* even steps: dithered when coarse, saturated */
  SAMPLES_COMPANDED, /* uneven steps or predicted from their neighbours: rounded to 16 bits for the coder, saturated */
  SAMPLES_FLOAT,
  SAMPLES_DOUBLE,
  SAMPLES_PERCEPTUAL /* Vorbis, Opus, MPEG: take float */
} SampleKind;

typedef struct {
  int subtype; /* SF_FORMAT_ without container */
  SampleKind kind;
  int bits;        /* what a sample resolves */
  int plain_bytes; /* bytes that one sample takes where samples simply follow each other; 0 for coded blocks */
} SampleFormat;

/* Never NULL: an unknown subtype counts as companded. */
const SampleFormat *sample_format(int format);

/* True when a file name ends like that of a common kind of sound file. */
int has_sound_extension(const char *path);

/* The format in which a sound of `input_format` is written to `path`: the same, unless the name's ending asks for
 * another container; then the sample format stays if the container has it, else the next finer one is taken, else the
 * next coarser. `bytes` is the length of the sound when it is written plainly: WAV beyond 4 GB becomes RF64. Returns 0
 * when that sound cannot be written so. `input_path` is for messages. */
int choose_format(const char *input_path, int input_format, uint32_t sample_rate, uint32_t channels, int64_t frames,
                  const char *path, int *format, FileError *error);

#endif
