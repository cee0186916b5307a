/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "plain_copy.h"
#include "plain_samples.h"

#include <string.h>

#define RIFF_HEADER_BYTES 12
#define DS64_BYTES 36
#define RIFF_BYTES_MAX 0xFFFFFFFF
#define PEAK_ENTRY_BYTES_MAX 12

static void put_number(unsigned char *bytes, uint64_t value, int count, int big_endian) {
  for (int i = 0; i < count; i++)
    bytes[big_endian ? count - 1 - i : i] = (unsigned char)(value >> 8 * i);
}

static int wav_becomes_rf64(int from, int to) {
  int container = from & SF_FORMAT_TYPEMASK;
  return (container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX) &&
         to == (SF_FORMAT_RF64 | (from & SF_FORMAT_SUBMASK));
}

int plain_copy_applies(PlainCopy *copy, const AudioReader *source, int format) {
  const AudioInfo *info = audio_reader_info(source);
  const ChunkLayout *layout = audio_reader_layout(source);
  PlainSamples samples;
  *copy = (PlainCopy){.layout = layout};
  if (!plain_samples_describe(layout, info->format, (int)info->channels, &samples)) return 0;
  /* Where the two readings of the header differ, the samples are packed in a way that is not known here. */
  if (samples.frames != info->frames) return 0;
  copy->payload_bytes = samples.frames * samples.frame_bytes;
  copy->raw_format = samples.raw_format;
  int little_riff = layout->kind == LAYOUT_RIFF && !layout->big_endian;
  copy->to_rf64 = little_riff && (wav_becomes_rf64(info->format, format) || layout->file_bytes - 8 > RIFF_BYTES_MAX);
  if (copy->to_rf64) copy->shift = DS64_BYTES;
  return copy->to_rf64 || format == info->format;
}

static void write_rf64_header(const PlainCopy *copy, const AudioReader *source, PendingFile *file) {
  unsigned char header[RIFF_HEADER_BYTES + DS64_BYTES] = {0};
  memcpy(header, "RF64\xFF\xFF\xFF\xFFWAVEds64", 16);
  put_number(header + 16, DS64_BYTES - 8, 4, 0);
  put_number(header + 20, (uint64_t)(copy->layout->file_bytes + copy->shift - 8), 8, 0);
  put_number(header + 28, (uint64_t)copy->layout->data_bytes, 8, 0);
  put_number(header + 36, (uint64_t)audio_reader_info(source)->frames, 8, 0);
  pending_file_write(file, 0, header, sizeof header);
  pending_file_copy(file, audio_reader_descriptor(source), RIFF_HEADER_BYTES, sizeof header,
                    copy->layout->data_offset - RIFF_HEADER_BYTES);
  pending_file_write(file, copy->layout->data_offset + copy->shift - 4, "\xFF\xFF\xFF\xFF", 4);
}

int64_t plain_copy_begin(const PlainCopy *copy, const AudioReader *source, PendingFile *file) {
  const ChunkLayout *layout = copy->layout;
  if (copy->to_rf64) {
    write_rf64_header(copy, source, file);
  } else {
    pending_file_copy(file, audio_reader_descriptor(source), 0, 0, layout->data_offset);
  }
  if (layout->kind == LAYOUT_RIFF && layout->open_ended && !copy->to_rf64) {
    unsigned char size[4];
    put_number(size, (uint64_t)layout->file_bytes - 8, 4, layout->big_endian);
    pending_file_write(file, 4, size, 4);
    put_number(size, (uint64_t)layout->data_bytes, 4, layout->big_endian);
    pending_file_write(file, layout->data_offset - 4, size, 4);
  }
  return layout->data_offset + copy->shift;
}

/* The chunk starts with four bytes (CAF) or eight; then a float and a position for each channel. */
static void update_peaks(const PlainCopy *copy, PendingFile *file, const SampleOutput *output) {
  const ChunkLayout *layout = copy->layout;
  int caf = layout->kind == LAYOUT_CAF;
  int64_t head = caf ? 4 : 8, entry_bytes = caf ? 12 : 8;
  if (layout->peak_offset == 0 || layout->peak_bytes != head + entry_bytes * output->channels) return;
  for (uint32_t c = 0; c < output->channels; c++) {
    unsigned char entry[PEAK_ENTRY_BYTES_MAX];
    uint32_t bits;
    memcpy(&bits, &output->peaks[c], 4);
    put_number(entry, bits, 4, layout->big_endian);
    put_number(entry + 4, (uint64_t)output->peak_positions[c], (int)entry_bytes - 4, layout->big_endian);
    pending_file_write(file, layout->peak_offset + copy->shift + head + c * entry_bytes, entry, (size_t)entry_bytes);
  }
}

void plain_copy_end(const PlainCopy *copy, const AudioReader *source, PendingFile *file, const SampleOutput *output) {
  int64_t end = copy->layout->data_offset + copy->payload_bytes;
  pending_file_copy(file, audio_reader_descriptor(source), end, end + copy->shift, copy->layout->file_bytes - end);
  update_peaks(copy, file, output);
}
