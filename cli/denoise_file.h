/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Denoises one sound file into another, a hop at a time.
 */
#ifndef QUELL_DENOISE_FILE_H
#define QUELL_DENOISE_FILE_H

#include "files/file_list.h"
#include "quell.h"

typedef struct {
  QuellModel *model;
  uint32_t profile;
  float controls[QUELL_PARAMETER_COUNT];
} DenoiseSettings;

typedef enum { DENOISE_DONE, DENOISE_FAILED, DENOISE_NO_SOUND, DENOISE_STOPPED } DenoiseStatus;

typedef struct {
  DenoiseStatus status;
  FileError error; /* why it failed */
  uint32_t sample_rate, channels, latency;
  int64_t frames;
  double input_db, output_db; /* of the whole sound, all channels together; dBFS */
  uint64_t clipped, not_finite;
  double voice_share; /* of the time, 0..1 */
} DenoiseResult;

/* Told after each piece how much of the file is done, 0..1. Returns 0 to stop: then nothing is left behind. */
typedef int (*DenoiseProgress)(void *user, double share);

/* Any thread; several files at once with one model. */
void denoise_file(const DenoiseSettings *settings, const FileList *list, const FileJob *job, DenoiseProgress progress,
                  void *user, DenoiseResult *result);

#endif
