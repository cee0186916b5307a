/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A mixture as the network sees it: spectra and features of every frame, computed by the engine's own code, and what
 * the loss must know of it. */
#ifndef QUELL_EXAMPLE_H
#define QUELL_EXAMPLE_H

#include "frame_features.h"
#include "network_description.h"
#include "offline/data/mixture.h"

typedef struct {
  size_t frames;   /* finished frames of the present example */
  size_t first;    /* frame from which the loss counts */
  Complex *noisy;  /* [frames + lead][bins]: `lead` zero spectra come first, for the filter's memory */
  Complex *clean;  /* [frames][bins] */
  float *features; /* [frames][feature_count] */
  float *voice;    /* [frames] 1 speech, 0 none, in between where it cannot be told */
  float level;     /* root of the mean power of the target's spectrum while it is active; of the noise when there is no
                      speech */
  int has_speech;
  uint32_t bins;     /* bins below the limit of the loss, from the lowest */
  float *bin_weight; /* [layout bins] */
  Bands *bands;      /* of the example's rate */
} Example;

typedef struct ExampleMaker ExampleMaker; /* transforms and scratch; one thread at a time */

/* All examples are `seconds` long. NULL without memory. */
ExampleMaker *example_maker_create(const NetworkDescription *description, double seconds);
void example_maker_free(ExampleMaker *maker);
const FrameLayout *example_layout(const ExampleMaker *maker);
const FeatureLayout *example_feature_layout(const ExampleMaker *maker);
uint32_t example_samples(const ExampleMaker *maker);

/* Spectrum of frame t, `back` hops earlier (0..taps-1). */
const Complex *example_noisy(const ExampleMaker *maker, const Example *example, size_t frame, size_t back);
const Complex *example_clean(const ExampleMaker *maker, const Example *example, size_t frame);

/* Returns 0 without memory. An Example starts as {0} and may be filled again. */
int example_fill(ExampleMaker *maker, const Mixture *mixture, Example *example);
void example_clear(Example *example);

#endif
