/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "example_loss.h"
#include "gain.h"
#include "gain_gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A piece counts for the distortion when its target holds this share of the power that active speech would have. */
#define PIECE_SHARE_LEAST 0.05
/* Errors this far below the target stop counting: 30 dB. */
#define DISTORTION_FLOOR 1e-3

struct ExampleLoss {
  const NetworkDescription *description;
  const ExampleMaker *maker;
  uint32_t bins;     /* of the layout */
  float *bin_gains;  /* [frames][bins] */
  Complex *denoised; /* [frames][bins] */
  Complex *gradient; /* [bins] */
};

ExampleLoss *example_loss_create(const NetworkDescription *description, const ExampleMaker *maker, size_t frames) {
  ExampleLoss *loss = calloc(1, sizeof *loss);
  if (!loss) return NULL;
  loss->description = description;
  loss->maker = maker;
  loss->bins = example_layout(maker)->bins;
  loss->bin_gains = calloc(frames * loss->bins, sizeof(float));
  loss->denoised = calloc(frames * loss->bins, sizeof(Complex));
  loss->gradient = calloc(loss->bins, sizeof(Complex));
  if (loss->bin_gains && loss->denoised && loss->gradient) return loss;
  example_loss_free(loss);
  return NULL;
}

void example_loss_free(ExampleLoss *loss) {
  if (!loss) return;
  free(loss->bin_gains);
  free(loss->denoised);
  free(loss->gradient);
  free(loss);
}

void loss_sums_add(LossSums *total, const LossSums *part) {
  total->spectral += part->spectral;
  total->voice += part->voice;
  total->distortion_db += part->distortion_db;
  total->clean += part->clean;
  total->error += part->error;
  total->noise += part->noise;
  total->frames += part->frames;
  total->pieces += part->pieces;
}

double loss_total(const LossSums *sums, const LossWeights *weights) {
  if (!sums->frames) return 0;
  const double distortion = sums->pieces ? sums->distortion_db / (double)sums->pieces : 0;
  return (sums->spectral + weights->voice_weight * sums->voice) / (double)sums->frames +
         weights->distortion_weight * distortion / 10;
}

/* Where a frame of this sequence lies in the network's arrays. */
static size_t row_of(size_t frame, size_t sequence, size_t sequences) {
  return frame * sequences + sequence;
}

static void take_history(const ExampleLoss *loss, const Example *example, size_t frame, const Complex **history) {
  for (uint32_t tap = 0; tap < FILTER_TAPS_MAX; tap++)
    history[tap] = example_noisy(loss->maker, example, frame, tap);
}

static const float *filter_row(const ExampleLoss *loss, const BatchNetwork *network, size_t row) {
  const NetworkDescription *description = loss->description;
  if (description->filter < 0) return NULL;
  return batch_network_output(network, description->filter) + row * description->layers[description->filter].size;
}

/* Denoises the piece and sums its powers. */
static void apply_outputs(ExampleLoss *loss, const Example *example, size_t start, size_t frames,
                          const BatchNetwork *network, size_t sequence, size_t sequences, LossSums *sums) {
  const NetworkDescription *description = loss->description;
  for (size_t t = 0; t < frames; t++) {
    const size_t row = row_of(t, sequence, sequences);
    const Complex *history[FILTER_TAPS_MAX], *clean = example_clean(loss->maker, example, start + t);
    float *bin_gains = loss->bin_gains + t * loss->bins;
    Complex *denoised = loss->denoised + t * loss->bins;
    take_history(loss, example, start + t, history);
    bands_interpolate(example->bands, batch_network_output(network, description->gains) + row * description->band_count,
                      bin_gains);
    gain_apply(bin_gains, example->bins, filter_row(loss, network, row), description->filter_bins,
               description->filter_taps, example_feature_layout(loss->maker)->turn, history, denoised);
    float clean_power = 0, error = 0, noise = 0;
    for (uint32_t bin = 1; bin < example->bins; bin++) {
      const float er = denoised[bin].re - clean[bin].re, ei = denoised[bin].im - clean[bin].im;
      const float nr = history[0][bin].re - clean[bin].re, ni = history[0][bin].im - clean[bin].im;
      clean_power += clean[bin].re * clean[bin].re + clean[bin].im * clean[bin].im;
      error += er * er + ei * ei;
      noise += nr * nr + ni * ni;
    }
    sums->clean += clean_power;
    sums->error += error;
    sums->noise += noise;
  }
}

