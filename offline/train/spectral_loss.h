/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The loss of one frame: how far the denoised spectrum is from the clean one, and its gradient for the network's
 * outputs.
 *
 * Both spectra are divided by the level of the speech in the whole example, so that loud and quiet recordings count
 * alike, and compressed: |S| becomes |S|^c with c = 1/4, phases kept. Compression makes the loss follow loudness rather
 * than power (Braun, Tashev 2020); levels far below the speech stop counting at a floor. Over the bins k of a frame
 *   magnitude  sum_k w_k u_k (|S|^c - |E|^c)^2       u = `under_weight` where |E| < |S|, else 1: lost speech costs more
 * than noise left complex    sum_k w_k |S^c - E^c|^2               phases count and over all frames of an example in a
 * batch distortion 10 log10(sum |S - E|^2 / sum |S|^2)   the reciprocal of the signal-to-distortion ratio, held below
 * 30 dB w_k is 1 up to 1 kHz and falls so that each ERB (Glasberg, Moore 1990) above counts alike; it is 0 above the
 * limit of what is known to be speech.
 */
#ifndef QUELL_SPECTRAL_LOSS_H
#define QUELL_SPECTRAL_LOSS_H

#include "stft.h"

typedef struct {
  float magnitude_weight, complex_weight, under_weight, distortion_weight, voice_weight;
} LossWeights;

void loss_weights_defaults(LossWeights *weights);

/* weight[bins]: w_k divided by its sum over all bins below 24 kHz, so that examples of every bandwidth weigh alike. */
void loss_bin_weights(const FrameLayout *layout, float limit_hz, float *weight);

/* Returns magnitude and complex part of one frame and sets gradient[bins] (derivative by re and im of `denoised`).
 * `scale` is one over the level. Bins from `bins` on are left alone. */
double loss_frame(const LossWeights *weights, const float *bin_weight, uint32_t bins, float scale, const Complex *clean,
                  const Complex *denoised, Complex *gradient);

#endif
