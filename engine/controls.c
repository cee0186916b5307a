/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Controls, meters and reset: what a host calls between blocks, from the audio thread or another. */
#include "process.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

static void reset_channel(const QuellDenoiser *denoiser, Channel *channel) {
  const FrameLayout *layout = &denoiser->layout;
  memset(channel->frame, 0, layout->window * sizeof(float));
  memset(channel->delay, 0, DELAY_HOPS * layout->hop * sizeof(float));
  memset(channel->overlap, 0, 2 * layout->hop * sizeof(float));
  memset(channel->ready, 0, layout->hop * sizeof(float));
  for (uint32_t i = 0; i < denoiser->history_length; i++)
    memset(channel->history[i], 0, layout->bins * sizeof(Complex));
  channel->input_square = channel->output_square = 0;
}

/* ---- From parameters to what moves -------------------------------------------------------- */

static float target(const QuellDenoiser *denoiser, QuellParameter parameter) {
  return atomic_load_explicit(&denoiser->targets[parameter], memory_order_relaxed);
}

static int is_on(const QuellDenoiser *denoiser, QuellParameter parameter) {
  return target(denoiser, parameter) >= 0.5f;
}

static float factor(float decibels) {
  return decibels == 0 ? 1 : powf(10, decibels / 20);
}

/* What is left when `parameter` is the most that may be taken away; its largest value takes everything. */
static float what_is_left(const QuellDenoiser *denoiser, QuellParameter parameter) {
  const float decibels = target(denoiser, parameter);
  return decibels >= quell_parameter_info(parameter)->maximum ? 0 : factor(-decibels);
}

static float wanted(const QuellDenoiser *denoiser, Smooth smooth) {
  switch (smooth) {
  case SMOOTH_AMOUNT:
    return target(denoiser, QUELL_MIX) * (1 - what_is_left(denoiser, QUELL_LIMIT));
  case SMOOTH_RESIDUAL:
    return is_on(denoiser, QUELL_RESIDUAL) ? 1 : 0;
  case SMOOTH_GAIN:
    return factor(target(denoiser, QUELL_GAIN));
  case SMOOTH_BYPASS:
    return is_on(denoiser, QUELL_BYPASS) ? 1 : 0;
  case SMOOTH_GATE_FLOOR:
    return what_is_left(denoiser, QUELL_GATE_RANGE);
  default:
    return 0;
  }
}

static float samples(const QuellDenoiser *denoiser, float milliseconds) {
  return milliseconds * (float)denoiser->layout.sample_rate / 1000;
}

static void read_gate(QuellDenoiser *denoiser) {
  denoiser->gate_settings = (GateSettings){
      .on = is_on(denoiser, QUELL_GATE) && denoiser->model->description.voice >= 0,
      .threshold = target(denoiser, QUELL_GATE_THRESHOLD),
      .attack = samples(denoiser, target(denoiser, QUELL_GATE_ATTACK)),
      .release = samples(denoiser, target(denoiser, QUELL_GATE_RELEASE)),
      .hold = (uint32_t)samples(denoiser, target(denoiser, QUELL_GATE_HOLD)),
  };
}

void controls_read(QuellDenoiser *denoiser) {
  for (int i = 0; i < SMOOTH_COUNT; i++) {
    const float aim = wanted(denoiser, (Smooth)i);
    if (denoiser->resting) /* there is nothing in which a jump could be heard */
      ramp_finish(&denoiser->ramps[i], aim);
    else
      ramp_aim(&denoiser->ramps[i], aim);
  }
  read_gate(denoiser);
  denoiser->link_wanted = denoiser->channel_count == 1 || !is_on(denoiser, QUELL_INDEPENDENT);
}