static void frame_gradient(ExampleLoss *loss, const LossWeights *weights, const Example *example, size_t start,
                           size_t t, BatchNetwork *network, size_t row, float share, float error_share,
                           LossSums *sums) {
  const NetworkDescription *description = loss->description;
  const Complex *clean = example_clean(loss->maker, example, start + t), *denoised = loss->denoised + t * loss->bins;
  sums->spectral +=
      loss_frame(weights, example->bin_weight, example->bins, 1 / example->level, clean, denoised, loss->gradient);
  if (share <= 0) return;
  for (uint32_t bin = 0; bin < example->bins; bin++) {
    loss->gradient[bin].re = share * loss->gradient[bin].re + error_share * (denoised[bin].re - clean[bin].re);
    loss->gradient[bin].im = share * loss->gradient[bin].im + error_share * (denoised[bin].im - clean[bin].im);
  }
  const Complex *history[FILTER_TAPS_MAX];
  take_history(loss, example, start + t, history);
  float *coefficient_gradient = NULL;
  if (description->filter >= 0)
    coefficient_gradient = batch_network_output_gradient(network, description->filter) +
                           row * description->layers[description->filter].size;
  gain_backward(example->bands, example->bins, loss->bin_gains + t * loss->bins, filter_row(loss, network, row),
                description->filter_bins, description->filter_taps, example_feature_layout(loss->maker)->turn, history,
                loss->gradient,
                batch_network_output_gradient(network, description->gains) + row * description->band_count,
                coefficient_gradient);
}

static void voice_gradient(const ExampleLoss *loss, const LossWeights *weights, const Example *example, size_t frame,
                           BatchNetwork *network, size_t row, float share, LossSums *sums) {
  const int layer = loss->description->voice;
  if (layer < 0) return;
  const float y = fminf(fmaxf(batch_network_output(network, layer)[row], 1e-6f), 1 - 1e-6f), v = example->voice[frame];
  sums->voice -= v * log(y) + (1 - v) * log(1 - y);
  batch_network_output_gradient(network, layer)[row] = share * weights->voice_weight * (y - v) / (y * (1 - y));
}

/* The derivative of the distortion is a multiple of the error; returns the multiple. */
static float distortion_share(const LossWeights *weights, const Example *example, size_t frames, const LossSums *piece,
                              float share, LossSums *sums) {
  const double active = (double)frames * example->level * example->level;
  if (!example->has_speech || piece->clean < PIECE_SHARE_LEAST * active) return 0;
  const double error = piece->error + DISTORTION_FLOOR * piece->clean;
  sums->distortion_db += 10 * log10(error / piece->clean);
  sums->pieces++;
  return (float)(share * (double)frames * weights->distortion_weight * 2 / (M_LN10 * error));
}

void example_loss_run(ExampleLoss *loss, const LossWeights *weights, const Example *example, size_t start,
                      size_t frames, BatchNetwork *network, size_t sequence, size_t sequences, float share,
                      LossSums *sums) {
  LossSums piece = {0};
  apply_outputs(loss, example, start, frames, network, sequence, sequences, &piece);
  const float error_share = distortion_share(weights, example, frames, &piece, share, &piece);
  for (size_t t = 0; t < frames; t++) {
    const size_t row = row_of(t, sequence, sequences);
    if (start + t < example->first) continue;
    frame_gradient(loss, weights, example, start, t, network, row, share, error_share, &piece);
    voice_gradient(loss, weights, example, start + t, network, row, share, &piece);
    piece.frames++;
  }
  loss_sums_add(sums, &piece);
}
