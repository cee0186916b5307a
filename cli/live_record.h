/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session sends through its ring goes into one or two WAV files, written by a thread of its own: a disk that is
 * slow or full never reaches the sound.
 */
#ifndef QUELL_LIVE_RECORD_H
#define QUELL_LIVE_RECORD_H

#include "files/file_error.h"
#include "live/frame_ring.h"

/* How much sound may wait for the disk. */
#define LIVE_RECORD_SECONDS 20.0

typedef struct LiveRecord LiveRecord;

/* Creates the files, at least one of them (NULL or "" for none), and starts to write. The ring has `channels` of raw
 * sound, then as many of clean. NULL after filling *error; then there is no file either. */
LiveRecord *live_record_start(const char *raw, const char *clean, uint32_t sample_rate, uint32_t channels,
                              FrameRing *ring, FileError *error);
/* True when writing has failed since; *error then says why, once. */
int live_record_failed(LiveRecord *record, FileError *error);
/* True while there is something to write to. */
int live_record_running(LiveRecord *record);
/* Writes what is left and closes the files. NULL is allowed. Returns 0 after filling *error. */
int live_record_finish(LiveRecord *record, FileError *error);

#endif
