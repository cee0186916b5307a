/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "encoder_rate.h"
#include "sound_format.h"

#include <math.h>
#include <sndfile.h>

/* Enough for speech and music to pass as unchanged; used when the source itself was not compressed. */
#define GENEROUS_BITS_PER_CHANNEL 96e3

static double clamp(double value, double low, double high) {
  return fmin(fmax(value, low), high);
}

static double bits_per_second(const AudioReader *source) {
  const AudioInfo *info = audio_reader_info(source);
  double generous = GENEROUS_BITS_PER_CHANNEL * info->channels;
  if (sample_format(info->format)->kind != SAMPLES_PERCEPTUAL || info->frames <= 0) return generous;
  return 8.0 * (double)audio_reader_layout(source)->file_bytes * info->sample_rate / (double)info->frames;
}

/* libvorbis' nominal rates for one channel at 44.1 kHz and up, at qualities 0, 0.1 ... 1. */
static double vorbis_quality(double bits_per_channel) {
  static const double rates[] = {32e3, 40e3, 48e3, 56e3, 64e3, 80e3, 96e3, 112e3, 128e3, 160e3, 250e3};
  int step = 0;
  while (step < 9 && bits_per_channel > rates[step + 1])
    step++;
  double part = (bits_per_channel - rates[step]) / (rates[step + 1] - rates[step]);
  return clamp((step + part) / 10, 0, 1);
}

/* libsndfile maps 1..0 to the lowest .. highest constant rate that MPEG allows at a sample rate. */
static double mpeg_compression(double bits, uint32_t sample_rate) {
  double low = sample_rate >= 32000 ? 32e3 : 8e3;
  double high = sample_rate >= 32000 ? 320e3 : sample_rate >= 16000 ? 160e3 : 64e3;
  return clamp((high - bits) / (high - low), 0, 1);
}

void encoder_rate_match(AudioReader *source, SNDFILE *handle, int format) {
  const AudioInfo *info = audio_reader_info(source);
  double bits = bits_per_second(source), value;
  int mode = SF_BITRATE_MODE_CONSTANT;
  switch (format & SF_FORMAT_SUBMASK) {
  case SF_FORMAT_VORBIS:
    value = vorbis_quality(bits / info->channels * fmax(1, 44100.0 / info->sample_rate));
    sf_command(handle, SFC_SET_VBR_ENCODING_QUALITY, &value, sizeof value);
    break;
  case SF_FORMAT_OPUS:
    /* 1..0 stands for 6..256 kbit/s a channel. */
    value = clamp((256e3 - bits / info->channels) / 250e3, 0, 1);
    sf_command(handle, SFC_SET_COMPRESSION_LEVEL, &value, sizeof value);
    break;
  case SF_FORMAT_MPEG_LAYER_III:
    value = mpeg_compression(bits, info->sample_rate);
    sf_command(handle, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    sf_command(handle, SFC_SET_COMPRESSION_LEVEL, &value, sizeof value);
    break;
  default:
    break;
  }
}
