/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* All that the audio thread touches. setup.c makes it, process.c runs it, controls.c steers it. */
#ifndef QUELL_PROCESS_H
#define QUELL_PROCESS_H

#include "frame_features.h"
#include "gate.h"
#include "memory_pool.h"
#include "mix.h"
#include "model.h"
#include "ramp.h"
#include "snapshot.h"

#define HISTORY_MAX FILTER_TAPS_MAX
#define DELAY_HOPS 3 /* the latency, and the hop that fills up */

/* What moves smoothly, sample by sample, when a parameter changes: see mix.h and gate.h. */
typedef enum { SMOOTH_AMOUNT, SMOOTH_RESIDUAL, SMOOTH_GAIN, SMOOTH_BYPASS, SMOOTH_GATE_FLOOR, SMOOTH_COUNT } Smooth;

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
  uint32_t channel_count, history_length;
  MemoryPool pool;
  Channel *channels;
  ChannelGroup *groups; /* the first has all channels; when they are several, one for each of them follows */
  /* Scratch of one frame. */
  float *power, *energy, *features, *bin_gains;
  Complex *spectrum;
  float *smoothed[SMOOTH_COUNT]; /* [hop] each */
  float *gate_gains;             /* [hop] */
  /* Moves with the stream. */
  const Network *network; /* of the hop under way */
  uint32_t fill;          /* samples in the hop under way */
  uint32_t delay_at;      /* place in the delay rings */
  Ramp ramps[SMOOTH_COUNT];
  GateSettings gate_settings;
  Gate gate;
  int linked, link_wanted; /* whether the group of all channels works, or each channel's own */
  float voice;
  int resting;     /* nothing was heard since the start, or for so long that it starts anew */
  uint32_t silent; /* samples since the last that was not zero */
  Snapshot snapshot;
  /* Shared with other threads. */
  _Atomic float targets[QUELL_PARAMETER_COUNT];
  _Atomic uint32_t profile;
  _Atomic float meter_input, meter_output, meter_reduction, meter_voice;
};

/* audio. Takes over the parameters as they are set now; from where the stream is they are approached smoothly. */
void controls_read(QuellDenoiser *denoiser) QUELL_REALTIME;
/* setup. How long each change takes at this sample rate. */
void controls_prepare(QuellDenoiser *denoiser);

/* audio. The network of the profile as it is set. */
static inline const Network *wanted_network(const QuellDenoiser *denoiser) {
  return denoiser->networks[atomic_load_explicit(&denoiser->profile, memory_order_relaxed)];
}

/* audio. The groups at work, and how many they are. */
static inline ChannelGroup *active_groups(const QuellDenoiser *denoiser, uint32_t *count) {
  *count = denoiser->linked ? 1 : denoiser->channel_count;
  return denoiser->groups + (denoiser->linked ? 0 : 1);
}

/* How many groups there are, at work or not. */
static inline uint32_t group_count(const QuellDenoiser *denoiser) {
  return denoiser->channel_count > 1 ? denoiser->channel_count + 1 : 1;
}

#endif
