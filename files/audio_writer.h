/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes the processed sound of a file that is being read: same length, rate and channels, same container, sample
 * format and metadata unless the new name's ending asks for another container. The result appears under its name only
 * when it is complete. Functions return 0 after filling *error (which may be NULL). Different writers may be used from
 * different threads at once.
 */
#ifndef QUELL_AUDIO_WRITER_H
#define QUELL_AUDIO_WRITER_H

#include "audio_reader.h"

typedef struct AudioWriter AudioWriter;

/* The source must stay open until the writer is finished or abandoned. Refused: a format that cannot be written, a
 * missing or read-only folder, a place where anything but a regular file stands, the source itself under any name. */
int audio_writer_open(const char *path, AudioReader *source, AudioWriter **writer, FileError *error);
/* Interleaved frames, full scale +-1, finite. Integer formats of 16 bits or fewer are dithered where a value is not
 * already a step of the format; integers saturate. */
int audio_writer_write(AudioWriter *writer, const double *samples, int64_t frames, FileError *error);
/* How many samples of all channels lay outside an integer format's range so far. */
uint64_t audio_writer_clipped(const AudioWriter *writer);
/* Completes the file under its name; the writer is freed whatever the result, and on failure nothing is left behind. */
int audio_writer_finish(AudioWriter *writer, FileError *error);
/* Frees the writer and leaves no trace. NULL is allowed. */
void audio_writer_abandon(AudioWriter *writer);

#endif
