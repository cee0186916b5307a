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

/* One style each: flac_blocks.c, ogg_comments.c, id3_tags.c, riff_chunks.c. */
int flac_blocks_present(int descriptor);
int flac_blocks_keep(int source, PendingFile *file);
int ogg_comments_present(int descriptor);
int ogg_comments_keep(int source, PendingFile *file);
int64_t id3_tags_begin(int source, PendingFile *file);
int id3_tags_end(int source, PendingFile *file);
int riff_chunks_present(int descriptor, int64_t file_bytes);
int riff_chunks_keep(int source, int64_t source_bytes, PendingFile *file);

/* For all: `count` bytes at `offset` of an open file. Returns 0 when there are fewer. */
int read_exactly(int descriptor, int64_t offset, void *bytes, size_t count);
/* Length of an ID3v2 tag at the very beginning of a file; 0 when there is none. */
int64_t id3_length(int descriptor);

#endif
