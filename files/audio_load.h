/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A whole sound file in memory. Memory grows with what is read, not with what a header claims.
 */
#ifndef QUELL_AUDIO_LOAD_H
#define QUELL_AUDIO_LOAD_H

#include "file_error.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t sample_rate; /* Hz */
  uint32_t channels;    /* 1.. */
  size_t frames;        /* 1.. */
  float **samples;      /* [channels][frames], full scale +-1, all finite */
  uint64_t not_finite;  /* samples that were NaN or infinite in the file and are zero here */
} Audio;

/* On success *audio is the caller's, to be given to audio_free(). Returns 0 after filling *error; then *audio is empty.
 * Any thread. */
int audio_load(const char *path, Audio *audio, FileError *error);
/* `frames` frames from frame `start` on; fewer where the file ends. */
int audio_load_part(const char *path, int64_t start, int64_t frames, Audio *audio, FileError *error);
/* Frees the samples and empties *audio; an empty one is allowed. */
void audio_free(Audio *audio);

#endif
