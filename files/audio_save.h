/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A whole mono sound into a new file, which appears under its name only when it is complete.
 */
#ifndef QUELL_AUDIO_SAVE_H
#define QUELL_AUDIO_SAVE_H

#include "file_error.h"

#include <stddef.h>
#include <stdint.h>

/* Float samples as they are: WAV, or RF64 where a WAV file would pass 4 GB. Returns 0 after filling *error. */
int audio_save_float(const char *path, uint32_t sample_rate, const float *samples, size_t frames, FileError *error);
/* 16-bit samples as they are: FLAC. Returns 0 after filling *error. */
int audio_save_16_bit(const char *path, uint32_t sample_rate, const int16_t *samples, size_t frames, FileError *error);

#endif
