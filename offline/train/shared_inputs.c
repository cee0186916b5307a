/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "shared_inputs.h"

#include <string.h>

/* One frame's inputs, position after position, with as many empty positions on either side as a layer sees beyond. The
 * inputs of a position and its neighbours are then one piece of it. */
typedef struct {
  uint32_t positions, stride; /* stride: channels of one position */
  size_t margin, size;        /* floats of one side, and of the whole */
} Strip;

static Strip strip_of(const NetworkDescription *description, const LayerDescription *layer) {
  Strip strip = {.positions = layer_positions(description, layer),
                 .stride = layer->input_size / (2 * layer->reach + 1)};
  strip.margin = (size_t)layer->reach * strip.stride;
  strip.size = 2 * strip.margin + (size_t)strip.positions * strip.stride;
  return strip;
}

size_t shared_inputs_scratch(const NetworkDescription *description, const LayerDescription *layer) {
  return strip_of(description, layer).size;
}

static void fill_channels(const LayerInput *input, const Strip *strip, const float *values, float *end) {
  for (uint32_t position = 0; position < strip->positions; position++)
    for (uint32_t channel = 0; channel < input->channels; channel++)
      end[position * strip->stride + channel] =
          values[input->offset + position * input->position_stride + channel * input->channel_stride];
}

static void add_channels(const LayerInput *input, const Strip *strip, const float *end, float *values) {
  for (uint32_t position = 0; position < strip->positions; position++)
    for (uint32_t channel = 0; channel < input->channels; channel++)
      values[input->offset + position * input->position_stride + channel * input->channel_stride] +=
          end[position * strip->stride + channel];
}

void shared_inputs_gather(const NetworkDescription *description, const LayerDescription *layer,
                          const float *const *sources, size_t rows, float *margins, float *x) {
  const Strip strip = strip_of(description, layer);
  const size_t width = layer->input_size;
  memset(margins, 0, strip.size * sizeof(float));
  for (size_t row = 0; row < rows; row++, x += strip.positions * width) {
    float *end = margins + strip.margin;
    for (uint32_t i = 0; i < layer->input_count; i++) {
      const LayerInput input = layer_input(description, layer, i);
      fill_channels(&input, &strip, sources[i] + row * layer_outputs(description, layer->inputs[i]), end);
      end += input.channels;
    }
    for (uint32_t position = 0; position < strip.positions; position++)
      memcpy(x + position * width, margins + (size_t)position * strip.stride, width * sizeof(float));
  }
}

void shared_inputs_scatter(const NetworkDescription *description, const LayerDescription *layer, const float *dx,
                           size_t rows, float *margins, float *const *gradients) {
  const Strip strip = strip_of(description, layer);
  const size_t width = layer->input_size;
  for (size_t row = 0; row < rows; row++, dx += strip.positions * width) {
    memset(margins, 0, strip.size * sizeof(float));
    for (uint32_t position = 0; position < strip.positions; position++)
      for (size_t i = 0; i < width; i++)
        margins[(size_t)position * strip.stride + i] += dx[position * width + i];
    const float *end = margins + strip.margin;
    for (uint32_t i = 0; i < layer->input_count; i++) {
      const LayerInput input = layer_input(description, layer, i);
      if (gradients[i])
        add_channels(&input, &strip, end, gradients[i] + row * layer_outputs(description, layer->inputs[i]));
      end += input.channels;
    }
  }
}