void controls_prepare(QuellDenoiser *denoiser) {
  static const QuellParameter timed_by[SMOOTH_COUNT] = {[SMOOTH_AMOUNT] = QUELL_LIMIT,
                                                        [SMOOTH_RESIDUAL] = QUELL_RESIDUAL,
                                                        [SMOOTH_GAIN] = QUELL_GAIN,
                                                        [SMOOTH_BYPASS] = QUELL_BYPASS,
                                                        [SMOOTH_GATE_FLOOR] = QUELL_GATE_RANGE};
  for (int i = 0; i < SMOOTH_COUNT; i++)
    denoiser->ramps[i].length = (uint32_t)samples(denoiser, quell_parameter_info(timed_by[i])->smoothing_ms);
}

/* ---- Reset ---------------------------------------------------------------------------------- */

static void finish_changes(QuellDenoiser *denoiser) {
  controls_read(denoiser);
  gate_reset(&denoiser->gate, &denoiser->gate_settings);
  denoiser->linked = denoiser->link_wanted;
}

static void reset_meters(QuellDenoiser *denoiser) {
  atomic_store_explicit(&denoiser->meter_input, QUELL_SILENCE_DB, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_output, QUELL_SILENCE_DB, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_reduction, 0, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_voice, 0, memory_order_relaxed);
  snapshot_reset(&denoiser->snapshot);
}

void quell_denoiser_reset(QuellDenoiser *denoiser) {
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    reset_channel(denoiser, &denoiser->channels[i]);
  for (uint32_t i = 0; i < group_count(denoiser); i++) {
    feature_state_reset(&denoiser->groups[i].features);
    network_state_reset(denoiser->groups[i].network);
  }
  denoiser->fill = denoiser->delay_at = 0;
  denoiser->network = wanted_network(denoiser);
  denoiser->resting = 1;
  denoiser->silent = 0;
  finish_changes(denoiser);
  reset_meters(denoiser);
}

/* ---- What hosts ask and set ----------------------------------------------------------------- */

uint32_t quell_denoiser_latency(const QuellDenoiser *denoiser) {
  return frame_layout_latency(&denoiser->layout);
}

const char *quell_denoiser_kernels(const QuellDenoiser *denoiser) {
  return denoiser->kernels->name;
}

const char *quell_kernel_name(uint32_t index) {
  const Kernels *kernels = kernels_at(index);
  return kernels ? kernels->name : 0;
}

QuellStatus quell_denoiser_set(QuellDenoiser *denoiser, QuellParameter parameter, float value) {
  const QuellParameterInfo *info = quell_parameter_info(parameter);
  if (!info || !(value >= info->minimum && value <= info->maximum)) return QUELL_BAD_ARGUMENT;
  atomic_store_explicit(&denoiser->targets[parameter], value, memory_order_relaxed);
  return QUELL_OK;
}

float quell_denoiser_get(const QuellDenoiser *denoiser, QuellParameter parameter) {
  if (!quell_parameter_info(parameter)) return 0;
  return atomic_load_explicit(&denoiser->targets[parameter], memory_order_relaxed);
}

QuellStatus quell_denoiser_set_profile(QuellDenoiser *denoiser, uint32_t index) {
  if (index >= denoiser->model->profiles.count) return QUELL_BAD_ARGUMENT;
  atomic_store_explicit(&denoiser->profile, index, memory_order_relaxed);
  return QUELL_OK;
}

uint32_t quell_denoiser_profile(const QuellDenoiser *denoiser) {
  return atomic_load_explicit(&denoiser->profile, memory_order_relaxed);
}

void quell_denoiser_meters(const QuellDenoiser *denoiser, QuellMeters *meters) {
  meters->input_db = atomic_load_explicit(&denoiser->meter_input, memory_order_relaxed);
  meters->output_db = atomic_load_explicit(&denoiser->meter_output, memory_order_relaxed);
  meters->reduction_db = atomic_load_explicit(&denoiser->meter_reduction, memory_order_relaxed);
  meters->voice_probability = atomic_load_explicit(&denoiser->meter_voice, memory_order_relaxed);
}

int quell_denoiser_snapshot(const QuellDenoiser *denoiser, QuellSnapshot *snapshot) {
  return seqlock_read(&denoiser->snapshot.sequence, denoiser->snapshot.words, snapshot, sizeof *snapshot);
}
