/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "matrix_inputs.h"
#include "lane.h"
#include "offline/train/side_by_side.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const Lane *lane;
  uint32_t layer;
  float *last; /* [members][size] state after the piece before; NULL for a layer's inputs */
  float *row;  /* the next to be written */
} Collector;

static void take_inputs(Collector *collector, const BatchNetwork *network, size_t row) {
  const NetworkDescription *description = batch_network_description(network);
  const LayerDescription *layer = &description->layers[collector->layer];
  for (uint32_t i = 0; i < layer->input_count; i++) {
    const int source = layer->inputs[i];
    const int is_features = source == INPUT_FEATURES;
    const size_t size = layer_outputs(description, source);
    const float *values =
        is_features ? batch_network_features((BatchNetwork *)network) : batch_network_output(network, source);
    memcpy(collector->row, values + row * size, size * sizeof *values);
    collector->row += size;
  }
}

/* The state before a frame is the output of the frame before. */
static void take_state(Collector *collector, const BatchNetwork *network, size_t t, size_t n) {
  const size_t size = batch_network_description(network)->layers[collector->layer].size;
  const float *output = batch_network_output(network, (int)collector->layer);
  const float *state = t ? output + ((t - 1) * collector->lane->count + n) * size : collector->last + n * size;
  memcpy(collector->row, state, size * sizeof *state);
  collector->row += size;
}

static void take_piece(void *context, BatchNetwork *network, size_t first, size_t count) {
  Collector *collector = context;
  const Lane *lane = collector->lane;
  for (size_t t = 0; t < count; t++)
    for (size_t n = 0; n < lane->count; n++) {
      if (first + t >= lane->members[n]->frames) continue;
      if (collector->last)
        take_state(collector, network, t, n);
      else
        take_inputs(collector, network, t * lane->count + n);
    }
  if (!collector->last) return;
  const size_t size = batch_network_description(network)->layers[collector->layer].size;
  memcpy(collector->last, batch_network_output(network, (int)collector->layer) + (count - 1) * lane->count * size,
         lane->count * size * sizeof(float));
}

typedef struct {
  const ParameterLayout *layout;
  const float *parameters;
  const Lane *lanes;
  size_t lane_count;
  uint32_t layer;
  int recurrent;
  MatrixInputs *inputs;
  atomic_int failed;
} Run;

static size_t frames_of(const Lane *lane) {
  size_t frames = 0;
  for (size_t n = 0; n < lane->count; n++)
    frames += lane->members[n]->frames;
  return frames;
}

static void run_lane(void *context, size_t number) {
  Run *run = context;
  const Lane *lane = &run->lanes[number];
  const size_t size = run->layout->description.layers[run->layer].size;
  Collector collector = {.lane = lane, .layer = run->layer, .row = run->inputs->rows};
  for (size_t i = 0; i < number; i++)
    collector.row += frames_of(&run->lanes[i]) * run->inputs->columns;
  if (run->recurrent) collector.last = calloc(lane->count * size, sizeof(float));
  if ((run->recurrent && !collector.last) ||
      !lane_run(lane, run->layout, run->parameters, 0, NULL, take_piece, &collector))
    atomic_store(&run->failed, 1);
  free(collector.last);
}

static int collect(Run *run, const ModelFile *model, unsigned threads, float *parameters) {
  MatrixInputs *inputs = run->inputs;
  for (size_t i = 0; i < run->lane_count; i++)
    inputs->count += frames_of(&run->lanes[i]);
  inputs->rows = malloc((inputs->count * inputs->columns + 1) * sizeof *inputs->rows);
  if (!inputs->rows || !parameters_load(run->layout, model, "", parameters)) return 0;
  side_by_side(threads, run->lane_count, run_lane, run);
  return !atomic_load(&run->failed);
}

int matrix_inputs_collect(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set,
                          uint32_t layer, int recurrent, unsigned threads, MatrixInputs *inputs) {
  const LayerDescription *about = &description->layers[layer];
  ParameterLayout layout = {0};
  *inputs = (MatrixInputs){.columns = recurrent ? about->size : about->input_size};
  Run run = {.layout = &layout, .layer = layer, .recurrent = recurrent, .inputs = inputs};
  Lane *lanes = lanes_make(set, &run.lane_count);
  int good = lanes && parameter_layout_init(&layout, description, model);
  float *parameters = calloc(layout.count + 1, sizeof *parameters);
  run.lanes = lanes;
  run.parameters = parameters;
  good = good && parameters && collect(&run, model, threads, parameters);
  free(parameters);
  parameter_layout_clear(&layout);
  free(lanes);
  return good;
}

void matrix_inputs_clear(MatrixInputs *inputs) {
  free(inputs->rows);
  *inputs = (MatrixInputs){0};
}
