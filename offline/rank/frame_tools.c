/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "frame_tools.h"

#include <string.h>

int frame_tools_open(FrameTools *tools, const NetworkDescription *description, uint32_t sample_rate) {
  *tools = (FrameTools){.layout = frame_layout(sample_rate), .stft = stft_create(sample_rate)};
  tools->bands = bands_create(description->bands_hz, description->band_count, &tools->layout, (float)sample_rate / 2);
  return tools->stft && tools->bands &&
         feature_layout_init(&tools->features, description->band_count, description->filter_bins, &tools->layout);
}

void frame_tools_close(FrameTools *tools) {
  stft_free(tools->stft);
  bands_free(tools->bands);
  feature_layout_clear(&tools->features);
  *tools = (FrameTools){0};
}

void frame_tools_spectrum(const FrameTools *tools, const float *samples, size_t count, size_t frame, float *window,
                          Complex *spectrum) {
  const size_t size = tools->layout.window, end = (frame + 1) * tools->layout.hop;
  for (size_t n = 0; n < size; n++) {
    const size_t at = end + n; /* of the sample, plus the window's length */
    window[n] = at >= size && at - size < count ? samples[at - size] : 0;
  }
  stft_forward(tools->stft, window, spectrum);
}
