/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "example.h"
#include "spectral_loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAD FILTER_TAPS_MAX
/* Frames this far below the loudest tenth of the target count as active speech. */
#define ACTIVE_RANGE_DB 35.0f
/* Voice labels: certain above and below these distances from the active level. */
#define VOICE_ABOVE_DB (-28.0f)
#define VOICE_BELOW_DB (-45.0f)

struct ExampleMaker {
  NetworkDescription description;
  Stft *stft;
  FrameLayout layout;
  FeatureLayout feature_layout;
  FeatureState state;
  size_t frames;
  float *power, *energy, *window, *frame_power, *sorted;
};

ExampleMaker *example_maker_create(const NetworkDescription *description, double seconds) {
  ExampleMaker *maker = calloc(1, sizeof *maker);
  if (!maker) return NULL;
  maker->description = *description;
  maker->layout = frame_layout(MIXTURE_RATE);
  maker->stft = stft_create(MIXTURE_RATE);
  maker->frames = (size_t)(seconds * MIXTURE_RATE / maker->layout.hop);
  maker->power = calloc(maker->layout.bins, sizeof(float));
  maker->energy = calloc(description->band_count, sizeof(float));
  maker->window = calloc(maker->layout.window, sizeof(float));
  maker->frame_power = calloc(maker->frames, sizeof(float));
  maker->sorted = calloc(maker->frames, sizeof(float));
  if (maker->stft && maker->power && maker->energy && maker->window && maker->frame_power && maker->sorted &&
      feature_layout_init(&maker->feature_layout, description->band_count, description->filter_bins, &maker->layout) &&
      feature_state_init(&maker->state, &maker->feature_layout))
    return maker;
  example_maker_free(maker);
  return NULL;
}

void example_maker_free(ExampleMaker *maker) {
  if (!maker) return;
  feature_state_clear(&maker->state);
  feature_layout_clear(&maker->feature_layout);
  stft_free(maker->stft);
  free(maker->power);
  free(maker->energy);
  free(maker->window);
  free(maker->frame_power);
  free(maker->sorted);
  free(maker);
}

const FrameLayout *example_layout(const ExampleMaker *maker) {
  return &maker->layout;
}

const FeatureLayout *example_feature_layout(const ExampleMaker *maker) {
  return &maker->feature_layout;
}

uint32_t example_samples(const ExampleMaker *maker) {
  return (uint32_t)maker->frames * maker->layout.hop;
}

const Complex *example_noisy(const ExampleMaker *maker, const Example *example, size_t frame, size_t back) {
  return example->noisy + (frame + LEAD - back) * maker->layout.bins;
}

const Complex *example_clean(const ExampleMaker *maker, const Example *example, size_t frame) {
  return example->clean + frame * maker->layout.bins;
}

void example_clear(Example *example) {
  free(example->noisy);
  free(example->clean);
  free(example->features);
  free(example->voice);
  free(example->bin_weight);
  bands_free(example->bands);
  *example = (Example){0};
}

static int take_memory(const ExampleMaker *maker, Example *example) {
  if (example->noisy) return 1;
  const size_t bins = maker->layout.bins, frames = maker->frames;
  example->noisy = calloc((frames + LEAD) * bins, sizeof(Complex));
  example->clean = calloc(frames * bins, sizeof(Complex));
  example->features = calloc(frames * maker->description.feature_count, sizeof(float));
  example->voice = calloc(frames, sizeof(float));
  example->bin_weight = calloc(bins, sizeof(float));
  if (example->noisy && example->clean && example->features && example->voice && example->bin_weight) return 1;
  example_clear(example);
  return 0;
}

