/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a chunked sound file keeps its samples: WAV, RF64, W64, AIFF, CAF and AU. All that stands before and after them
 * is header and metadata, which the writer copies byte by byte. Nothing that a header claims is believed past the end
 * of the file.
 */
#ifndef QUELL_CHUNK_LAYOUT_H
#define QUELL_CHUNK_LAYOUT_H

#include "file_error.h"

#include <stdint.h>

typedef enum { LAYOUT_NONE, LAYOUT_RIFF, LAYOUT_RF64, LAYOUT_W64, LAYOUT_AIFF, LAYOUT_CAF, LAYOUT_AU } LayoutKind;

typedef struct {
  LayoutKind kind; /* LAYOUT_NONE: another kind of file, or no samples found */
  int big_endian;  /* of the sizes in the header */
  int64_t file_bytes;
  int64_t data_offset;   /* first byte of the samples */
  int64_t data_bytes;    /* held by the file */
  int64_t data_promised; /* as the header says; equal to data_bytes when the length was left open */
  int open_ended;        /* the length was left open, as by a program that wrote to a pipe */
  int64_t peak_offset;   /* body of the chunk that holds each channel's peak; 0 for none */
  int64_t peak_bytes;
} ChunkLayout;

/* Reads the chunk headers of an open file; its position does not matter and stays. Returns 0 only when reading fails.
 */
int chunk_layout_read(int descriptor, ChunkLayout *layout, FileError *error);

#endif
