/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kept_tags.h"
#include "flac_blocks.h"
#include "id3_tags.h"
#include "ogg_comments.h"
#include "riff_chunks.h"

#include <sndfile.h>

TagStyle kept_tags_style(const AudioReader *source, int format) {
  int descriptor = audio_reader_descriptor(source);
  if (format != audio_reader_info(source)->format) return TAGS_NONE;
  switch (format & SF_FORMAT_TYPEMASK) {
  case SF_FORMAT_FLAC:
    return flac_blocks_present(descriptor) ? TAGS_FLAC : TAGS_NONE;
  case SF_FORMAT_OGG:
    return ogg_comments_present(descriptor) ? TAGS_OGG : TAGS_NONE;
  case SF_FORMAT_MPEG:
    return TAGS_MPEG;
  case SF_FORMAT_WAV:
  case SF_FORMAT_WAVEX:
    return riff_chunks_present(descriptor, audio_reader_layout(source)->file_bytes) ? TAGS_RIFF : TAGS_NONE;
  default:
    return TAGS_NONE;
  }
}

int64_t kept_tags_begin(TagStyle style, const AudioReader *source, PendingFile *file) {
  return style == TAGS_MPEG ? id3_tags_begin(audio_reader_descriptor(source), file) : 0;
}

int kept_tags_end(TagStyle style, const AudioReader *source, PendingFile *file) {
  int descriptor = audio_reader_descriptor(source);
  switch (style) {
  case TAGS_FLAC:
    return flac_blocks_keep(descriptor, file);
  case TAGS_OGG:
    return ogg_comments_keep(descriptor, file);
  case TAGS_MPEG:
    return id3_tags_end(descriptor, file);
  case TAGS_RIFF:
    return riff_chunks_keep(descriptor, audio_reader_layout(source)->file_bytes, file);
  default:
    return 1;
  }
}
