/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A WAV file that grows while something is recorded. Unlike other outputs it stands under its name from the start, and
 * its header is right after every write: whatever ends the program, what was written can be played. Float samples;
 * beyond 4 GB it becomes an RF64 by itself. Functions return 0 after filling *error (which may be NULL). One thread at
 * a time uses one file.
 */
#ifndef QUELL_GROWING_WAV_H
#define QUELL_GROWING_WAV_H

#include "file_error.h"

#include <stdint.h>

typedef struct GrowingWav GrowingWav;

/* Refused: a name that is taken already, for recordings cannot be made again. */
int growing_wav_open(const char *path, uint32_t sample_rate, uint32_t channels, GrowingWav **wav, FileError *error);
/* Interleaved frames. After a failure the file holds whole frames up to there. */
int growing_wav_write(GrowingWav *wav, const float *samples, int64_t frames, FileError *error);
/* Brings all to the disk, closes and frees. NULL is allowed. */
int growing_wav_close(GrowingWav *wav, FileError *error);
/* Frees and removes the file. NULL is allowed. */
void growing_wav_discard(GrowingWav *wav);

#endif
