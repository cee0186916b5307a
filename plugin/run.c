/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the audio thread does with each block.
 */
#include "engine/flush_denormals.h"
#include "instance.h"

#include <math.h>
#include <string.h>

static float *value_port(const Instance *instance, PortId port) {
  return instance->ports[port];
}

static void show(const Instance *instance, PortId port, float value) {
  if (value_port(instance, port)) *value_port(instance, port) = value;
}

/* ---- Controls ------------------------------------------------------------------------------- */

/* What a port asks for; what lies outside its range is brought to its end and reported, and what is no number keeps the
 * value that was there before. */
static float read_value(Instance *instance, PortId port) {
  const Port *info = port_info(port);
  float *seen = &instance->audio.seen[port];
  const float *connected = value_port(instance, port);
  if (!connected || isnan(*connected)) return *seen;
  const float value = fminf(fmaxf(*connected, info->minimum), info->maximum);
  const unsigned char outside = value != *connected;
  if (outside && !instance->audio.outside[port])
    atomic_store_explicit(&instance->reports[port], 1, memory_order_relaxed);
  instance->audio.outside[port] = outside;
  return *seen = value;
}

static void read_controls(Instance *instance) {
  for (int port = 0; port < PORT_COUNT; port++) {
    const int parameter = port_info((PortId)port)->parameter;
    if (parameter >= 0 && instance->ports[port])
      swap_set(&instance->swap, (QuellParameter)parameter, read_value(instance, (PortId)port));
  }
  swap_set(&instance->swap, QUELL_BYPASS, read_value(instance, PORT_ENABLED) >= 0.5f ? 0 : 1);
}

static void choose_profile(Instance *instance) {
  Audio *audio = &instance->audio;
  ModelSwap *swap = &instance->swap;
  const int judge = read_value(instance, PORT_FREEWHEEL) < 0.5f;
  const float wanted = read_value(instance, PORT_PROFILE);
  const uint32_t profile = profile_choose(&audio->profile, wanted, swap_latest(swap)->profiles, &audio->load, judge);
  quell_denoiser_set_profile(swap->current->denoiser, profile);
  if (swap->next) quell_denoiser_set_profile(swap->next->denoiser, profile);
  if (profile != audio->profile_in_use && wanted < 0.5f)
    atomic_store_explicit(&instance->reports[REPORT_PROFILE], (unsigned char)(profile + 1), memory_order_relaxed);
  audio->profile_in_use = profile;
}

/* ---- Sound ---------------------------------------------------------------------------------- */

static void process(Instance *instance, uint32_t frames) {
  ModelSwap *swap = &instance->swap;
  const PortId first_in = instance->channels == 1 ? PORT_IN : PORT_IN_LEFT;
  const PortId first_out = instance->channels == 1 ? PORT_OUT : PORT_OUT_LEFT;
  float nowhere[CHANNELS_MAX][PIECE_FRAMES];
  for (uint32_t done = 0; done < frames;) {
    const uint32_t left = frames - done, count = left < PIECE_FRAMES ? left : PIECE_FRAMES;
    const float *input[CHANNELS_MAX];
    float *output[CHANNELS_MAX];
    for (uint32_t c = 0; c < instance->channels; c++) {
      const float *in = instance->ports[first_in + c];
      float *out = instance->ports[first_out + c];
      input[c] = in ? in + done : swap->silence;
      output[c] = out ? out + done : nowhere[c];
    }
    swap_process(swap, input, output, count);
    done += count;
  }
}

static void show_meters(const Instance *instance) {
  QuellMeters meters;
  quell_denoiser_meters(instance->swap.current->denoiser, &meters);
  show(instance, PORT_INPUT_LEVEL, meters.input_db);
  show(instance, PORT_OUTPUT_LEVEL, meters.output_db);
  show(instance, PORT_REDUCTION, meters.reduction_db);
  show(instance, PORT_VOICE, meters.voice_probability);
  show(instance, PORT_LOAD, instance->audio.load.percent);
  show(instance, PORT_PROFILE_IN_USE, (float)(instance->audio.profile_in_use + 1));
}

/* A host knows of a model that it has set itself; the window and the session do not. */
static void take_model(Instance *instance) {
  if (!swap_take(&instance->swap)) return;
  instance->audio.tell_model = instance->audio.tell_state = 1;
  instance->audio.tell_name = TELL_NEWS;
}

void instance_run(LV2_Handle handle, uint32_t frames) {
  Instance *instance = handle;
  Audio *audio = &instance->audio;
  show(instance, PORT_LATENCY, (float)instance->latency);
  load_meter_start(&audio->load);
  const FloatMode mode = flush_denormals();
  patch_begin(instance);
  patch_read(instance);
  take_model(instance);
  read_controls(instance);
  choose_profile(instance);
  if (audio->starts) swap_reset(&instance->swap); /* the controls hold from the first sample on */
  audio->starts = 0;
  process(instance, frames);
  patch_write(instance, frames);
  restore_float_mode(mode);
  load_meter_stop(&audio->load, frames);
  show_meters(instance);
  /* Last: the host may do the work at once, within this call. */
  work_schedule(instance);
}
