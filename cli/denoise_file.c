/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "denoise_file.h"
#include "files/audio_writer.h"
#include "files/sound_format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HOPS_PER_SECOND 100
#define HOPS_PER_PROGRESS 10
#define VOICE_THRESHOLD 0.5f

typedef struct {
  const DenoiseSettings *settings;
  AudioReader *reader;
  AudioWriter *writer;
  QuellDenoiser *denoiser;
  uint32_t channels, latency, hop;
  double *sound; /* [latency + hop][channels] as read: what the engine gives out belongs to its first frames */
  float *input[QUELL_CHANNELS_MAX], *output[QUELL_CHANNELS_MAX]; /* [hop] each, in `planes` */
  float *planes;
  int64_t read, processed, written; /* frames */
  double input_squares, output_squares;
  int64_t hops, voiced;
} Run;

static int check_limits(const AudioReader *reader, FileError *error) {
  const AudioInfo *info = audio_reader_info(reader);
  const char *path = audio_reader_path(reader);
  if (info->sample_rate < QUELL_SAMPLE_RATE_MIN || info->sample_rate > QUELL_SAMPLE_RATE_MAX) {
    return file_error(error, "%s has a sample rate of %u Hz: only %d to %d Hz can be denoised, convert it first", path,
                      info->sample_rate, QUELL_SAMPLE_RATE_MIN, QUELL_SAMPLE_RATE_MAX);
  }
  if (info->channels > QUELL_CHANNELS_MAX) {
    return file_error(error, "%s has %u channels: at most %d can be denoised together, split it first", path,
                      info->channels, QUELL_CHANNELS_MAX);
  }
  return 1;
}

static int create_denoiser(Run *run, FileError *error) {
  const AudioInfo *info = audio_reader_info(run->reader);
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = info->sample_rate;
  config.channels = info->channels;
  QuellStatus status = quell_denoiser_create(run->settings->model, &config, &run->denoiser);
  for (int i = 0; i < QUELL_PARAMETER_COUNT && status == QUELL_OK; i++)
    if (i != QUELL_RESIDUAL) /* made in combine() */
      status = quell_denoiser_set(run->denoiser, (QuellParameter)i, run->settings->controls[i]);
  if (status == QUELL_OK) status = quell_denoiser_set_profile(run->denoiser, run->settings->profile);
  if (status != QUELL_OK) {
    return file_error(error, "%s cannot be denoised: %s", audio_reader_path(run->reader), quell_status_text(status));
  }
  quell_denoiser_reset(run->denoiser); /* the settings hold from the first sample on */
  run->latency = quell_denoiser_latency(run->denoiser);
  return 1;
}

static int allocate(Run *run, FileError *error) {
  const AudioInfo *info = audio_reader_info(run->reader);
  run->channels = info->channels;
  run->hop = info->sample_rate / HOPS_PER_SECOND;
  run->sound = calloc((size_t)(run->latency + run->hop) * run->channels, sizeof *run->sound);
  run->planes = calloc((size_t)2 * run->hop * run->channels, sizeof *run->planes);
  if (!run->sound || !run->planes) return file_error(error, "not enough memory for %s", audio_reader_path(run->reader));
  for (uint32_t c = 0; c < run->channels; c++) {
    run->input[c] = run->planes + (size_t)2 * c * run->hop;
    run->output[c] = run->input[c] + run->hop;
  }
  return 1;
}

static void process_hop(Run *run, const double *fresh) {
  for (uint32_t c = 0; c < run->channels; c++) {
    for (uint32_t i = 0; i < run->hop; i++)
      run->input[c][i] = (float)fresh[i * run->channels + c];
  }
  quell_denoiser_process(run->denoiser, (const float *const *)run->input, run->output, run->hop);
  QuellMeters meters;
  quell_denoiser_meters(run->denoiser, &meters);
  run->voiced += meters.voice_probability > VOICE_THRESHOLD;
  run->hops++;
}

/* Only the difference that the engine makes is taken from it. So the bits of 32-bit and double samples that a float
 * does not hold come through, an untouched sample stays what it was, and output and residual add up to the input. */
static void combine(Run *run) {
  const float gain_db = run->settings->controls[QUELL_GAIN];
  const double gain = gain_db == 0 ? 1 : pow(10, (double)gain_db / 20);
  const int residual = run->settings->controls[QUELL_RESIDUAL] >= 0.5f;
  for (uint32_t i = 0; i < run->hop; i++) {
    for (uint32_t c = 0; c < run->channels; c++) {
      double *sound = &run->sound[i * run->channels + c];
      double removed = gain * (double)(float)*sound - (double)run->output[c][i];
      *sound = residual ? removed : gain * *sound - removed;
    }
  }
}

static double sum_of_squares(const double *samples, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += samples[i] * samples[i];
  return sum;
}

/* Takes `fresh_frames` new frames, which stand behind the first `latency` frames of `sound` with zeros up to a whole
 * hop, and writes the hop that has come out, without what belongs before the beginning or after the end. */
