/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* All that the audio thread touches. setup.c makes it, process.c runs it. */
#ifndef QUELL_PROCESS_H
#define QUELL_PROCESS_H

#include "frame_features.h"
#include "memory_pool.h"
#include "model.h"

#define HISTORY_MAX FILTER_TAPS_MAX
#define DELAY_HOPS 3 /* the latency, and the hop that fills up */

/* A value that moves to its target in a straight line, sample by sample. */
typedef struct {
  float value, target, step;
  uint32_t left;   /* samples until the target is reached */
  uint32_t length; /* samples that a change takes */
} Ramp;

typedef struct {
  float *frame;   /* [window] the last input samples, oldest first; the newest hop fills up from its start */
  float *delay;   /* [DELAY_HOPS * hop] ring: the input as it came, for mix and limit */
  float *overlap; /* [2 * hop] output under construction */
  float *ready;   /* [hop] finished output */
  Complex *history[HISTORY_MAX];      /* [bins] spectra, newest first */
  double input_square, output_square; /* of the hop that is being filled */
} Channel;

/* Channels with one gain. */
typedef struct {
  uint32_t first, count; /* of the denoiser's channels */
  FeatureState features;
  NetworkState *network;
} ChannelGroup;

struct QuellDenoiser {
  /* Set up once. */
  QuellModel *model;
  const Kernels *kernels;
  Network *const *networks; /* of each profile; they run on the same states */
  FrameLayout layout;
  Stft *stft;
  Bands *bands;
  FeatureLayout feature_layout;
  uint32_t channel_count, group_count, history_length;
  MemoryPool pool;
  Channel *channels;
  ChannelGroup *groups;
  /* Scratch of one frame. */
  float *power, *energy, *features, *bin_gains;
  Complex *spectrum;
  float *amount, *residual; /* [hop] smoothed controls */
  /* Moves with the stream. */
  const Network *network; /* of the hop under way */
  uint32_t fill;          /* samples in the hop under way */
  uint32_t delay_at;      /* place in the delay rings */
  Ramp amount_ramp, residual_ramp;
  float reduction_db, voice;
  /* Shared with other threads. */
  _Atomic float targets[QUELL_PARAMETER_COUNT];
  _Atomic uint32_t profile;
  _Atomic float meter_input, meter_output, meter_reduction, meter_voice;
};

/* audio. What the two ramps must reach for the parameters as they are set. */
float wanted_amount(const QuellDenoiser *denoiser) QUELL_REALTIME;
float wanted_residual(const QuellDenoiser *denoiser) QUELL_REALTIME;
/* audio. The network of the profile as it is set. */
const Network *wanted_network(const QuellDenoiser *denoiser) QUELL_REALTIME;

#endif
