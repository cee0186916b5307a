/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Means E[x] and covariances E[(x - E[x]) (x - E[x])^T] of what the matrices of a network are multiplied with, over
 * calibration recordings. */
#ifndef QUELL_MOMENTS_H
#define QUELL_MOMENTS_H

#include "utterance.h"

/* Of one layer; side lengths are the layer's input_size and, for recurrent layers, its size. */
typedef struct {
  double *input, *input_mean;         /* [input_size][input_size], [input_size] */
  double *recurrent, *recurrent_mean; /* [size][size], [size] of the state before the frame; NULL for dense layers */
} LayerMoments;

typedef struct {
  LayerMoments layers[LAYERS_MAX];
  uint32_t layer_count;
} Moments;

/* Returns 0 without memory; moments_clear() is needed in any case. */
int moments_measure(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set,
                    unsigned threads, Moments *moments);
void moments_clear(Moments *moments);

#endif
