/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sound_format.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const SampleFormat sample_formats[] = {
    {SF_FORMAT_PCM_S8, SAMPLES_INTEGER, 8, 1},
    {SF_FORMAT_PCM_U8, SAMPLES_INTEGER, 8, 1},
    {SF_FORMAT_DPCM_8, SAMPLES_INTEGER, 8, 0},
    {SF_FORMAT_DWVW_12, SAMPLES_INTEGER, 12, 0},
    {SF_FORMAT_PCM_16, SAMPLES_INTEGER, 16, 2},
    {SF_FORMAT_ALAC_16, SAMPLES_INTEGER, 16, 0},
    {SF_FORMAT_DWVW_16, SAMPLES_INTEGER, 16, 0},
    {SF_FORMAT_DPCM_16, SAMPLES_INTEGER, 16, 0},
    {SF_FORMAT_ALAC_20, SAMPLES_INTEGER, 20, 0},
    {SF_FORMAT_PCM_24, SAMPLES_INTEGER, 24, 3},
    {SF_FORMAT_ALAC_24, SAMPLES_INTEGER, 24, 0},
    {SF_FORMAT_DWVW_24, SAMPLES_INTEGER, 24, 0},
    {SF_FORMAT_PCM_32, SAMPLES_INTEGER, 32, 4},
    {SF_FORMAT_ALAC_32, SAMPLES_INTEGER, 32, 0},
    {SF_FORMAT_FLOAT, SAMPLES_FLOAT, 24, 4},
    {SF_FORMAT_DOUBLE, SAMPLES_DOUBLE, 53, 8},
    {SF_FORMAT_ULAW, SAMPLES_COMPANDED, 16, 1},
    {SF_FORMAT_ALAW, SAMPLES_COMPANDED, 16, 1},
    {SF_FORMAT_VORBIS, SAMPLES_PERCEPTUAL, 24, 0},
    {SF_FORMAT_OPUS, SAMPLES_PERCEPTUAL, 24, 0},
    {SF_FORMAT_MPEG_LAYER_I, SAMPLES_PERCEPTUAL, 24, 0},
    {SF_FORMAT_MPEG_LAYER_II, SAMPLES_PERCEPTUAL, 24, 0},
    {SF_FORMAT_MPEG_LAYER_III, SAMPLES_PERCEPTUAL, 24, 0},
};
#define SAMPLE_FORMATS (sizeof sample_formats / sizeof sample_formats[0])

/* The first line of an ending is what a new file of that name becomes; further containers that use it stand below. */
static const struct {
  const char *ending;
  int container;
} endings[] = {
    {"wav", SF_FORMAT_WAV},   {"wav", SF_FORMAT_WAVEX}, {"wav", SF_FORMAT_RF64},  {"bwf", SF_FORMAT_WAV},
    {"bwf", SF_FORMAT_WAVEX}, {"bwf", SF_FORMAT_RF64},  {"wave", SF_FORMAT_WAV},  {"wave", SF_FORMAT_WAVEX},
    {"rf64", SF_FORMAT_RF64}, {"w64", SF_FORMAT_W64},   {"aiff", SF_FORMAT_AIFF}, {"aif", SF_FORMAT_AIFF},
    {"aifc", SF_FORMAT_AIFF}, {"au", SF_FORMAT_AU},     {"snd", SF_FORMAT_AU},    {"caf", SF_FORMAT_CAF},
    {"flac", SF_FORMAT_FLAC}, {"ogg", SF_FORMAT_OGG},   {"oga", SF_FORMAT_OGG},   {"opus", SF_FORMAT_OGG},
    {"mp3", SF_FORMAT_MPEG},  {"voc", SF_FORMAT_VOC},   {"sf", SF_FORMAT_IRCAM},  {"ircam", SF_FORMAT_IRCAM},
    {"paf", SF_FORMAT_PAF},   {"pvf", SF_FORMAT_PVF},   {"nist", SF_FORMAT_NIST}, {"sph", SF_FORMAT_NIST},
    {"svx", SF_FORMAT_SVX},   {"8svx", SF_FORMAT_SVX},  {"iff", SF_FORMAT_SVX},   {"avr", SF_FORMAT_AVR},
    {"mat", SF_FORMAT_MAT5},  {"mat", SF_FORMAT_MAT4},  {"htk", SF_FORMAT_HTK},   {"sds", SF_FORMAT_SDS},
    {"wve", SF_FORMAT_WVE},   {"xi", SF_FORMAT_XI},     {"sd2", SF_FORMAT_SD2},   {"mpc", SF_FORMAT_MPC2K},
    {"mp2", SF_FORMAT_MPEG},  {"mp1", SF_FORMAT_MPEG},  {"gsm", SF_FORMAT_RAW},   {"vox", SF_FORMAT_RAW},
};
#define ENDINGS (sizeof endings / sizeof endings[0])

const SampleFormat *sample_format(int format) {
  static const SampleFormat other = {0, SAMPLES_COMPANDED, 16, 0};
  for (size_t i = 0; i < SAMPLE_FORMATS; i++) {
    if (sample_formats[i].subtype == (format & SF_FORMAT_SUBMASK)) return &sample_formats[i];
  }
  return &other;
}

static const char *ending_of(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash ? slash + 1 : path, '.');
  return dot ? dot + 1 : "";
}

