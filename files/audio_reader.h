/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads sound files of every kind that libsndfile knows, a block at a time. Samples have full scale +-1 whatever the
 * file stores; "frames" counts samples of one channel. Functions that can fail return 0 after filling *error (which may
 * be NULL). Different readers may be used from different threads at once.
 */
#ifndef QUELL_AUDIO_READER_H
#define QUELL_AUDIO_READER_H

#include "chunk_layout.h"
#include "file_error.h"

#include <stdint.h>
#include <sys/types.h>

typedef struct AudioReader AudioReader;

typedef struct {
  uint32_t sample_rate; /* Hz */
  uint32_t channels;
  int64_t frames; /* as the header says; exact for all but MPEG and Ogg, where reading to the end tells */
  int format;     /* libsndfile's SF_FORMAT_ container, subtype and endianness */
  dev_t device;   /* these two tell whether two names are one file */
  ino_t inode;
} AudioInfo;

/* Opens and checks the file. Refused: what is missing, unreadable, no regular file, empty, no sound, without samples,
 * or shorter than its header promises. */
int audio_reader_open(const char *path, AudioReader **reader, FileError *error);
/* NULL is allowed. */
void audio_reader_close(AudioReader *reader);

const AudioInfo *audio_reader_info(const AudioReader *reader);
const char *audio_reader_path(const AudioReader *reader);

/* Reads up to `frames` interleaved frames; each value is what the file holds, without rounding. Samples that are not
 * finite as float are read as zero and counted. Returns the frames read, less than asked for only at the end, or -1
 * after an error. */
int64_t audio_reader_read(AudioReader *reader, double *samples, int64_t frames, FileError *error);
/* Goes to a frame, 0..frames. */
int audio_reader_seek(AudioReader *reader, int64_t frame, FileError *error);
/* How many samples of all channels were not finite so far. */
uint64_t audio_reader_not_finite(const AudioReader *reader);

/* For the writer: where the file keeps its samples, libsndfile's handle (not to be read from) and an open
 * descriptor. All stay the reader's.
 */
const ChunkLayout *audio_reader_layout(const AudioReader *reader);
struct sf_private_tag *audio_reader_handle(AudioReader *reader);
int audio_reader_descriptor(const AudioReader *reader);

#endif
