/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_record.h"

#include "files/growing_wav.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Often enough that a killed program loses little. */
#define WRITE_INTERVAL_NS 100000000L

enum { RAW, CLEAN, SIDES };

struct LiveRecord {
  FrameRing *ring;
  uint32_t channels;
  GrowingWav *wavs[SIDES];
  float *side; /* what is written next, [side_frames][channels] */
  size_t side_frames;
  pthread_t thread;
  atomic_int stop, failed;
  int told;
  FileError error; /* the first; written by the thread before `failed` */
};

static const float *pick_side(LiveRecord *record, int which, const float *frames, size_t count) {
  const uint32_t width = 2 * record->channels;
  for (size_t i = 0; i < count; i++)
    memcpy(record->side + i * record->channels, frames + i * width + which * record->channels,
           record->channels * sizeof *frames);
  return record->side;
}

static void write_side(LiveRecord *record, int which, const float *frames, size_t count) {
  FileError error;
  if (!record->wavs[which] || record->failed) return;
  if (growing_wav_write(record->wavs[which], pick_side(record, which, frames, count), (int64_t)count, &error)) return;
  record->error = error;
  record->failed = 1;
}

static void write_waiting(LiveRecord *record) {
  size_t count;
  for (const float *frames; (frames = frame_ring_peek(record->ring, &count)), count > 0;) {
    if (count > record->side_frames) count = record->side_frames;
    write_side(record, RAW, frames, count);
    write_side(record, CLEAN, frames, count);
    frame_ring_drop(record->ring, count);
  }
}

static void close_all(LiveRecord *record) {
  FileError error;
  for (int which = 0; which < SIDES; which++) {
    if (!growing_wav_close(record->wavs[which], &error) && !record->failed) {
      record->error = error;
      record->failed = 1;
    }
    record->wavs[which] = NULL;
  }
}

/* A failure closes the files at once; the ring is emptied all the same. */
static void *write_on(void *context) {
  LiveRecord *record = context;
  const struct timespec pause = {0, WRITE_INTERVAL_NS};
  while (!record->stop) {
    write_waiting(record);
    if (record->failed) close_all(record);
    nanosleep(&pause, NULL);
  }
  write_waiting(record);
  close_all(record);
  return NULL;
}

static int open_side(LiveRecord *record, int which, const char *path, uint32_t sample_rate, FileError *error) {
  if (!path || !*path) return 1;
  return growing_wav_open(path, sample_rate, record->channels, &record->wavs[which], error);
}

LiveRecord *live_record_start(const char *raw, const char *clean, uint32_t sample_rate, uint32_t channels,
                              FrameRing *ring, FileError *error) {
  LiveRecord *record = calloc(1, sizeof *record);
  if (!record) {
    file_error(error, "out of memory");
    return NULL;
  }
  record->ring = ring;
  record->channels = channels;
  record->side_frames = sample_rate;
  record->side = calloc(record->side_frames * channels, sizeof *record->side);
  if (!record->side)
    file_error(error, "out of memory");
  else if (open_side(record, RAW, raw, sample_rate, error) && open_side(record, CLEAN, clean, sample_rate, error)) {
    if (pthread_create(&record->thread, NULL, write_on, record) == 0) return record;
    file_error(error, "no thread can be started to record");
  }
  for (int which = 0; which < SIDES; which++)
    growing_wav_discard(record->wavs[which]);
  free(record->side);
  free(record);
  return NULL;
}

int live_record_failed(LiveRecord *record, FileError *error) {
  if (!record || record->told || !record->failed) return 0;
  record->told = 1;
  *error = record->error;
  return 1;
}

int live_record_running(LiveRecord *record) {
  return record && !record->failed;
}

int live_record_finish(LiveRecord *record, FileError *error) {
  if (!record) return 1;
  record->stop = 1;
  pthread_join(record->thread, NULL);
  const int good = !record->failed;
  if (!good) *error = record->error;
  free(record->side);
  free(record);
  return good;
}
