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
  const ExampleMaker *maker;
  uint32_t bins;       /* of the layout */
  float *bin_gains;    /* [frames][bins] */
  Complex *denoised;   /* [frames][bins] */
  Complex *taught;     /* [bins] one frame, denoised by the teacher */
  float *taught_gains; /* [bins] */
  Complex *gradient;   /* [bins] */
  Complex *pull;       /* [bins] towards the teacher */
};

ExampleLoss *example_loss_create(const ExampleMaker *maker, size_t frames) {
  ExampleLoss *loss = calloc(1, sizeof *loss);
  if (!loss) return NULL;
  loss->maker = maker;
  loss->bins = example_layout(maker)->bins;
  loss->bin_gains = calloc(frames * loss->bins, sizeof(float));
  loss->denoised = calloc(frames * loss->bins, sizeof(Complex));
  loss->taught = calloc(loss->bins, sizeof(Complex));
  loss->taught_gains = calloc(loss->bins, sizeof(float));
  loss->gradient = calloc(loss->bins, sizeof(Complex));
  loss->pull = calloc(loss->bins, sizeof(Complex));
  if (loss->bin_gains && loss->denoised && loss->taught && loss->taught_gains && loss->gradient && loss->pull)
    return loss;
  example_loss_free(loss);
  return NULL;
}

void example_loss_free(ExampleLoss *loss) {
  if (!loss) return;
  free(loss->bin_gains);
  free(loss->denoised);
  free(loss->taught);
  free(loss->taught_gains);
  free(loss->gradient);
  free(loss->pull);
  free(loss);
}

