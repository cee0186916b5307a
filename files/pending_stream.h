/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lets libsndfile write into a part of a pending file: from a given offset to the end.
 */
#ifndef QUELL_PENDING_STREAM_H
#define QUELL_PENDING_STREAM_H

#include "pending_file.h"
#include "sound_handle.h"

typedef struct {
  PendingFile *file;
  int64_t start;    /* offset in the file that libsndfile takes for its beginning */
  int64_t position; /* of libsndfile, from start on */
} PendingStream;

/* *stream must live until the result is closed. NULL when libsndfile refuses the format; then
 * *trouble says why. */
SNDFILE *pending_stream_open(PendingStream *stream, PendingFile *file, int64_t start, SF_INFO *info,
                             SoundTrouble *trouble);

#endif
