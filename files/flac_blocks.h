/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The metadata blocks of a FLAC file, byte by byte.
 */
#ifndef QUELL_FLAC_BLOCKS_H
#define QUELL_FLAC_BLOCKS_H

#include "pending_file.h"

/* Whether the open file is FLAC with blocks that can be kept. */
int flac_blocks_present(int descriptor);
/* Puts the source's blocks into the finished file. Returns 0 when its structure is not the expected one or a write has
 * failed. */
int flac_blocks_keep(int source, PendingFile *file);

#endif
