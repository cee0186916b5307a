/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* How much each output of a network's matrices matters: second moments E[g g^T], where g is the gradient, for the sum
 * W x of a matrix, of a random combination of what is heard. What is heard is the denoised spectrum, compressed and
 * weighted as in spectral_loss.h; the combination has independent normal coefficients, so that g^T e has for a small
 * error e of the sum, on the average, the square of the error that comes out (Hutchinson 1990; a Gauss-Newton matrix in
 * the sense of Schraudolph 2002). Later frames count for as long as a piece (lane.h) lasts; an utterance without speech
 * counts for nothing. */
#ifndef QUELL_GRADIENT_MOMENTS_H
#define QUELL_GRADIENT_MOMENTS_H

#include "utterance.h"

/* Side length: gates * size of the layer. */
typedef struct {
  double *input, *recurrent; /* recurrent NULL for layers without a state */
} LayerGradientMoments;

typedef struct {
  LayerGradientMoments layers[LAYERS_MAX];
  uint32_t layer_count;
} GradientMoments;

/* The same for any number of threads. Returns 0 without memory; gradient_moments_clear() is needed in any case. */
int gradient_moments_measure(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set,
                             unsigned threads, GradientMoments *moments);
void gradient_moments_clear(GradientMoments *moments);

#endif
