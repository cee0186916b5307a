/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The denoiser that makes the sound, and its replacement by another while the sound goes on:
 *
 *   a setup thread  ── swap_offer() ──►  incoming  ── audio thread ──►  next: hears the sound, until it has settled
 *                                                                      │ crossfade
 *   a setup thread  ◄── swap_collect() ──  retired  ◄── audio thread ──  current
 *
 * Everything that moves between threads moves by one atomic exchange. Both denoisers delay by the same latency, so what
 * passes unchanged (mix 0, bypass) stays unchanged to the bit throughout. Before any sound was heard there is nothing
 * to fade, and the next one takes over at once.
 */
#ifndef QUELL_MODEL_SWAP_H
#define QUELL_MODEL_SWAP_H

#include "loaded_model.h"

#include <stdatomic.h>

#define CHANNELS_MAX 2
#define PIECE_FRAMES 1024

typedef struct {
  LoadedModel *current, *next; /* the audio thread's; next is NULL unless a change is under way */
  uint32_t channels;
  uint32_t settle, fade; /* frames */
  uint32_t age;          /* of next, frames */
  int sounded;           /* whether the input was ever anything but zero since the last reset */
  float silence[PIECE_FRAMES];
  float old[CHANNELS_MAX][PIECE_FRAMES], new[CHANNELS_MAX][PIECE_FRAMES];
  _Atomic(LoadedModel *) incoming, retired;
} ModelSwap;

/* setup. `first` is taken over. */
void swap_init(ModelSwap *swap, LoadedModel *first, uint32_t sample_rate, uint32_t channels);
/* setup. Frees all that it holds. */
void swap_clear(ModelSwap *swap);
/* setup, while audio goes on. The model that shall run from now on; an earlier one that has not been taken is freed. */
void swap_offer(ModelSwap *swap, LoadedModel *model);
/* setup, while audio goes on. Frees what the audio thread has done with. */
void swap_collect(ModelSwap *swap);

/* audio. Whether something waits for swap_collect(). */
int swap_has_retired(ModelSwap *swap);
/* audio. Starts with the model on offer, when there is one and no change is under way. Returns whether it has. */
int swap_take(ModelSwap *swap);
/* audio. Finishes a change at once, takes what is on offer, and forgets the sound. */
void swap_reset(ModelSwap *swap);
/* audio. In both denoisers; QUELL_BAD_ARGUMENT for a value out of range. */
QuellStatus swap_set(ModelSwap *swap, QuellParameter parameter, float value);
/* audio. Up to PIECE_FRAMES frames; buffers as for quell_denoiser_process(). */
void swap_process(ModelSwap *swap, const float *const *input, float *const *output, uint32_t frames);
/* audio. The model that was chosen last: the next one, or else the current one. */
const LoadedModel *swap_latest(const ModelSwap *swap);

#endif
