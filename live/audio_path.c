/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "audio_path.h"

#include "steady_clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A converter's largest value is a hair below 1. */
#define CLIPPING 0.9995f

int audio_path_init(AudioPath *path) {
  path->memory = calloc((size_t)3 * path->channels * PATH_CHUNK, sizeof *path->memory);
  if (!path->memory) return 0;
  for (uint32_t c = 0; c < path->channels; c++) {
    path->raw[c] = path->memory + (size_t)3 * c * PATH_CHUNK;
    path->clean[c] = path->raw[c] + PATH_CHUNK;
    path->bridged[c] = path->clean[c] + PATH_CHUNK;
  }
  return 1;
}

void audio_path_clear(AudioPath *path) {
  free(path->memory);
  path->memory = NULL;
}

static void count(_Atomic uint64_t *counter, uint64_t number) {
  atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static void note_peak(PeakMeter *meter, float *const *planes, uint32_t channels, size_t frames) {
  float peak = 0;
  uint64_t clipped = 0;
  for (uint32_t c = 0; c < channels; c++) {
    for (size_t i = 0; i < frames; i++) {
      const float magnitude = fabsf(planes[c][i]);
      peak = fmaxf(peak, magnitude);
      clipped += magnitude >= CLIPPING;
    }
  }
  if (clipped) count(&meter->clipped, clipped);
  if (peak > atomic_load_explicit(&meter->peak, memory_order_relaxed))
    atomic_store_explicit(&meter->peak, peak, memory_order_relaxed);
}

static void record(AudioPath *path, size_t frames) {
  const float *planes[2 * QUELL_CHANNELS_MAX];
  if (!path->recording) return;
  for (uint32_t c = 0; c < path->channels; c++) {
    planes[c] = path->raw[c];
    planes[path->channels + c] = path->clean[c];
  }
  const size_t taken = frame_ring_write(path->recording, planes, frames);
  if (taken < frames) count(&path->lost_from_recording, frames - taken);
}

/* The next chunk of the input into `raw`, and denoised into `clean`. */
static void denoise(AudioPath *path, const float *const *input, size_t first, size_t frames) {
  for (uint32_t c = 0; c < path->channels; c++) {
    if (input && input[c])
      memcpy(path->raw[c], input[c] + first, frames * sizeof(float));
    else
      memset(path->raw[c], 0, frames * sizeof(float));
  }
  quell_denoiser_process(path->denoiser, (const float *const *)path->raw, path->clean, (uint32_t)frames);
  note_peak(&path->input, path->raw, path->channels, frames);
  note_peak(&path->output, path->clean, path->channels, frames);
  record(path, frames);
  count(&path->frames, frames);
}

/* Onto as many channels as the device has: one goes to all, and several into one become their mean; else each to its
 * own, and what is left over gets silence. */
static void deliver(const AudioPath *path, float *const *planes, float *const *output, size_t first, size_t frames) {
  for (uint32_t c = 0; c < path->output_channels; c++) {
    float *to = output[c] + first;
    if (path->channels == 1 || (c < path->channels && path->output_channels > 1))
      memcpy(to, planes[path->channels == 1 ? 0 : c], frames * sizeof *to);
    else
      memset(to, 0, frames * sizeof *to);
  }
  if (path->output_channels != 1 || path->channels == 1) return;
  for (uint32_t c = 0; c < path->channels; c++)
    for (size_t i = 0; i < frames; i++)
      output[0][first + i] += planes[c][i] / (float)path->channels;
}

static void begin_callback(AudioPath *path, size_t frames, int xrun) {
  if (!atomic_load_explicit(&path->thread_known, memory_order_relaxed)) {
    path->thread = pthread_self();
    atomic_store_explicit(&path->thread_known, 1, memory_order_release);
  }
  if (xrun) count(&path->xruns, 1);
  if (frames > atomic_load_explicit(&path->largest_block, memory_order_relaxed))
    atomic_store_explicit(&path->largest_block, (uint32_t)frames, memory_order_relaxed);
}

/* Of the callbacks that denoise. Returns 0 once the frame limit is reached. */
static int end_callback(AudioPath *path, size_t frames, size_t denoised, double start) {
  const double seconds = steady_seconds() - start;
  count(&path->received, frames);
  count(&path->busy_ns, (uint64_t)(1e9 * fmax(seconds, 0)));
  count(&path->callbacks, 1);
  if (denoised < frames) return 0;
  load_meter_add(&path->load, seconds, (double)frames / path->sample_rate);
  return 1;
}

/* How many of the next frames are still to be denoised. */
static size_t within_limit(const AudioPath *path, size_t frames) {
  const uint64_t done = atomic_load_explicit(&path->frames, memory_order_relaxed);
  const uint64_t left = path->frame_limit > done ? path->frame_limit - done : 0;
  return frames < left ? frames : (size_t)left;
}

static size_t next_chunk(size_t first, size_t end) {
  return end - first < PATH_CHUNK ? end - first : PATH_CHUNK;
}

int audio_path_duplex(AudioPath *path, const float *const *input, float *const *output, size_t frames, int xrun) {
  const double start = steady_seconds();
  const size_t wanted = within_limit(path, frames);
  begin_callback(path, frames, xrun);
  for (size_t first = 0, chunk; first < wanted; first += chunk) {
    chunk = next_chunk(first, wanted);
    denoise(path, input, first, chunk);
    deliver(path, path->clean, output, first, chunk);
  }
  for (uint32_t c = 0; c < path->output_channels; c++)
    memset(output[c] + wanted, 0, (frames - wanted) * sizeof(float));
  count(&path->output_callbacks, 1);
  return end_callback(path, frames, wanted, start);
}

int audio_path_input(AudioPath *path, const float *const *input, size_t frames, int xrun) {
  const double start = steady_seconds();
  const size_t wanted = within_limit(path, frames);
  begin_callback(path, frames, xrun);
  for (size_t first = 0, chunk; first < wanted; first += chunk) {
    chunk = next_chunk(first, wanted);
    denoise(path, input, first, chunk);
    clock_bridge_write(path->bridge, (const float *const *)path->clean, chunk);
  }
  clock_bridge_written(path->bridge, wanted, start);
  return end_callback(path, frames, wanted, start);
}

void audio_path_output(AudioPath *path, float *const *output, size_t frames, int xrun) {
  const double start = steady_seconds();
  if (xrun) count(&path->xruns, 1);
  clock_bridge_begin_read(path->bridge, frames, start);
  for (size_t first = 0, chunk; first < frames; first += chunk) {
    chunk = next_chunk(first, frames);
    clock_bridge_read(path->bridge, path->bridged, chunk);
    deliver(path, path->bridged, output, first, chunk);
  }
  count(&path->output_callbacks, 1);
  load_meter_add(&path->load, steady_seconds() - start, (double)frames / path->output_rate);
}
