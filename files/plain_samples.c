/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "plain_samples.h"
#include "sound_format.h"

#include <errno.h>
#include <unistd.h>

static int endianness(const ChunkLayout *layout, int format) {
  int stated = format & SF_FORMAT_ENDMASK;
  if (layout->kind == LAYOUT_AIFF || layout->kind == LAYOUT_CAF) {
    return stated == SF_ENDIAN_LITTLE ? SF_ENDIAN_LITTLE : SF_ENDIAN_BIG;
  }
  return layout->big_endian ? SF_ENDIAN_BIG : SF_ENDIAN_LITTLE;
}

int plain_samples_describe(const ChunkLayout *layout, int format, int channels, PlainSamples *samples) {
  const SampleFormat *sample = sample_format(format);
  samples->frame_bytes = (int64_t)sample->plain_bytes * channels;
  if (layout->kind == LAYOUT_NONE || samples->frame_bytes <= 0) return 0;
  samples->raw_format = SF_FORMAT_RAW | sample->subtype | endianness(layout, format);
  samples->frames = layout->data_bytes / samples->frame_bytes;
  return 1;
}

static sf_count_t stream_length(void *user) {
  return ((const PlainStream *)user)->bytes;
}

static sf_count_t stream_seek(sf_count_t offset, int whence, void *user) {
  PlainStream *stream = user;
  if (whence == SEEK_CUR) offset += stream->position;
  if (whence == SEEK_END) offset += stream->bytes;
  if (offset < 0) return -1;
  return stream->position = offset;
}

static sf_count_t stream_read(void *bytes, sf_count_t count, void *user) {
  PlainStream *stream = user;
  sf_count_t done = 0;
  if (count > stream->bytes - stream->position) count = stream->bytes - stream->position;
  while (done < count) {
    ssize_t got =
        pread(stream->descriptor, (char *)bytes + done, (size_t)(count - done), stream->start + stream->position);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += got;
    stream->position += got;
  }
  return done;
}

static sf_count_t stream_write(const void *bytes, sf_count_t count, void *user) {
  (void)bytes, (void)count, (void)user;
  return 0;
}

static sf_count_t stream_tell(void *user) {
  return ((const PlainStream *)user)->position;
}

SNDFILE *plain_samples_open(PlainStream *stream, int descriptor, const ChunkLayout *layout, const PlainSamples *samples,
                            SF_INFO *info, SoundTrouble *trouble) {
  static SF_VIRTUAL_IO access = {stream_length, stream_seek, stream_read, stream_write, stream_tell};
  *stream = (PlainStream){descriptor, layout->data_offset, samples->frames * samples->frame_bytes, 0};
  info->format = samples->raw_format;
  return sound_open_stream(&access, stream, SFM_READ, info, trouble);
}