/* Frame t ends with sample (t + 1) * hop, as in the engine; what lies before the start is silence. */
static void transform(ExampleMaker *maker, const float *samples, size_t frames, Complex *spectra) {
  const uint32_t hop = maker->layout.hop, window = maker->layout.window;
  for (size_t t = 0; t < frames; t++) {
    const size_t end = (t + 1) * hop;
    const float *frame = maker->window;
    if (end >= window) {
      frame = samples + end - window;
    } else {
      memset(maker->window, 0, (window - end) * sizeof(float));
      memcpy(maker->window + window - end, samples, end * sizeof(float));
    }
    stft_forward(maker->stft, frame, spectra + t * maker->layout.bins);
  }
}

static int by_value(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

static void frame_powers(const ExampleMaker *maker, const Complex *spectra, size_t frames) {
  for (size_t t = 0; t < frames; t++) {
    const Complex *spectrum = spectra + t * maker->layout.bins;
    float power = 0;
    for (uint32_t bin = 1; bin < maker->layout.bins; bin++)
      power += spectrum[bin].re * spectrum[bin].re + spectrum[bin].im * spectrum[bin].im;
    maker->frame_power[t] = power;
  }
}

/* Mean power of the frames that are not far below the loud ones; 0 for silence. */
static float active_power(ExampleMaker *maker, size_t frames) {
  memcpy(maker->sorted, maker->frame_power, frames * sizeof(float));
  qsort(maker->sorted, frames, sizeof(float), by_value);
  const float threshold = maker->sorted[frames * 9 / 10] * powf(10, -ACTIVE_RANGE_DB / 10);
  double sum = 0;
  size_t count = 0;
  for (size_t t = 0; t < frames; t++) {
    if (maker->frame_power[t] <= threshold) continue;
    sum += maker->frame_power[t];
    count++;
  }
  return count ? (float)(sum / (double)count) : 0;
}

static void measure_level(ExampleMaker *maker, Example *example) {
  const size_t frames = example->frames;
  frame_powers(maker, example->clean, frames);
  const float power = active_power(maker, frames);
  example->has_speech = power > 1e-12f;
  for (size_t t = 0; t < frames; t++) {
    const float db = example->has_speech ? 10 * log10f(maker->frame_power[t] / power + 1e-12f) : -120;
    const float voice = (db - VOICE_BELOW_DB) / (VOICE_ABOVE_DB - VOICE_BELOW_DB);
    example->voice[t] = voice < 0 ? 0 : voice > 1 ? 1 : voice;
  }
  if (!example->has_speech) frame_powers(maker, example->noisy + LEAD * maker->layout.bins, frames);
  example->level = sqrtf(fmaxf(example->has_speech ? power : active_power(maker, frames), 1e-12f));
}

static void compute_features(ExampleMaker *maker, Example *example) {
  feature_state_reset(&maker->state);
  for (size_t t = 0; t < example->frames; t++) {
    const Complex *now = example_noisy(maker, example, t, 0), *before = example_noisy(maker, example, t, 1);
    features_compute(&maker->feature_layout, &maker->state, example->bands, &now, &before, 1, maker->power,
                     maker->energy, example->features + t * maker->description.feature_count);
  }
}

static void limit_loss(const ExampleMaker *maker, const Mixture *mixture, Example *example) {
  loss_bin_weights(&maker->layout, mixture->loss_limit_hz, example->bin_weight);
  example->bins = 0;
  for (uint32_t bin = 0; bin < maker->layout.bins; bin++)
    if (example->bin_weight[bin] > 0) example->bins = bin + 1;
}

int example_fill(ExampleMaker *maker, const Mixture *mixture, Example *example) {
  if (!take_memory(maker, example)) return 0;
  bands_free(example->bands);
  example->bands =
      bands_create(maker->description.bands_hz, maker->description.band_count, &maker->layout, mixture->nyquist_hz);
  if (!example->bands) return 0;
  example->frames = maker->frames;
  example->first = mixture->loss_from / maker->layout.hop;
  transform(maker, mixture->noisy, example->frames, example->noisy + LEAD * maker->layout.bins);
  transform(maker, mixture->clean, example->frames, example->clean);
  measure_level(maker, example);
  compute_features(maker, example);
  limit_loss(maker, mixture, example);
  return 1;
}
