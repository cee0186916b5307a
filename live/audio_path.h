/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that the audio threads run, and all that they touch: from the input of a device through the denoiser to the
 * output. One callback does both where the devices share a clock; else the input's callback denoises and the output's
 * reads through a ClockBridge.
 */
#ifndef QUELL_AUDIO_PATH_H
#define QUELL_AUDIO_PATH_H

#include "clock_bridge.h"
#include "frame_ring.h"
#include "load_meter.h"
#include "quell.h"

#include <pthread.h>

/* Frames denoised at a time; blocks may be longer. */
#define PATH_CHUNK 1024

typedef struct {
  _Atomic float peak; /* largest magnitude since it was last read; read by atomic exchange with 0 */
  _Atomic uint64_t clipped;
} PeakMeter;

/* Set up by one thread before the first callback. What is atomic may be read from any thread meanwhile. */
typedef struct {
  QuellDenoiser *denoiser;
  uint32_t sample_rate, channels, output_channels; /* output_channels of the device, others than the denoiser's */
  uint32_t output_rate;
  uint64_t frame_limit; /* no more frames than these are denoised; the rest is silence */
  ClockBridge *bridge;  /* NULL when one callback does all */
  FrameRing *recording; /* channels of the input, then of the output; NULL when nothing is recorded */
  /* [PATH_CHUNK] each. What the bridge gives out is the output's thread's own. */
  float *raw[QUELL_CHANNELS_MAX], *clean[QUELL_CHANNELS_MAX], *bridged[QUELL_CHANNELS_MAX];
  float *memory;
  LoadMeter load;
  PeakMeter input, output;
  _Atomic uint64_t callbacks, output_callbacks;
  _Atomic uint64_t frames;              /* denoised */
  _Atomic uint64_t received;            /* from the device, whether or not denoised */
  _Atomic uint64_t busy_ns;             /* spent in the callbacks that denoise */
  _Atomic uint64_t xruns;               /* callbacks that came after sound was lost */
  _Atomic uint64_t lost_from_recording; /* frames that the ring had no room for */
  _Atomic uint32_t largest_block;
  _Atomic int thread_known;
  pthread_t thread; /* that calls; valid once thread_known */
} AudioPath;

/* setup. `path` is zeroed but for denoiser, rates, channels and rings. Returns 0 without memory. */
int audio_path_init(AudioPath *path);
/* setup. What it points to stays the caller's. */
void audio_path_clear(AudioPath *path);

/* audio. One callback for both; `input` may be NULL for silence; `xrun`: the device
 * says that sound was lost. Returns 0 once the frame limit is reached. */
int audio_path_duplex(AudioPath *path, const float *const *input, float *const *output, size_t frames,
                      int xrun) QUELL_REALTIME;
/* audio. The input's callback of two. Returns 0 once the frame limit is reached. */
int audio_path_input(AudioPath *path, const float *const *input, size_t frames, int xrun) QUELL_REALTIME;
/* audio. The output's callback of two. */
void audio_path_output(AudioPath *path, float *const *output, size_t frames, int xrun) QUELL_REALTIME;

#endif
