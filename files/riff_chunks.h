/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chunks of a WAV that do not describe the samples, byte by byte.
 */
#ifndef QUELL_RIFF_CHUNKS_H
#define QUELL_RIFF_CHUNKS_H

#include "pending_file.h"

/* Whether the open file is a WAV with samples. */
int riff_chunks_present(int descriptor, int64_t file_bytes);
/* Puts the source's chunks into the finished file. Returns 0 when its structure is not the expected one or a write has
 * failed. */
int riff_chunks_keep(int source, int64_t source_bytes, PendingFile *file);

#endif
