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

static void ramp_finish(Ramp *ramp, float target) {
  ramp->value = ramp->target = target;
  ramp->left = 0;
}

void quell_denoiser_reset(QuellDenoiser *denoiser) {
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    reset_channel(denoiser, &denoiser->channels[i]);
  for (uint32_t i = 0; i < denoiser->group_count; i++) {
    feature_state_reset(&denoiser->groups[i].features);
    network_state_reset(denoiser->groups[i].network);
  }
  denoiser->fill = denoiser->delay_at = 0;
  denoiser->network = wanted_network(denoiser);
  ramp_finish(&denoiser->amount_ramp, wanted_amount(denoiser));
  ramp_finish(&denoiser->residual_ramp, wanted_residual(denoiser));
  atomic_store_explicit(&denoiser->meter_input, QUELL_SILENCE_DB, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_output, QUELL_SILENCE_DB, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_reduction, 0, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_voice, 0, memory_order_relaxed);
}

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
