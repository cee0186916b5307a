/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Recordings on which networks are compared: noisy ones with their clean counterparts. What does not depend on the
 * network's weights, the features of every frame, is computed once. */
#ifndef QUELL_UTTERANCE_H
#define QUELL_UTTERANCE_H

#include "network_description.h"

typedef struct {
  char *name;
  uint32_t sample_rate;
  size_t samples;
  float *noisy, *clean; /* [samples] */
  size_t frames;        /* hops until the last sample has come out of the denoiser */
  float *features;      /* [frames][feature_count] */
} Utterance;

typedef struct {
  Utterance *items;
  size_t count, capacity;
  uint32_t feature_count;
} UtteranceSet; /* starts as {0} */

/* Copies the samples. Returns 0 without memory. The network's weights do not matter, only its bands and filter. */
int utterance_set_add(UtteranceSet *set, const NetworkDescription *description, const char *name, uint32_t sample_rate,
                      const float *noisy, const float *clean, size_t samples);
void utterance_set_clear(UtteranceSet *set);

/* A number that differs between sets that differ in any sample. */
uint64_t utterance_set_hash(const UtteranceSet *set);

/* What the denoiser makes of an utterance when its network gives these outputs: row t of `gains` starts at
 * gains + t * gain_stride, likewise `filter` (NULL when the network has none). enhanced[samples] is aligned with the
 * input. Returns 0 without memory. */
int utterance_enhance(const Utterance *utterance, const NetworkDescription *description, const float *gains,
                      size_t gain_stride, const float *filter, size_t filter_stride, float *enhanced);

#endif
