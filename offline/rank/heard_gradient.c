/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "heard_gradient.h"
#include "frame_tools.h"
#include "gain.h"
#include "offline/data/random_generator.h"
#include "offline/train/gain_gradient.h"
#include "offline/train/spectral_loss.h"

#include <math.h>
#include <stdlib.h>

/* Power, relative to that of the speech, below which compression ends: that of the loss. */
#define FLOOR_POWER 1e-6f

struct HeardGradient {
  const NetworkDescription *description;
  const Utterance *utterance;
  FrameTools tools;
  RandomGenerator random;
  uint32_t taps;
  float scale; /* one over the level of the speech, 0 without speech */
  float *window, *weight, *bin_gains, *normals;
  Complex *spectra; /* [taps][bins] ring of the last frames */
  Complex *denoised, *gradient;
};

static float level_of(const Utterance *utterance) {
  double power = 0;
  for (size_t n = 0; n < utterance->samples; n++)
    power += (double)utterance->clean[n] * utterance->clean[n];
  /* Power of a spectrum whose sine of amplitude 1 has magnitude 0.5, summed over bins, for a signal of that power. */
  return utterance->samples ? (float)sqrt(0.75 * power / (double)utterance->samples) : 0;
}

HeardGradient *heard_gradient_create(const NetworkDescription *description, const Utterance *utterance, uint64_t seed) {
  HeardGradient *heard = calloc(1, sizeof *heard);
  if (!heard) return NULL;
  heard->description = description;
  heard->utterance = utterance;
  heard->taps = description->filter_taps ? description->filter_taps : 1;
  random_start(&heard->random, seed, 0);
  const float level = level_of(utterance);
  heard->scale = level > 1e-5f ? 1 / level : 0;
  const int opened = frame_tools_open(&heard->tools, description, utterance->sample_rate);
  const size_t bins = heard->tools.layout.bins;
  heard->window = calloc(heard->tools.layout.window, sizeof(float));
  heard->weight = calloc(bins, sizeof(float));
  heard->bin_gains = calloc(bins, sizeof(float));
  heard->normals = calloc(2 * bins, sizeof(float));
  heard->spectra = calloc(heard->taps * bins, sizeof(Complex));
  heard->denoised = calloc(bins, sizeof(Complex));
  heard->gradient = calloc(bins, sizeof(Complex));
  if (!opened || !heard->window || !heard->weight || !heard->bin_gains || !heard->normals || !heard->spectra ||
      !heard->denoised || !heard->gradient) {
    heard_gradient_free(heard);
    return NULL;
  }
  loss_bin_weights(&heard->tools.layout, (float)utterance->sample_rate / 2, heard->weight);
  return heard;
}

void heard_gradient_free(HeardGradient *heard) {
  if (!heard) return;
  frame_tools_close(&heard->tools);
  free(heard->window);
  free(heard->weight);
  free(heard->bin_gains);
  free(heard->normals);
  free(heard->spectra);
  free(heard->denoised);
  free(heard->gradient);
  free(heard);
}

/* e = scale S becomes e p^(-3/8), p = |e|^2 + floor, so its derivative is p^(-3/8) (1 - 3/4 e e^T / p), which is
 * symmetric. */
static void compressed_gradient(HeardGradient *heard) {
  const uint32_t bins = heard->tools.layout.bins;
  random_fill_noise(&heard->random, heard->normals, (size_t)2 * bins);
  for (uint32_t bin = 0; bin < bins; bin++) {
    const float er = heard->scale * heard->denoised[bin].re, ei = heard->scale * heard->denoised[bin].im;
    const float power = er * er + ei * ei + FLOOR_POWER;
    const float root = sqrtf(sqrtf(sqrtf(power))),
                factor = heard->scale * sqrtf(heard->weight[bin]) / (root * root * root);
    const float nr = heard->normals[2 * bin], ni = heard->normals[2 * bin + 1];
    const float along = 0.75f * (er * nr + ei * ni) / power;
    heard->gradient[bin].re = factor * (nr - along * er);
    heard->gradient[bin].im = factor * (ni - along * ei);
  }
}

void heard_gradient_add(HeardGradient *heard, BatchNetwork *network, size_t frame, size_t row) {
  const NetworkDescription *description = heard->description;
  const uint32_t bins = heard->tools.layout.bins, taps = heard->taps;
  const Complex *history[FILTER_TAPS_MAX];
  const float *coefficients = NULL;
  float *coefficient_gradient = NULL;
  if (description->filter >= 0) {
    const size_t at = row * layer_outputs(description, description->filter);
    coefficients = batch_network_output(network, description->filter) + at;
    coefficient_gradient = batch_network_output_gradient(network, description->filter) + at;
  }
  for (uint32_t tap = 0; tap < taps; tap++)
    history[tap] = heard->spectra + (frame + taps - tap) % taps * bins;
  frame_tools_spectrum(&heard->tools, heard->utterance->noisy, heard->utterance->samples, frame, heard->window,
                       heard->spectra + frame % taps * bins);
  bands_interpolate(heard->tools.bands,
                    batch_network_output(network, description->gains) + row * description->band_count,
                    heard->bin_gains);
  const FilterShape shape = network_filter_shape(description);
  gain_apply(heard->bin_gains, bins, coefficients, &shape, heard->tools.features.turn, history, heard->denoised);
  compressed_gradient(heard);
  gain_backward(heard->tools.bands, bins, heard->bin_gains, coefficients, &shape, heard->tools.features.turn, history,
                heard->gradient,
                batch_network_output_gradient(network, description->gains) + row * description->band_count,
                coefficient_gradient);
}