static int run_hop(Run *run, int64_t fresh_frames, FileError *error) {
  double *fresh = run->sound + (size_t)run->latency * run->channels;
  run->input_squares += sum_of_squares(fresh, (size_t)fresh_frames * run->channels);
  run->read += fresh_frames;
  process_hop(run, fresh);
  combine(run);
  int64_t first = run->processed - run->latency, end = first + run->hop;
  int64_t from = first < 0 ? 0 : first, to = end > run->read ? run->read : end;
  int good = 1;
  if (to > from) {
    const double *ready = run->sound + (from - first) * run->channels;
    run->output_squares += sum_of_squares(ready, (size_t)(to - from) * run->channels);
    good = audio_writer_write(run->writer, ready, to - from, error);
    run->written += to - from;
  }
  run->processed += run->hop;
  memmove(run->sound, run->sound + (size_t)run->hop * run->channels,
          (size_t)run->latency * run->channels * sizeof *run->sound);
  return good;
}

/* The frames that were read for the next hop; zeros fill it up. -1 on failure. */
static int64_t read_hop(Run *run, FileError *error) {
  double *fresh = run->sound + (size_t)run->latency * run->channels;
  int64_t count = audio_reader_read(run->reader, fresh, run->hop, error);
  if (count >= 0) {
    memset(fresh + count * run->channels, 0, (size_t)(run->hop - count) * run->channels * sizeof *fresh);
  }
  return count;
}

static DenoiseStatus stream(Run *run, DenoiseProgress progress, void *user, FileError *error) {
  double total = (double)audio_reader_info(run->reader)->frames;
  int more = 1;
  while (more || run->written < run->read) {
    int64_t count = read_hop(run, error);
    if (count < 0 || !run_hop(run, count, error)) return DENOISE_FAILED;
    more = count == run->hop;
    if (run->hops % HOPS_PER_PROGRESS == 0 && !progress(user, fmin(1, (double)run->read / total))) {
      return DENOISE_STOPPED;
    }
  }
  if (audio_reader_not_finite(run->reader) == (uint64_t)run->read * run->channels) {
    file_error(error, "%s holds no sound: none of its samples is a finite number", audio_reader_path(run->reader));
    return DENOISE_FAILED;
  }
  return progress(user, 1) ? DENOISE_DONE : DENOISE_STOPPED;
}

static double decibels(double squares, double samples) {
  if (squares <= 0 || samples <= 0) return QUELL_SILENCE_DB;
  return fmax(QUELL_SILENCE_DB, 10 * log10(squares / samples));
}

static void describe(const Run *run, DenoiseResult *result) {
  double samples = (double)run->read * run->channels;
  result->latency = run->latency;
  result->frames = run->read;
  result->input_db = decibels(run->input_squares, samples);
  result->output_db = decibels(run->output_squares, samples);
  result->clipped = audio_writer_clipped(run->writer);
  result->not_finite = audio_reader_not_finite(run->reader);
  result->voice_share = run->hops > 0 ? (double)run->voiced / (double)run->hops : 0;
}

static DenoiseStatus denoise(Run *run, const FileList *list, const FileJob *job, DenoiseProgress progress, void *user,
                             DenoiseResult *result) {
  FileError *error = &result->error;
  if (!audio_reader_open(job->input, &run->reader, error)) {
    int passed_over = job->found && error->kind == FILE_NOT_A_SOUND && !has_sound_extension(job->input);
    return passed_over ? DENOISE_NO_SOUND : DENOISE_FAILED;
  }
  result->sample_rate = audio_reader_info(run->reader)->sample_rate;
  result->channels = audio_reader_info(run->reader)->channels;
  if (!check_limits(run->reader, error) || !create_denoiser(run, error) || !allocate(run, error) ||
      !file_list_make_folders(list, job, error) || !audio_writer_open(job->output, run->reader, &run->writer, error)) {
    return DENOISE_FAILED;
  }
  DenoiseStatus status = stream(run, progress, user, error);
  if (status != DENOISE_DONE) return status;
  describe(run, result);
  AudioWriter *writer = run->writer;
  run->writer = NULL;
  return audio_writer_finish(writer, error) ? DENOISE_DONE : DENOISE_FAILED;
}

void denoise_file(const DenoiseSettings *settings, const FileList *list, const FileJob *job, DenoiseProgress progress,
                  void *user, DenoiseResult *result) {
  Run run = {.settings = settings};
  memset(result, 0, sizeof *result);
  if (job->trouble) {
    file_error(&result->error, "%s", job->trouble);
    result->status = DENOISE_FAILED;
    return;
  }
  result->status = denoise(&run, list, job, progress, user, result);
  audio_writer_abandon(run.writer);
  audio_reader_close(run.reader);
  quell_denoiser_free(run.denoiser);
  free(run.sound);
  free(run.planes);
}
