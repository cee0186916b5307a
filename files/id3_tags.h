/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ID3 and APE tags around an MPEG stream, byte by byte.
 */
#ifndef QUELL_ID3_TAGS_H
#define QUELL_ID3_TAGS_H

#include "pending_file.h"

/* Length of an ID3v2 tag at the very beginning of a file; 0 when there is none. */
int64_t id3_length(int descriptor);
/* Writes the tag in front; the stream starts at the returned offset. */
int64_t id3_tags_begin(int source, PendingFile *file);
/* Writes the tags behind the finished stream. Returns 0 when a write has failed. */
int id3_tags_end(int source, PendingFile *file);

#endif
