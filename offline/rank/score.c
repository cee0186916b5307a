/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "score.h"
#include "frame_tools.h"
#include "offline/metrics/metrics.h"
#include "offline/train/spectral_loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOSS 0 /* the metrics follow */
#define SILENCE 1e-10

static Metric metric_of(int score) {
  return (Metric)(score - 1);
}

const char *score_symbol(int score) {
  if (score == LOSS) return "loss";
  const MetricInfo *info = score > 0 ? metric_info(metric_of(score)) : NULL;
  return info ? info->symbol : NULL;
}

int score_find(const char *symbol) {
  for (int score = 0; score_symbol(score); score++)
    if (strcmp(score_symbol(score), symbol) == 0) return score;
  return -1;
}

static double mean_power(const float *samples, size_t count) {
  double sum = 0;
  for (size_t n = 0; n < count; n++)
    sum += (double)samples[n] * samples[n];
  return count ? sum / (double)count : 0;
}

/* Both signals are divided by the level of the clean one, so that quiet utterances count like loud ones. */
static int spectral_loss(const NetworkDescription *description, const Utterance *utterance, const float *processed,
                         double *loss) {
  FrameTools tools;
  LossWeights weights;
  const int opened = frame_tools_open(&tools, description, utterance->sample_rate);
  const uint32_t bins = tools.layout.bins;
  float *window = calloc(tools.layout.window, sizeof *window), *weight = calloc(bins, sizeof *weight);
  Complex *spectra = calloc((size_t)3 * bins, sizeof *spectra);
  const int good = opened && window && weight && spectra;
  const size_t frames = utterance->samples / (tools.layout.hop ? tools.layout.hop : 1);
  /* Power of a spectrum whose sine of amplitude 1 has magnitude 0.5, summed over bins, for a signal of that power. */
  const double level = sqrt(mean_power(utterance->clean, utterance->samples) * 0.75);
  loss_weights_defaults(&weights);
  *loss = 0;
  if (good) loss_bin_weights(&tools.layout, (float)utterance->sample_rate / 2, weight);
  for (size_t t = 0; good && t < frames; t++) {
    frame_tools_spectrum(&tools, utterance->clean, utterance->samples, t, window, spectra);
    frame_tools_spectrum(&tools, processed, utterance->samples, t, window, spectra + bins);
    *loss +=
        loss_frame(&weights, weight, bins, (float)(1 / level), spectra, spectra + bins, spectra + (size_t)2 * bins);
  }
  if (frames) *loss /= (double)frames;
  free(window);
  free(weight);
  free(spectra);
  frame_tools_close(&tools);
  return good && frames > 0 && isfinite(*loss);
}

static const char *measure(int score, const NetworkDescription *description, const Utterance *utterance,
                           const float *processed, double *value) {
  if (score == LOSS) {
    if (mean_power(utterance->clean, utterance->samples) < SILENCE) return "the clean signal is silent";
    return spectral_loss(description, utterance, processed, value) ? NULL : "it is too short";
  }
  const MetricStatus status =
      metric_score(metric_of(score), utterance->clean, processed, utterance->samples, utterance->sample_rate, value);
  return status == METRIC_OK ? NULL : metric_status_text(status);
}

const char *score_input(int score, const NetworkDescription *description, const Utterance *utterance, double *noisy) {
  return measure(score, description, utterance, utterance->noisy, noisy);
}

int score_benefit(int score, const NetworkDescription *description, const Utterance *utterance, double noisy,
                  const float *enhanced, double *benefit) {
  double value = 0;
  if (measure(score, description, utterance, enhanced, &value)) return 0;
  if (score == LOSS) {
    *benefit = -value;
    return 1;
  }
  const MetricInfo *info = metric_info(metric_of(score));
  const double gain = *info->unit ? value - noisy : value;
  *benefit = info->better == METRIC_LOWER_IS_BETTER ? -gain : gain;
  return isfinite(*benefit);
}
