/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the network sees of a frame. All of it is relative to a slowly followed level of the signal itself, so a
 * recording 40 dB lower gives the same features from its first frame on, and all of it means the same at every sample
 * rate.
 *
 *   [0, B)              level of each band against the slow level: log10(energy) - slow, halved, held in -2.5..2.5
 *   [B, 2B)             level of each band against its own recent minimum: log10 ratio, halved, held in 0..2.5
 *   [2B, 2B + 2F)       for bins 1..F: product of the bin with the conjugate of itself one hop earlier, freed of the
 * phase that the bin's centre frequency turns in a hop, magnitude to the power 0.15 (re, im), held in -4..4 B bands, F
 * filter bins. The slow level is the power below 3.9 kHz, which every rate has; it rises in 0.2 s and falls in 3 s.
 */
#ifndef QUELL_FRAME_FEATURES_H
#define QUELL_FRAME_FEATURES_H

#include "bands.h"

typedef struct {
  uint32_t band_count, filter_bins;
  uint32_t level_bins; /* bins that make the slow level */
  Complex *turn;       /* [filter_bins + 1] phase of a bin's centre over one hop */
} FeatureLayout;

/* Memory of the features from frame to frame; one for each channel group. */
typedef struct {
  float slow_level; /* log10 power; valid when started */
  int started;
  uint32_t band_count;
  float *minimum; /* [band_count] log10 energy */
} FeatureState;

/* setup. Returns 0 without memory. */
int feature_layout_init(FeatureLayout *layout, uint32_t band_count, uint32_t filter_bins, const FrameLayout *frame);
void feature_layout_clear(FeatureLayout *layout);
int feature_state_init(FeatureState *state, const FeatureLayout *layout);
void feature_state_clear(FeatureState *state);
/* audio. */
void feature_state_reset(FeatureState *state) QUELL_REALTIME;
/* audio. Both of one layout. */
void feature_state_copy(FeatureState *to, const FeatureState *from) QUELL_REALTIME;
/* audio. Whether the level that `a` follows is the higher one. */
int features_louder(const FeatureState *a, const FeatureState *b) QUELL_REALTIME;

/* audio. `now` and `before` are the spectra of this frame and the last, one pointer for each channel of the group;
 * `power` is scratch of `bands->bins`, `energy` of band_count. */
void features_compute(const FeatureLayout *layout, FeatureState *state, const Bands *bands, const Complex *const *now,
                      const Complex *const *before, uint32_t channels, float *power, float *energy,
                      float *features) QUELL_REALTIME;

#endif
