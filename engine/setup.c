/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "process.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int config_is_valid(const QuellConfig *config) {
  return config && config->sample_rate >= QUELL_SAMPLE_RATE_MIN && config->sample_rate <= QUELL_SAMPLE_RATE_MAX &&
         config->channels >= 1 && config->channels <= QUELL_CHANNELS_MAX;
}

static void take_channel(QuellDenoiser *denoiser, Channel *channel) {
  MemoryPool *pool = &denoiser->pool;
  const FrameLayout *layout = &denoiser->layout;
  channel->frame = pool_take(pool, layout->window, sizeof(float));
  channel->delay = pool_take(pool, DELAY_HOPS * layout->hop, sizeof(float));
  channel->overlap = pool_take(pool, 2 * layout->hop, sizeof(float));
  channel->ready = pool_take(pool, layout->hop, sizeof(float));
  for (uint32_t i = 0; i < denoiser->history_length; i++)
    channel->history[i] = pool_take(pool, layout->bins, sizeof(Complex));
}

static void take_scratch(QuellDenoiser *denoiser) {
  MemoryPool *pool = &denoiser->pool;
  const NetworkDescription *description = &denoiser->model->description;
  denoiser->power = pool_take(pool, denoiser->layout.bins, sizeof(float));
  denoiser->energy = pool_take(pool, description->band_count, sizeof(float));
  denoiser->features = pool_take(pool, description->feature_count, sizeof(float));
  denoiser->bin_gains = pool_take(pool, denoiser->layout.bins, sizeof(float));
  denoiser->spectrum = pool_take(pool, denoiser->layout.bins, sizeof(Complex));
  denoiser->gate_gains = pool_take(pool, denoiser->layout.hop, sizeof(float));
  for (int i = 0; i < SMOOTH_COUNT; i++)
    denoiser->smoothed[i] = pool_take(pool, denoiser->layout.hop, sizeof(float));
}

static int take_groups(QuellDenoiser *denoiser) {
  const uint32_t count = group_count(denoiser);
  denoiser->groups = pool_take(&denoiser->pool, count, sizeof(ChannelGroup));
  for (uint32_t i = 0; denoiser->groups && i < count; i++) {
    ChannelGroup *group = &denoiser->groups[i];
    group->first = i ? i - 1 : 0;
    group->count = i ? 1 : denoiser->channel_count;
    group->network = network_state_create(denoiser->network);
    if (!group->network || !feature_state_init(&group->features, &denoiser->feature_layout)) return 0;
  }
  return denoiser->groups != NULL;
}

static int build(QuellDenoiser *denoiser, const QuellConfig *config) {
  const NetworkDescription *description = &denoiser->model->description;
  denoiser->layout = frame_layout(config->sample_rate);
  denoiser->channel_count = config->channels;
  denoiser->history_length = description->filter_taps > 2 ? description->filter_taps : 2;
  denoiser->networks = model_networks(denoiser->model, denoiser->kernels);
  denoiser->network = denoiser->networks ? denoiser->networks[0] : NULL;
  denoiser->stft = stft_create(config->sample_rate);
  denoiser->bands =
      bands_create(description->bands_hz, description->band_count, &denoiser->layout, (float)config->sample_rate / 2);
  if (!denoiser->network || !denoiser->stft || !denoiser->bands ||
      !feature_layout_init(&denoiser->feature_layout, description->band_count, description->filter_bins,
                           &denoiser->layout) ||
      !snapshot_init(&denoiser->snapshot, &denoiser->layout))
    return 0;
  denoiser->channels = pool_take(&denoiser->pool, config->channels, sizeof(Channel));
  for (uint32_t i = 0; denoiser->channels && i < config->channels; i++)
    take_channel(denoiser, &denoiser->channels[i]);
  take_scratch(denoiser);
  if (!take_groups(denoiser) || denoiser->pool.failed) return 0;
  controls_prepare(denoiser);
  return 1;
}

QuellStatus quell_denoiser_create(QuellModel *model, const QuellConfig *config, QuellDenoiser **result) {
  if (!result) return QUELL_BAD_ARGUMENT;
  *result = NULL;
  const Kernels *kernels = config ? kernels_find(config->kernels) : NULL;
  if (!model || !config_is_valid(config) || !kernels) return QUELL_BAD_ARGUMENT;
  QuellDenoiser *denoiser = calloc(1, sizeof *denoiser);
  if (!denoiser) return QUELL_NO_MEMORY;
  denoiser->model = model;
  model_share(model);
  denoiser->kernels = kernels;
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    atomic_init(&denoiser->targets[i], quell_parameter_info((QuellParameter)i)->standard);
  if (!build(denoiser, config)) {
    quell_denoiser_free(denoiser);
    return QUELL_NO_MEMORY;
  }
  quell_denoiser_reset(denoiser);
  *result = denoiser;
  return QUELL_OK;
}

void quell_denoiser_free(QuellDenoiser *denoiser) {
  if (!denoiser) return;
  for (uint32_t i = 0; denoiser->groups && i < group_count(denoiser); i++) {
    network_state_free(denoiser->groups[i].network);
    feature_state_clear(&denoiser->groups[i].features);
  }
  feature_layout_clear(&denoiser->feature_layout);
  snapshot_clear(&denoiser->snapshot);
  bands_free(denoiser->bands);
  stft_free(denoiser->stft);
  pool_free(&denoiser->pool);
  quell_model_free(denoiser->model);
  free(denoiser);
}
