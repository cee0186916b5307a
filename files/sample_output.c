/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sample_output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FRAMES 1024

int sample_output_init(SampleOutput *output, SNDFILE *file, int format, uint32_t channels) {
  memset(output, 0, sizeof *output);
  output->file = file;
  output->format = sample_format(format);
  output->channels = channels;
  output->peaks = calloc(channels, sizeof *output->peaks);
  output->peak_positions = calloc(channels, sizeof *output->peak_positions);
  output->block = malloc(sizeof(double) * BLOCK_FRAMES * channels);
  dither_seed(&output->dither, 1);
  return output->peaks && output->peak_positions && output->block;
}

void sample_output_clear(SampleOutput *output) {
  free(output->peaks);
  free(output->peak_positions);
  free(output->block);
  memset(output, 0, sizeof *output);
}

static void note_peak(SampleOutput *output, size_t index, double value) {
  size_t channel = index % output->channels;
  float magnitude = (float)fabs(value);
  if (magnitude <= output->peaks[channel]) return;
  output->peaks[channel] = magnitude;
  output->peak_positions[channel] = output->frames + (int64_t)(index / output->channels);
}

/* Whole numbers go to libsndfile aligned to the top of 32 bits, which every width then only shifts. */
static sf_count_t write_whole(SampleOutput *output, const double *samples, int64_t frames) {
  int *block = output->block;
  int bits = output->format->bits;
  Dither *dither = output->format->kind == SAMPLES_INTEGER ? &output->dither : NULL;
  size_t count = (size_t)frames * output->channels;
  for (size_t i = 0; i < count; i++) {
    int32_t steps = quantise(samples[i], bits, dither, &output->clipped);
    block[i] = (int)((uint32_t)steps << (32 - bits));
    note_peak(output, i, ldexp(steps, 1 - bits));
  }
  return sf_writef_int(output->file, block, frames);
}

static sf_count_t write_float(SampleOutput *output, const double *samples, int64_t frames) {
  float *block = output->block;
  size_t count = (size_t)frames * output->channels;
  for (size_t i = 0; i < count; i++) {
    block[i] = (float)samples[i];
    note_peak(output, i, block[i]);
  }
  return sf_writef_float(output->file, block, frames);
}

static sf_count_t write_double(SampleOutput *output, const double *samples, int64_t frames) {
  double *block = output->block;
  size_t count = (size_t)frames * output->channels;
  memcpy(block, samples, count * sizeof *block);
  for (size_t i = 0; i < count; i++)
    note_peak(output, i, block[i]);
  return sf_writef_double(output->file, block, frames);
}

static sf_count_t write_block(SampleOutput *output, const double *samples, int64_t frames) {
  switch (output->format->kind) {
  case SAMPLES_INTEGER:
  case SAMPLES_COMPANDED:
    return write_whole(output, samples, frames);
  case SAMPLES_DOUBLE:
    return write_double(output, samples, frames);
  default:
    return write_float(output, samples, frames);
  }
}

int sample_output_write(SampleOutput *output, const double *samples, int64_t frames) {
  while (frames > 0) {
    int64_t count = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
    if (write_block(output, samples, count) != count) return 0;
    output->frames += count;
    samples += count * output->channels;
    frames -= count;
  }
  return 1;
}
