/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The engine's transforms and bands for one network at one sample rate. One thread at a time. */
#ifndef QUELL_FRAME_TOOLS_H
#define QUELL_FRAME_TOOLS_H

#include "frame_features.h"
#include "network_description.h"

typedef struct {
  FrameLayout layout;
  Stft *stft;
  Bands *bands;
  FeatureLayout features;
} FrameTools;

/* Returns 0 without memory; frame_tools_close() is needed in any case. */
int frame_tools_open(FrameTools *tools, const NetworkDescription *description, uint32_t sample_rate);
void frame_tools_close(FrameTools *tools);

/* The spectrum of frame `frame`, which ends with sample (frame + 1) * hop of the signal; what lies outside of the
 * signal is silence. `window` is scratch of layout.window floats. */
void frame_tools_spectrum(const FrameTools *tools, const float *samples, size_t count, size_t frame, float *window,
                          Complex *spectrum);

#endif
