/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "utterance.h"
#include "content_hash.h"
#include "frame_tools.h"
#include "gain.h"

#include <stdlib.h>
#include <string.h>

/* The last sample leaves two hops after it came. */
static size_t frames_of(size_t samples, uint32_t hop) {
  return (samples + hop - 1) / hop + 1;
}

static void clear_utterance(Utterance *utterance) {
  free(utterance->name);
  free(utterance->noisy);
  free(utterance->clean);
  free(utterance->features);
}

static float *copy_samples(const float *samples, size_t count) {
  float *copy = malloc(count * sizeof *copy);
  if (copy) memcpy(copy, samples, count * sizeof *copy);
  return copy;
}

static int compute_features(Utterance *utterance, const NetworkDescription *description, const FrameTools *tools) {
  const uint32_t bins = tools->layout.bins;
  FeatureState state;
  float *window = calloc(tools->layout.window, sizeof *window), *power = calloc(bins, sizeof *power);
  float *energy = calloc(description->band_count, sizeof *energy);
  Complex *spectra = calloc((size_t)2 * bins, sizeof *spectra);
  const int ready = feature_state_init(&state, &tools->features);
  const int good = ready && window && power && energy && spectra;
  for (size_t t = 0; good && t < utterance->frames; t++) {
    Complex *now = spectra + (t % 2) * bins;
    const Complex *current = now, *before = spectra + ((t + 1) % 2) * bins;
    frame_tools_spectrum(tools, utterance->noisy, utterance->samples, t, window, now);
    features_compute(&tools->features, &state, tools->bands, &current, &before, 1, power, energy,
                     utterance->features + t * description->feature_count);
  }
  if (ready) feature_state_clear(&state);
  free(window);
  free(power);
  free(energy);
  free(spectra);
  return good;
}

static int fill_utterance(Utterance *utterance, const NetworkDescription *description, const char *name,
                          const float *noisy, const float *clean) {
  FrameTools tools;
  utterance->name = strdup(name);
  utterance->noisy = copy_samples(noisy, utterance->samples);
  utterance->clean = copy_samples(clean, utterance->samples);
  int good = frame_tools_open(&tools, description, utterance->sample_rate);
  utterance->frames = frames_of(utterance->samples, tools.layout.hop);
  utterance->features = calloc(utterance->frames * description->feature_count, sizeof(float));
  good = good && utterance->name && utterance->noisy && utterance->clean && utterance->features &&
         compute_features(utterance, description, &tools);
  frame_tools_close(&tools);
  return good;
}

int utterance_set_add(UtteranceSet *set, const NetworkDescription *description, const char *name, uint32_t sample_rate,
                      const float *noisy, const float *clean, size_t samples) {
  if (set->count == set->capacity) {
    const size_t capacity = set->capacity ? 2 * set->capacity : 16;
    Utterance *items = realloc(set->items, capacity * sizeof *items);
    if (!items) return 0;
    set->items = items;
    set->capacity = capacity;
  }
  Utterance *utterance = &set->items[set->count];
  *utterance = (Utterance){.sample_rate = sample_rate, .samples = samples};
  set->feature_count = description->feature_count;
  if (!fill_utterance(utterance, description, name, noisy, clean)) {
    clear_utterance(utterance);
    return 0;
  }
  set->count++;
  return 1;
}

void utterance_set_clear(UtteranceSet *set) {
  for (size_t i = 0; i < set->count; i++)
    clear_utterance(&set->items[i]);
  free(set->items);
  *set = (UtteranceSet){0};
}

uint64_t utterance_set_hash(const UtteranceSet *set) {
  uint64_t hash = CONTENT_HASH_START;
  for (size_t i = 0; i < set->count; i++) {
    const Utterance *utterance = &set->items[i];
    hash = content_hash(hash, &utterance->sample_rate, sizeof utterance->sample_rate);
    hash = content_hash(hash, utterance->noisy, utterance->samples * sizeof(float));
    hash = content_hash(hash, utterance->clean, utterance->samples * sizeof(float));
  }
  return hash;
}

typedef struct {
  float *window, *overlap, *bin_gains;
  Complex *spectra; /* [taps][bins] ring of the last frames */
  Complex *denoised;
} Synthesis;

static int open_synthesis(Synthesis *synthesis, const FrameLayout *layout, uint32_t taps) {
  synthesis->window = calloc(layout->window, sizeof(float));
  synthesis->overlap = calloc((size_t)2 * layout->hop, sizeof(float));
  synthesis->bin_gains = calloc(layout->bins, sizeof(float));
  synthesis->spectra = calloc((size_t)taps * layout->bins, sizeof(Complex));
  synthesis->denoised = calloc(layout->bins, sizeof(Complex));
  return synthesis->window && synthesis->overlap && synthesis->bin_gains && synthesis->spectra && synthesis->denoised;
}

static void close_synthesis(Synthesis *synthesis) {
  free(synthesis->window);
  free(synthesis->overlap);
  free(synthesis->bin_gains);
  free(synthesis->spectra);
  free(synthesis->denoised);
}

/* Frame t finishes the hop before its own. */
static void give_hop(const Utterance *utterance, const FrameLayout *layout, size_t frame, float *overlap,
                     float *enhanced) {
  const size_t hop = layout->hop;
  for (size_t n = 0; frame > 0 && n < hop; n++)
    if ((frame - 1) * hop + n < utterance->samples) enhanced[(frame - 1) * hop + n] = overlap[n];
  memcpy(overlap, overlap + hop, hop * sizeof *overlap);
  memset(overlap + hop, 0, hop * sizeof *overlap);
}

int utterance_enhance(const Utterance *utterance, const NetworkDescription *description, const float *gains,
                      size_t gain_stride, const float *filter, size_t filter_stride, float *enhanced) {
  FrameTools tools;
  Synthesis synthesis = {0};
  const FilterShape shape = network_filter_shape(description);
  const uint32_t taps = description->filter_taps ? description->filter_taps : 1;
  int good = frame_tools_open(&tools, description, utterance->sample_rate);
  good = open_synthesis(&synthesis, &tools.layout, taps) && good;
  for (size_t t = 0; good && t < utterance->frames; t++) {
    const Complex *history[FILTER_TAPS_MAX];
    const uint32_t bins = tools.layout.bins;
    for (uint32_t tap = 0; tap < taps; tap++)
      history[tap] = synthesis.spectra + (t + taps - tap) % taps * bins;
    frame_tools_spectrum(&tools, utterance->noisy, utterance->samples, t, synthesis.window,
                         synthesis.spectra + t % taps * bins);
    bands_interpolate(tools.bands, gains + t * gain_stride, synthesis.bin_gains);
    gain_apply(synthesis.bin_gains, bins, filter ? filter + t * filter_stride : NULL, &shape, tools.features.turn,
               history, synthesis.denoised);
    stft_inverse_add(tools.stft, synthesis.denoised, synthesis.overlap);
    give_hop(utterance, &tools.layout, t, synthesis.overlap, enhanced);
  }
  close_synthesis(&synthesis);
  frame_tools_close(&tools);
  return good;
}
