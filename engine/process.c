/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "process.h"
#include "flush_denormals.h"
#include "gain.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* Larger samples would overflow the spectrum's power; the delayed input keeps them as they are. */
#define SAMPLE_MAX 1e15f

static float decibels(double power) {
  return power > 1e-20 ? (float)(10 * log10(fmin(power, FLT_MAX))) : QUELL_SILENCE_DB;
}

/* ---- One frame: analysis, features, network, gains, synthesis
 * --------------------------------------------------------- */

static void analyse(QuellDenoiser *denoiser, Channel *channel) {
  Complex *oldest = channel->history[denoiser->history_length - 1];
  memmove(channel->history + 1, channel->history, (denoiser->history_length - 1) * sizeof *channel->history);
  channel->history[0] = oldest;
  stft_forward(denoiser->stft, channel->frame, channel->history[0]);
}

static double spectrum_power(const Complex *spectrum, uint32_t bins) {
  float power = 0;
  for (uint32_t bin = 0; bin < bins; bin++)
    power += spectrum[bin].re * spectrum[bin].re + spectrum[bin].im * spectrum[bin].im;
  return power;
}

static void synthesise(QuellDenoiser *denoiser, Channel *channel, const ChannelGroup *group, double *before,
                       double *after) {
  const NetworkDescription *description = &denoiser->model->description;
  const float *coefficients = description->filter < 0 ? NULL : network_output(group->network, description->filter);
  const uint32_t hop = denoiser->layout.hop, bins = denoiser->layout.bins;
  gain_apply(denoiser->bin_gains, bins, coefficients, description->filter_bins, description->filter_taps,
             denoiser->feature_layout.turn, (const Complex *const *)channel->history, denoiser->spectrum);
  *before += spectrum_power(channel->history[0], bins);
  *after += spectrum_power(denoiser->spectrum, bins);
  stft_inverse_add(denoiser->stft, denoiser->spectrum, channel->overlap);
  /* The largest weights of a model can add up to infinity. */
  for (uint32_t n = 0; n < hop; n++)
    channel->ready[n] = isfinite(channel->overlap[n]) ? channel->overlap[n] : 0;
  memcpy(channel->overlap, channel->overlap + hop, hop * sizeof(float));
  memset(channel->overlap + hop, 0, hop * sizeof(float));
  memmove(channel->frame, channel->frame + hop, (denoiser->layout.window - hop) * sizeof(float));
}

static void denoise_group(QuellDenoiser *denoiser, ChannelGroup *group, double *before, double *after) {
  const Complex *now[QUELL_CHANNELS_MAX], *last[QUELL_CHANNELS_MAX];
  Channel *channels = denoiser->channels + group->first;
  for (uint32_t i = 0; i < group->count; i++) {
    analyse(denoiser, &channels[i]);
    now[i] = channels[i].history[0];
    last[i] = channels[i].history[1];
  }
  features_compute(&denoiser->feature_layout, &group->features, denoiser->bands, now, last, group->count,
                   denoiser->power, denoiser->energy, denoiser->features);
  network_run(denoiser->network, group->network, denoiser->features);
  const NetworkDescription *description = &denoiser->model->description;
  bands_interpolate(denoiser->bands, network_output(group->network, description->gains), denoiser->bin_gains);
  for (uint32_t i = 0; i < group->count; i++)
    synthesise(denoiser, &channels[i], group, before, after);
  if (description->voice >= 0)
    denoiser->voice = fmaxf(denoiser->voice, fminf(network_output(group->network, description->voice)[0], 1));
}

static void publish_meters(QuellDenoiser *denoiser, double before, double after) {
  double input = 0, output = 0;
  for (uint32_t i = 0; i < denoiser->channel_count; i++) {
    input = fmax(input, denoiser->channels[i].input_square);
    output = fmax(output, denoiser->channels[i].output_square);
    denoiser->channels[i].input_square = denoiser->channels[i].output_square = 0;
  }
  const double share = 1.0 / denoiser->layout.hop;
  atomic_store_explicit(&denoiser->meter_input, decibels(input * share), memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_output, decibels(output * share), memory_order_relaxed);
  const float reduction = before > 0 && after < before ? fminf(decibels(before) - decibels(after), 200) : 0;
  atomic_store_explicit(&denoiser->meter_reduction, reduction, memory_order_relaxed);
  atomic_store_explicit(&denoiser->meter_voice, denoiser->voice, memory_order_relaxed);
}

static void finish_hop(QuellDenoiser *denoiser) {
  double before = 0, after = 0;
  denoiser->voice = 0;
  denoiser->network = wanted_network(denoiser);
  for (uint32_t i = 0; i < denoiser->group_count; i++)
    denoise_group(denoiser, &denoiser->groups[i], &before, &after);
  publish_meters(denoiser, before, after);
  denoiser->fill = 0;
}

