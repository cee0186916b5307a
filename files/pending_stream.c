/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pending_stream.h"

static sf_count_t stream_length(void *user) {
  const PendingStream *stream = user;
  int64_t length = pending_file_length(stream->file) - stream->start;
  return length > 0 ? length : 0;
}

static sf_count_t stream_seek(sf_count_t offset, int whence, void *user) {
  PendingStream *stream = user;
  if (whence == SEEK_CUR) offset += stream->position;
  if (whence == SEEK_END) offset += stream_length(user);
  if (offset < 0) return -1;
  return stream->position = offset;
}

static sf_count_t stream_read(void *bytes, sf_count_t count, void *user) {
  PendingStream *stream = user;
  int64_t got = pending_file_read(stream->file, stream->start + stream->position, bytes, (size_t)count);
  if (got > 0) stream->position += got;
  return got > 0 ? got : 0;
}

static sf_count_t stream_write(const void *bytes, sf_count_t count, void *user) {
  PendingStream *stream = user;
  if (!pending_file_write(stream->file, stream->start + stream->position, bytes, (size_t)count)) return 0;
  stream->position += count;
  return count;
}

static sf_count_t stream_tell(void *user) {
  return ((const PendingStream *)user)->position;
}

SNDFILE *pending_stream_open(PendingStream *stream, PendingFile *file, int64_t start, SF_INFO *info,
                             SoundTrouble *trouble) {
  static SF_VIRTUAL_IO access = {stream_length, stream_seek, stream_read, stream_write, stream_tell};
  *stream = (PendingStream){.file = file, .start = start};
  return sound_open_stream(&access, stream, SFM_WRITE, info, trouble);
}
