/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "audio_writer.h"
#include "encoder_rate.h"
#include "kept_tags.h"
#include "metadata.h"
#include "pending_stream.h"
#include "plain_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

struct AudioWriter {
  AudioReader *source;
  char *path;
  int format;
  int plain; /* only the samples are new: see plain_copy.h */
  PlainCopy copy;
  TagStyle tags; /* how the metadata of a file that keeps its coding is copied */
  PendingFile *file;
  PendingStream stream;
  SNDFILE *handle;
  SampleOutput output;
  Metadata *metadata;
};

static int is_same_file(const char *path, const AudioInfo *info) {
  struct stat status;
  return stat(path, &status) == 0 && status.st_dev == info->device && status.st_ino == info->inode;
}

/* What must be settled before the first sample. Returns 0 without memory. */
static int prepare_handle(AudioWriter *writer) {
  const AudioInfo *info = audio_reader_info(writer->source);
  if (writer->plain) return 1;
  encoder_rate_match(writer->source, writer->handle, writer->format);
  if (writer->tags != TAGS_NONE) return 1;
  writer->metadata = metadata_carry(audio_reader_handle(writer->source), info->format, writer->handle, writer->format);
  return writer->metadata != NULL;
}

static int open_handle(AudioWriter *writer, FileError *error) {
  const AudioInfo *info = audio_reader_info(writer->source);
  SF_INFO output = {.samplerate = (int)info->sample_rate, .channels = (int)info->channels, .format = writer->format};
  int64_t start = 0;
  writer->plain = plain_copy_applies(&writer->copy, writer->source, writer->format);
  if (writer->plain) {
    output.format = writer->copy.raw_format;
    start = plain_copy_begin(&writer->copy, writer->source, writer->file);
  } else {
    writer->tags = kept_tags_style(writer->source, writer->format);
    start = kept_tags_begin(writer->tags, writer->source, writer->file);
  }
  SoundTrouble trouble;
  writer->handle = pending_stream_open(&writer->stream, writer->file, start, &output, &trouble);
  if (!writer->handle) {
    int reason = pending_file_failure(writer->file);
    return file_error(error, "cannot write %s: %s", writer->path, reason ? strerror(reason) : trouble.text);
  }
  if (!prepare_handle(writer) || !sample_output_init(&writer->output, writer->handle, writer->format, info->channels)) {
    return file_error(error, "not enough memory to write %s", writer->path);
  }
  return 1;
}

/* libsndfile collects ALAC in a temporary file of its own and overruns its buffers when that cannot grow. */
static int check_room_for_alac(const AudioWriter *writer, FileError *error) {
  const AudioInfo *info = audio_reader_info(writer->source);
  int subtype = writer->format & SF_FORMAT_SUBMASK;
  struct statvfs status;
  if (subtype < SF_FORMAT_ALAC_16 || subtype > SF_FORMAT_ALAC_32 || statvfs(P_tmpdir, &status) != 0) return 1;
  double needed = (double)info->frames * info->channels * sizeof(int) + (1 << 20);
  if ((double)status.f_bavail * (double)status.f_frsize > needed) return 1;
  return file_error(error, "cannot write %s: there is not enough room in %s, where ALAC is collected", writer->path,
                    P_tmpdir);
}

static int open_writer(AudioWriter *writer, FileError *error) {
  const AudioInfo *info = audio_reader_info(writer->source);
  if (!writer->path) return file_error(error, "not enough memory to write a file");
  if (is_same_file(writer->path, info)) {
    return file_error(error, "%s is the input itself: name another output", writer->path);
  }
  return choose_format(audio_reader_path(writer->source), info->format, info->sample_rate, info->channels, info->frames,
                       writer->path, &writer->format, error) &&
         check_room_for_alac(writer, error) && pending_file_open(writer->path, &writer->file, error) &&
         open_handle(writer, error);
}

int audio_writer_open(const char *path, AudioReader *source, AudioWriter **result, FileError *error) {
  *result = NULL;
  AudioWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return file_error(error, "not enough memory to write %s", path);
  writer->source = source;
  writer->path = strdup(path);
  if (!open_writer(writer, error)) {
    audio_writer_abandon(writer);
    return 0;
  }
  *result = writer;
  return 1;
}

static int explain_failure(const AudioWriter *writer, const char *otherwise, FileError *error) {
  int reason = pending_file_failure(writer->file);
  char text[256];
  sound_trouble_text(reason ? strerror(reason) : otherwise, text, sizeof text);
  return file_error(error, "cannot write %s: %s", writer->path, text);
}

int audio_writer_write(AudioWriter *writer, const double *samples, int64_t frames, FileError *error) {
  if (sample_output_write(&writer->output, samples, frames) && !pending_file_failure(writer->file)) return 1;
  return explain_failure(writer, sf_strerror(writer->handle), error);
}

uint64_t audio_writer_clipped(const AudioWriter *writer) {
  return writer->output.clipped;
}

static void release(AudioWriter *writer) {
  if (writer->handle) sf_close(writer->handle);
  pending_file_abandon(writer->file);
  metadata_free(writer->metadata);
  sample_output_clear(&writer->output);
  free(writer->path);
  free(writer);
}

static int complete(AudioWriter *writer, FileError *error) {
  int problem = sf_close(writer->handle);
  writer->handle = NULL;
  if (problem) return explain_failure(writer, sf_error_number(problem), error);
  if (writer->plain) {
    if (writer->output.frames != audio_reader_info(writer->source)->frames) {
      return explain_failure(writer, "its length differs from the input's", error);
    }
    plain_copy_end(&writer->copy, writer->source, writer->file, &writer->output);
  } else if (!kept_tags_end(writer->tags, writer->source, writer->file)) {
    return explain_failure(writer, "its metadata cannot be copied", error);
  }
  PendingFile *file = writer->file;
  writer->file = NULL;
  return pending_file_finish(file, error);
}

int audio_writer_finish(AudioWriter *writer, FileError *error) {
  int done = complete(writer, error);
  release(writer);
  return done;
}

void audio_writer_abandon(AudioWriter *writer) {
  if (writer) release(writer);
}
