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

/* ---- One frame: analysis, features, network, gains, synthesis ------------------------------- */

static MixPoint mix_point(const QuellDenoiser *denoiser, uint32_t n) {
  return (MixPoint){.amount = denoiser->smoothed[SMOOTH_AMOUNT][n],
                    .gate = denoiser->gate_gains[n],
                    .residual = denoiser->smoothed[SMOOTH_RESIDUAL][n],
                    .gain = denoiser->smoothed[SMOOTH_GAIN][n],
                    .bypass = denoiser->smoothed[SMOOTH_BYPASS][n]};
}

static void analyse(QuellDenoiser *denoiser, Channel *channel) {
  Complex *oldest = channel->history[denoiser->history_length - 1];
  memmove(channel->history + 1, channel->history, (denoiser->history_length - 1) * sizeof *channel->history);
  channel->history[0] = oldest;
  stft_forward(denoiser->stft, channel->frame, channel->history[0]);
}

/* Several sums that do not wait for each other. */
static double spectrum_power(const Complex *spectrum, uint32_t bins) {
  float sums[16] = {0}, power = 0;
  uint32_t bin = 0;
  for (; bin + 16 <= bins; bin += 16)
    for (uint32_t i = 0; i < 16; i++)
      sums[i] += spectrum[bin + i].re * spectrum[bin + i].re + spectrum[bin + i].im * spectrum[bin + i].im;
  for (; bin < bins; bin++)
    power += spectrum[bin].re * spectrum[bin].re + spectrum[bin].im * spectrum[bin].im;
  for (int i = 0; i < 16; i++)
    power += sums[i];
  return power;
}

static void synthesise(QuellDenoiser *denoiser, Channel *channel, const ChannelGroup *group, double *before,
                       double *after) {
  const NetworkDescription *description = &denoiser->model->description;
  const float *coefficients = description->filter < 0 ? NULL : network_output(group->network, description->filter);
  const FilterShape shape = network_filter_shape(description);
  const uint32_t hop = denoiser->layout.hop, bins = denoiser->layout.bins;
  gain_apply(denoiser->bin_gains, bins, coefficients, &shape, denoiser->feature_layout.turn,
             (const Complex *const *)channel->history, denoiser->spectrum);
  *before += spectrum_power(channel->history[0], bins);
  *after += spectrum_power(denoiser->spectrum, bins);
  snapshot_add(&denoiser->snapshot, channel->history[0], denoiser->spectrum, mix_point(denoiser, hop - 1));
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

/* Groups that come to work go on from where those that worked have left off. */
static void change_link(QuellDenoiser *denoiser) {
  uint32_t count;
  const ChannelGroup *from = active_groups(denoiser, &count);
  for (uint32_t i = 1; i < count; i++)
    if (features_louder(&denoiser->groups[1 + i].features, &from->features)) from = &denoiser->groups[1 + i];
  denoiser->linked = denoiser->link_wanted;
  ChannelGroup *to = active_groups(denoiser, &count);
  for (uint32_t i = 0; i < count; i++) {
    feature_state_copy(&to[i].features, &from->features);
    network_state_copy(to[i].network, from->network);
  }
}

static void finish_hop(QuellDenoiser *denoiser) {
  double before = 0, after = 0;
  uint32_t count;
  denoiser->voice = 0;
  if (denoiser->linked != denoiser->link_wanted) change_link(denoiser);
  ChannelGroup *groups = active_groups(denoiser, &count);
  denoiser->network = wanted_network(denoiser);
  for (uint32_t i = 0; i < count; i++)
    denoise_group(denoiser, &groups[i], &before, &after);
  gate_hear(&denoiser->gate, &denoiser->gate_settings, denoiser->voice, denoiser->layout.hop);
  publish_meters(denoiser, before, after);
  snapshot_publish(&denoiser->snapshot, denoiser->voice, denoiser->gate.open);
  denoiser->fill = 0;
}

/* ---- Samples: into the frame, out of the finished hop --------------------------------------- */

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
    output[n] = mix_sample(channel->delay[at], ready[n], mix_point(denoiser, n));
    at = at + 1 == ring ? 0 : at + 1;
    output_square += output[n] * output[n];
  }
  channel->output_square += output_square;
}

/* At most what is missing in the hop. */
static void process_piece(QuellDenoiser *denoiser, const float *const *input, float *const *output, uint32_t from,
                          uint32_t count) {
  for (int i = 0; i < SMOOTH_COUNT; i++)
    ramp_run(&denoiser->ramps[i], denoiser->smoothed[i], count);
  gate_run(&denoiser->gate, &denoiser->gate_settings, denoiser->smoothed[SMOOTH_GATE_FLOOR], denoiser->gate_gains,
           count);
  /* All inputs are taken before any output is given, since they may share their memory. */
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    take_samples(denoiser, &denoiser->channels[i], input[i] + from, count);
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    give_samples(denoiser, &denoiser->channels[i], output[i] + from, count);
  denoiser->delay_at = (denoiser->delay_at + count) % (DELAY_HOPS * denoiser->layout.hop);
  denoiser->fill += count;
  if (denoiser->fill == denoiser->layout.hop) finish_hop(denoiser);
}

/* ---- Silence -------------------------------------------------------------------------------- */

/* Whether all its bits are zero: minus zero is passed on as it is. */
static int is_zero(float sample) {
  uint32_t bits;
  memcpy(&bits, &sample, sizeof bits);
  return bits == 0;
}

/* How many samples are zero in all channels, from the one at `from` on in steps of 1 or -1, at most `count`. */
static uint32_t count_zeros(const QuellDenoiser *denoiser, const float *const *input, uint32_t from, int step,
                            uint32_t count) {
  for (uint32_t i = 0; i < denoiser->channel_count; i++) {
    uint32_t zeros = 0;
    for (const float *sample = input[i] + from; zeros < count && is_zero(*sample); sample += step)
      zeros++;
    count = zeros;
  }
  return count;
}

/* Gives out silence until there is a sound; the first hop begins with it. So the number of zeros before a sound, of
 * which hosts and editors add as many as they like, changes nothing, and costs nothing. */
static uint32_t rest(QuellDenoiser *denoiser, const float *const *input, float *const *output, uint32_t from,
                     uint32_t count) {
  const uint32_t zeros = count_zeros(denoiser, input, from, 1, count);
  for (uint32_t i = 0; i < denoiser->channel_count; i++)
    memset(output[i] + from, 0, zeros * sizeof(float));
  denoiser->resting = zeros == count;
  return zeros;
}

static void go_on(QuellDenoiser *denoiser, const float *const *input, float *const *output, uint32_t from,
                  uint32_t count) {
  const uint32_t zeros = count_zeros(denoiser, input, from + count - 1, -1, count);
  denoiser->silent = zeros < count ? zeros : denoiser->silent + count;
  process_piece(denoiser, input, output, from, count);
  if (denoiser->fill == 0 && denoiser->silent >= denoiser->layout.sample_rate) quell_denoiser_reset(denoiser);
}

void quell_denoiser_process(QuellDenoiser *denoiser, const float *const *input, float *const *output, uint32_t frames) {
  const FloatMode mode = flush_denormals();
  controls_read(denoiser);
  for (uint32_t done = 0; done < frames;) {
    if (denoiser->resting) done += rest(denoiser, input, output, done, frames - done);
    const uint32_t missing = denoiser->layout.hop - denoiser->fill;
    const uint32_t count = frames - done < missing ? frames - done : missing;
    if (count > 0) go_on(denoiser, input, output, done, count);
    done += count;
  }
  restore_float_mode(mode);
}