/* ---- Samples: into the frame, out of the finished hop
 * ----------------------------------------------------------------- */

float wanted_amount(const QuellDenoiser *denoiser) {
  const float limit = atomic_load_explicit(&denoiser->targets[QUELL_LIMIT], memory_order_relaxed);
  const float mix = atomic_load_explicit(&denoiser->targets[QUELL_MIX], memory_order_relaxed);
  const float kept = limit >= quell_parameter_info(QUELL_LIMIT)->maximum ? 0 : powf(10, -limit / 20);
  return mix * (1 - kept);
}

float wanted_residual(const QuellDenoiser *denoiser) {
  return atomic_load_explicit(&denoiser->targets[QUELL_RESIDUAL], memory_order_relaxed);
}

const Network *wanted_network(const QuellDenoiser *denoiser) {
  return denoiser->networks[atomic_load_explicit(&denoiser->profile, memory_order_relaxed)];
}

static void ramp_aim(Ramp *ramp, float target) {
  if (target == ramp->target) return;
  ramp->target = target;
  ramp->left = ramp->length;
  ramp->step = (target - ramp->value) / (float)ramp->length;
}

static void ramp_run(Ramp *ramp, float *values, uint32_t count) {
  for (uint32_t n = 0; n < count; n++) {
    if (ramp->left > 0) ramp->value = --ramp->left ? ramp->value + ramp->step : ramp->target;
    values[n] = ramp->value;
  }
}

static float combine(float dry, float wet, float amount, float residual) {
  if (amount == 0 && residual == 0) return dry;
  const float kept = amount == 1 ? wet : dry + amount * (wet - dry);
  return residual == 0 ? kept : kept + residual * (dry - kept - kept);
}

static void take_samples(QuellDenoiser *denoiser, Channel *channel, const float *input, uint32_t count) {
  float *newest = channel->frame + denoiser->layout.window - denoiser->layout.hop + denoiser->fill;
  float input_square = 0;
  uint32_t at = denoiser->delay_at;
  for (uint32_t n = 0; n < count; n++) {
    const float sample = isfinite(input[n]) ? input[n] : 0;
    channel->delay[at] = sample;
    at = at + 1 == DELAY_HOPS * denoiser->layout.hop ? 0 : at + 1;
    newest[n] = fminf(fmaxf(sample, -SAMPLE_MAX), SAMPLE_MAX);
    input_square += newest[n] * newest[n];
  }
  channel->input_square += input_square;
}

static void give_samples(const QuellDenoiser *denoiser, Channel *channel, float *output, uint32_t count) {
  const float *ready = channel->ready + denoiser->fill;
  const uint32_t ring = DELAY_HOPS * denoiser->layout.hop;
  uint32_t at = (denoiser->delay_at + ring - frame_layout_latency(&denoiser->layout)) % ring;
  float output_square = 0;
  for (uint32_t n = 0; n < count; n++) {
    output[n] = combine(channel->delay[at], ready[n], denoiser->amount[n], denoiser->residual[n]);
    at = at + 1 == ring ? 0 : at + 1;
    output_square += output[n] * output[n];
  }
  channel->output_square += output_square;
}

/* At most what is missing in the hop. */
static void process_piece(QuellDenoiser *denoiser, const float *const *input, float *const *output, uint32_t from,
                          uint32_t count) {
  ramp_run(&denoiser->amount_ramp, denoiser->amount, count);
  ramp_run(&denoiser->residual_ramp, denoiser->residual, count);
  /* All inputs are taken before any output is given, since they may share their memory. */
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    take_samples(denoiser, &denoiser->channels[i], input[i] + from, count);
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    give_samples(denoiser, &denoiser->channels[i], output[i] + from, count);
  denoiser->delay_at = (denoiser->delay_at + count) % (DELAY_HOPS * denoiser->layout.hop);
  denoiser->fill += count;
  if (denoiser->fill == denoiser->layout.hop) finish_hop(denoiser);
}

void quell_denoiser_process(QuellDenoiser *denoiser, const float *const *input, float *const *output, uint32_t frames) {
  const FloatMode mode = flush_denormals();
  ramp_aim(&denoiser->amount_ramp, wanted_amount(denoiser));
  ramp_aim(&denoiser->residual_ramp, wanted_residual(denoiser));
  for (uint32_t done = 0; done < frames;) {
    const uint32_t missing = denoiser->layout.hop - denoiser->fill;
    const uint32_t count = frames - done < missing ? frames - done : missing;
    process_piece(denoiser, input, output, done, count);
    done += count;
  }
  restore_float_mode(mode);
}
