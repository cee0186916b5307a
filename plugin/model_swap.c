/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_swap.h"

#include <string.h>

/* A recurrent network has heard enough by then to go on like one that was there all the time. */
#define SETTLE_SECONDS 0.3
#define FADE_SECONDS 0.05

void swap_init(ModelSwap *swap, LoadedModel *first, uint32_t sample_rate, uint32_t channels) {
  swap->current = first;
  swap->channels = channels;
  swap->settle = (uint32_t)(SETTLE_SECONDS * sample_rate);
  swap->fade = (uint32_t)(FADE_SECONDS * sample_rate);
  atomic_init(&swap->incoming, NULL);
  atomic_init(&swap->retired, NULL);
}

void swap_clear(ModelSwap *swap) {
  loaded_model_free(swap->current);
  loaded_model_free(swap->next);
  loaded_model_free(atomic_exchange(&swap->incoming, NULL));
  loaded_model_free(atomic_exchange(&swap->retired, NULL));
}

void swap_offer(ModelSwap *swap, LoadedModel *model) {
  loaded_model_free(atomic_exchange(&swap->incoming, model));
}

void swap_collect(ModelSwap *swap) {
  loaded_model_free(atomic_exchange(&swap->retired, NULL));
}

int swap_has_retired(ModelSwap *swap) {
  return atomic_load_explicit(&swap->retired, memory_order_relaxed) != NULL;
}

/* Only the audio thread adds, so another try is needed at most once: when a collector has just emptied the list. */
static void retire(ModelSwap *swap, LoadedModel *model) {
  LoadedModel *head = atomic_load_explicit(&swap->retired, memory_order_relaxed);
  do
    model->next = head;
  while (!atomic_compare_exchange_weak(&swap->retired, &head, model));
}

static void set_like_current(ModelSwap *swap, LoadedModel *model) {
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    quell_denoiser_set(model->denoiser, (QuellParameter)i,
                       quell_denoiser_get(swap->current->denoiser, (QuellParameter)i));
  quell_denoiser_reset(model->denoiser);
}

static void replace(ModelSwap *swap, LoadedModel *model) {
  retire(swap, swap->current);
  swap->current = model;
  swap->next = NULL;
}

int swap_take(ModelSwap *swap) {
  if (swap->next || !atomic_load_explicit(&swap->incoming, memory_order_relaxed)) return 0;
  LoadedModel *model = atomic_exchange(&swap->incoming, NULL);
  if (!model) return 0;
  set_like_current(swap, model);
  swap->age = 0;
  if (swap->sounded)
    swap->next = model;
  else
    replace(swap, model);
  return 1;
}

void swap_reset(ModelSwap *swap) {
  swap->sounded = 0;
  if (swap->next) replace(swap, swap->next);
  swap_take(swap);
  quell_denoiser_reset(swap->current->denoiser);
}

QuellStatus swap_set(ModelSwap *swap, QuellParameter parameter, float value) {
  if (swap->next) quell_denoiser_set(swap->next->denoiser, parameter, value);
  return quell_denoiser_set(swap->current->denoiser, parameter, value);
}

static void listen(ModelSwap *swap, const float *const *input, uint32_t frames) {
  for (uint32_t c = 0; c < swap->channels; c++)
    for (uint32_t n = 0; n < frames && !swap->sounded; n++)
      swap->sounded = input[c][n] != 0;
}

/* Share of the next denoiser at a frame of its life. */
static float share_of_next(const ModelSwap *swap, uint32_t age) {
  if (age < swap->settle) return 0;
  return age - swap->settle < swap->fade ? (float)(age - swap->settle) / (float)swap->fade : 1;
}

static void process_both(ModelSwap *swap, const float *const *input, float *const *output, uint32_t frames) {
  float *old[CHANNELS_MAX] = {swap->old[0], swap->old[1]}, *new[CHANNELS_MAX] = {swap->new[0], swap->new[1]};
  quell_denoiser_process(swap->current->denoiser, input, old, frames);
  quell_denoiser_process(swap->next->denoiser, input, new, frames);
  for (uint32_t c = 0; c < swap->channels; c++)
    for (uint32_t n = 0; n < frames; n++)
      output[c][n] = old[c][n] + share_of_next(swap, swap->age + n) * (new[c][n] - old[c][n]);
  swap->age += frames;
  if (swap->age >= swap->settle + swap->fade) replace(swap, swap->next);
}

void swap_process(ModelSwap *swap, const float *const *input, float *const *output, uint32_t frames) {
  listen(swap, input, frames);
  if (swap->next)
    process_both(swap, input, output, frames);
  else
    quell_denoiser_process(swap->current->denoiser, input, output, frames);
}

const LoadedModel *swap_latest(const ModelSwap *swap) {
  return swap->next ? swap->next : swap->current;
}