int has_sound_extension(const char *path) {
  static const char *const common[] = {"wav", "wave", "bwf",  "rf64", "w64", "aif",  "aiff", "aifc",
                                       "caf", "au",   "flac", "ogg",  "oga", "opus", "mp3"};
  for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
    if (strcasecmp(common[i], ending_of(path)) == 0) return 1;
  }
  return 0;
}

/* The input's own container when the ending suits it or says nothing, else the one that the ending asks for. */
static int choose_container(const char *input_path, int input_format, const char *path) {
  int own = input_format & SF_FORMAT_TYPEMASK, asked = 0;
  const char *ending = ending_of(path);
  int opus = (input_format & SF_FORMAT_SUBMASK) == SF_FORMAT_OPUS;
  if (strcasecmp(ending, ending_of(input_path)) == 0) return own;
  if (own == SF_FORMAT_OGG && strcasecmp(ending, "opus") == 0 && !opus) return 0;
  for (size_t i = 0; i < ENDINGS; i++) {
    if (strcasecmp(endings[i].ending, ending) != 0) continue;
    if (endings[i].container == own) return own;
    if (!asked) asked = endings[i].container;
  }
  return asked ? asked : own;
}

static int mpeg_has_rate(uint32_t sample_rate) {
  static const uint32_t rates[] = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
  for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
    if (rates[i] == sample_rate) return 1;
  }
  return 0;
}

/* libsndfile's own check lets the older layers of MPEG pass, though it can only encode the third, and rates that the
 * formats have not. */
static int can_write(int format, uint32_t sample_rate, uint32_t channels) {
  int subtype = format & SF_FORMAT_SUBMASK;
  if (subtype == SF_FORMAT_MPEG_LAYER_I || subtype == SF_FORMAT_MPEG_LAYER_II) return 0;
  if (subtype == SF_FORMAT_MPEG_LAYER_III && !mpeg_has_rate(sample_rate)) return 0;
  if (subtype == SF_FORMAT_OPUS && 48000 % sample_rate != 0) return 0;
  SF_INFO info = {.samplerate = (int)sample_rate, .channels = (int)channels, .format = format};
  return sf_format_check(&info);
}

/* How badly a sample format stands in for another; lower is better. */
static int distance(const SampleFormat *from, const SampleFormat *to) {
  if (from->subtype == to->subtype) return 0;
  int coarser = to->bits < from->bits;
  int other_kind = to->kind != from->kind;
  if (to->kind == SAMPLES_COMPANDED) return 4000; /* never a telephone's code for what was none */
  if (to->kind == SAMPLES_PERCEPTUAL) return 3000;
  if (to->plain_bytes == 0) other_kind = 1;
  if (from->kind == SAMPLES_PERCEPTUAL) other_kind = to->kind != SAMPLES_FLOAT; /* decoders give float */
  return coarser * 1000 + other_kind * 100 + abs(to->bits - from->bits);
}

static int choose_subtype(int container, const SampleFormat *from, uint32_t sample_rate, uint32_t channels) {
  int best = 0, best_distance = 4000;
  for (size_t i = 0; i < SAMPLE_FORMATS; i++) {
    const SampleFormat *to = &sample_formats[i];
    if (distance(from, to) >= best_distance || !can_write(container | to->subtype, sample_rate, channels)) continue;
    best = to->subtype;
    best_distance = distance(from, to);
  }
  return best;
}

static const char *name_of(int format, char *text, size_t size) {
  SF_FORMAT_INFO info = {.format = format & SF_FORMAT_SUBMASK};
  if (sf_command(NULL, SFC_GET_FORMAT_INFO, &info, sizeof info) != 0 || !info.name) return "an unknown format";
  strncpy(text, info.name, size - 1);
  text[size - 1] = 0;
  return text;
}

static int too_long_for_wav(int format, int64_t frames, uint32_t channels) {
  const double limit = 0xFFFFFFFF - (16 << 20); /* room for metadata */
  return (double)frames * channels * sample_format(format)->plain_bytes > limit;
}

int choose_format(const char *input_path, int input_format, uint32_t sample_rate, uint32_t channels, int64_t frames,
                  const char *path, int *format, FileError *error) {
  const SampleFormat *from = sample_format(input_format);
  int container = choose_container(input_path, input_format, path);
  if (container == (input_format & SF_FORMAT_TYPEMASK)) {
    char name[64];
    if (can_write(input_format, sample_rate, channels)) return *format = input_format, 1;
    return file_error(error, "%s is stored as %s, which can be read but not written: let the output's name end in .wav",
                      input_path, name_of(input_format, name, sizeof name));
  }
  int subtype = 0;
  if (strcasecmp(ending_of(path), "opus") == 0) {
    container = SF_FORMAT_OGG;
    if (can_write(container | SF_FORMAT_OPUS, sample_rate, channels)) subtype = SF_FORMAT_OPUS;
  } else {
    if (container == SF_FORMAT_WAV && channels > 2) container = SF_FORMAT_WAVEX;
    subtype = choose_subtype(container, from, sample_rate, channels);
  }
  if (!subtype) {
    return file_error(error, "%s cannot be written: its format does not allow %u Hz with %u channels; name a .wav file",
                      path, sample_rate, channels);
  }
  if (too_long_for_wav(subtype, frames, channels) && (container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX)) {
    container = SF_FORMAT_RF64;
  }
  *format = container | subtype;
  return 1;
}
