/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tags of compressed formats, byte by byte: libsndfile knows ten kinds of text and drops all else, so a file that keeps
 * its container gets the source's own bytes: FLAC's metadata blocks, the comment packet of Vorbis and Opus, the ID3
 * tags of MPEG.
 */
#ifndef QUELL_KEPT_TAGS_H
#define QUELL_KEPT_TAGS_H

#include "audio_reader.h"
#include "pending_file.h"

typedef enum { TAGS_NONE, TAGS_FLAC, TAGS_OGG, TAGS_MPEG, TAGS_RIFF } TagStyle;

/* How the tags of the source get into a file of `format`; TAGS_NONE where only libsndfile's own way is left. */
TagStyle kept_tags_style(const AudioReader *source, int format);
/* Writes what stands before the sound; libsndfile's part starts at the returned offset. */
int64_t kept_tags_begin(TagStyle style, const AudioReader *source, PendingFile *file);
/* Puts the tags into the file that libsndfile has completed. Returns 0 when its structure is not the expected one or a
 * write has failed. */
int kept_tags_end(TagStyle style, const AudioReader *source, PendingFile *file);

#endif