void loss_sums_add(LossSums *total, const LossSums *part) {
  total->spectral += part->spectral;
  total->voice += part->voice;
  total->imitation += part->imitation;
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

/* ---- What the outputs make of a frame ---- */

static void take_history(const ExampleLoss *loss, const Example *example, size_t frame, const Complex **history) {
  for (uint32_t tap = 0; tap < FILTER_TAPS_MAX; tap++)
    history[tap] = example_noisy(loss->maker, example, frame, tap);
}

static const float *filter_row(const BatchNetwork *network, size_t row) {
  const NetworkDescription *description = batch_network_description(network);
  if (description->filter < 0) return NULL;
  return batch_network_output(network, description->filter) + row * layer_outputs(description, description->filter);
}

static void denoise_frame(const ExampleLoss *loss, const BatchNetwork *network, const Example *example, size_t frame,
                          size_t row, float *bin_gains, Complex *denoised) {
  const NetworkDescription *description = batch_network_description(network);
  const Complex *history[FILTER_TAPS_MAX];
  take_history(loss, example, frame, history);
  bands_interpolate(example->bands, batch_network_output(network, description->gains) + row * description->band_count,
                    bin_gains);
  const FilterShape shape = network_filter_shape(description);
  gain_apply(bin_gains, example->bins, filter_row(network, row), &shape, example_feature_layout(loss->maker)->turn,
             history, denoised);
}

static void add_powers(uint32_t bins, const Complex *noisy, const Complex *clean, const Complex *denoised,
                       LossSums *sums) {
  float clean_power = 0, error = 0, noise = 0;
  for (uint32_t bin = 1; bin < bins; bin++) {
    const float er = denoised[bin].re - clean[bin].re, ei = denoised[bin].im - clean[bin].im;
    const float nr = noisy[bin].re - clean[bin].re, ni = noisy[bin].im - clean[bin].im;
    clean_power += clean[bin].re * clean[bin].re + clean[bin].im * clean[bin].im;
    error += er * er + ei * ei;
    noise += nr * nr + ni * ni;
  }
  sums->clean += clean_power;
  sums->error += error;
  sums->noise += noise;
}

/* Where a frame of this sequence lies in the network's arrays. */
static size_t row_of(const LossBatch *batch, size_t frame, size_t sequence) {
  return frame * batch->sequences + sequence;
}

/* Denoises the piece and sums its powers. */
static void denoise_piece(ExampleLoss *loss, const LossBatch *batch, const Example *example, size_t start,
                          size_t sequence, LossSums *sums) {
  for (size_t t = 0; t < batch->frames; t++) {
    Complex *denoised = loss->denoised + t * loss->bins;
    denoise_frame(loss, batch->network, example, start + t, row_of(batch, t, sequence),
                  loss->bin_gains + t * loss->bins, denoised);
    add_powers(example->bins, example_noisy(loss->maker, example, start + t, 0),
               example_clean(loss->maker, example, start + t), denoised, sums);
  }
}

/* ---- Spectra ---- */

/* loss->gradient becomes that of the imitation and the truth, each with its share. */
static void add_pull(ExampleLoss *loss, const LossBatch *batch, const Example *example, size_t frame, size_t row,
                     const Complex *denoised, LossSums *sums) {
  LossWeights weights = *batch->weights;
  weights.under_weight = 1;
  denoise_frame(loss, batch->teacher, example, frame, row, loss->taught_gains, loss->taught);
  sums->imitation +=
      loss_frame(&weights, example->bin_weight, example->bins, 1 / example->level, loss->taught, denoised, loss->pull);
  for (uint32_t bin = 0; bin < example->bins; bin++) {
    loss->gradient[bin].re =
        batch->shares.truth * loss->gradient[bin].re + batch->shares.imitation * loss->pull[bin].re;
    loss->gradient[bin].im =
        batch->shares.truth * loss->gradient[bin].im + batch->shares.imitation * loss->pull[bin].im;
  }
}

static void spectrum_backward(ExampleLoss *loss, const LossBatch *batch, const Example *example, size_t frame,
                              size_t row, const float *bin_gains) {
  const NetworkDescription *description = batch_network_description(batch->network);
  const Complex *history[FILTER_TAPS_MAX];
  take_history(loss, example, frame, history);
  float *coefficient_gradient = NULL;
  if (description->filter >= 0)
    coefficient_gradient = batch_network_output_gradient(batch->network, description->filter) +
                           row * layer_outputs(description, description->filter);
  const FilterShape shape = network_filter_shape(description);
  gain_backward(example->bands, example->bins, bin_gains, filter_row(batch->network, row), &shape,
                example_feature_layout(loss->maker)->turn, history, loss->gradient,
                batch_network_output_gradient(batch->network, description->gains) + row * description->band_count,
                coefficient_gradient);
}

static void spectral_loss(ExampleLoss *loss, const LossBatch *batch, const Example *example, size_t start, size_t t,
                          size_t row, float error_share, LossSums *sums) {
  const Complex *clean = example_clean(loss->maker, example, start + t), *denoised = loss->denoised + t * loss->bins;
  sums->spectral += loss_frame(batch->weights, example->bin_weight, example->bins, 1 / example->level, clean, denoised,
                               loss->gradient);
  if (batch->teacher) add_pull(loss, batch, example, start + t, row, denoised, sums);
  if (batch->share <= 0) return;
  const float share = batch->share;
  for (uint32_t bin = 0; bin < example->bins; bin++) {
    loss->gradient[bin].re = share * loss->gradient[bin].re + error_share * (denoised[bin].re - clean[bin].re);
    loss->gradient[bin].im = share * loss->gradient[bin].im + error_share * (denoised[bin].im - clean[bin].im);
  }
  spectrum_backward(loss, batch, example, start + t, row, loss->bin_gains + t * loss->bins);
}

/* ---- Voice and states ---- */

static double cross_entropy(float label, float y) {
  return -(label * log(y) + (1 - label) * log(1 - y));
}

static float certain_limit(float y) {
  return fminf(fmaxf(y, 1e-6f), 1 - 1e-6f);
}

static void voice_loss(const LossBatch *batch, const Example *example, size_t frame, size_t row, LossSums *sums) {
  const int layer = batch_network_description(batch->network)->voice;
  if (layer < 0) return;
  const float y = certain_limit(batch_network_output(batch->network, layer)[row]), label = example->voice[frame];
  const int other = batch->teacher ? batch_network_description(batch->teacher)->voice : -1;
  float pull = batch->shares.truth * (y - label);
  sums->voice += cross_entropy(label, y);
  if (other >= 0) {
    const float taught = certain_limit(batch_network_output(batch->teacher, other)[row]);
    sums->imitation += batch->weights->voice_weight * cross_entropy(taught, y);
    pull += batch->shares.imitation * (y - taught);
  }
  batch_network_output_gradient(batch->network, layer)[row] +=
      batch->share * batch->weights->voice_weight * pull / (y * (1 - y));
}

static void states_loss(const LossBatch *batch, size_t row, LossSums *sums) {
  const NetworkDescription *student = batch_network_description(batch->network);
  const size_t count = batch->state_pair_count;
  for (size_t i = 0; i < count; i++) {
    const int layer = batch->state_pairs[i][0];
    const size_t size = layer_outputs(student, layer);
    const float *y = batch_network_output(batch->network, layer) + row * size;
    const float *taught = batch_network_output(batch->teacher, batch->state_pairs[i][1]) + row * size;
    float *gradient = batch_network_output_gradient(batch->network, layer) + row * size;
    const float weight = batch->states_weight / (float)(count * size);
    const float pull = 2 * weight * batch->share * batch->shares.imitation;
    float sum = 0;
    for (size_t k = 0; k < size; k++) {
      const float difference = y[k] - taught[k];
      sum += difference * difference;
      gradient[k] += pull * difference;
    }
    sums->imitation += weight * sum;
  }
}

/* ---- The whole ---- */

/* The derivative of the distortion is a multiple of the error; returns the multiple. */
static float distortion_share(const LossBatch *batch, const Example *example, const LossSums *piece, LossSums *sums) {
  const double active = (double)batch->frames * example->level * example->level;
  if (!example->has_speech || piece->clean < PIECE_SHARE_LEAST * active) return 0;
  const double error = piece->error + DISTORTION_FLOOR * piece->clean;
  sums->distortion_db += 10 * log10(error / piece->clean);
  sums->pieces++;
  return (float)(batch->shares.truth * batch->share * (double)batch->frames * batch->weights->distortion_weight * 2 /
                 (M_LN10 * error));
}

void example_loss_run(ExampleLoss *loss, const LossBatch *batch, const Example *example, size_t start, size_t sequence,
                      LossSums *sums) {
  LossSums piece = {0};
  denoise_piece(loss, batch, example, start, sequence, &piece);
  const float error_share = distortion_share(batch, example, &piece, &piece);
  for (size_t t = 0; t < batch->frames; t++) {
    const size_t row = row_of(batch, t, sequence);
    if (start + t < example->first) continue;
    spectral_loss(loss, batch, example, start, t, row, error_share, &piece);
    voice_loss(batch, example, start + t, row, &piece);
    if (batch->teacher && batch->states_weight > 0) states_loss(batch, row, &piece);
    piece.frames++;
  }
  loss_sums_add(sums, &piece);
}
