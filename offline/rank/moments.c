/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "moments.h"
#include "lane.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

/* Layers that are shared over bands or bins have few weights and stay as they are. */
static int is_measured(const LayerDescription *layer) {
  return layer->over == OVER_NOTHING;
}

static int take_layer(const LayerDescription *layer, LayerMoments *moments) {
  if (!is_measured(layer)) return 1;
  const size_t inputs = layer->input_size, size = layer->size;
  moments->input = calloc(inputs * inputs, sizeof(double));
  moments->input_mean = calloc(inputs, sizeof(double));
  if (layer->type == LAYER_DENSE) return moments->input && moments->input_mean;
  moments->recurrent = calloc(size * size, sizeof(double));
  moments->recurrent_mean = calloc(size, sizeof(double));
  return moments->input && moments->input_mean && moments->recurrent && moments->recurrent_mean;
}

static int take_memory(const NetworkDescription *description, Moments *moments) {
  int good = 1;
  *moments = (Moments){.layer_count = description->layer_count};
  for (uint32_t i = 0; i < description->layer_count; i++)
    good = take_layer(&description->layers[i], &moments->layers[i]) && good;
  return good;
}

void moments_clear(Moments *moments) {
  for (uint32_t i = 0; i < moments->layer_count; i++) {
    free(moments->layers[i].input);
    free(moments->layers[i].input_mean);
    free(moments->layers[i].recurrent);
    free(moments->layers[i].recurrent_mean);
  }
  *moments = (Moments){0};
}

/* One lane's part. */
typedef struct {
  const Lane *lane;
  Moments moments;
  float *rows;             /* [LANE_PIECE * LANE_WIDTH][widest] inputs of the frames that exist */
  float *product;          /* [widest][widest] */
  float *last[LAYERS_MAX]; /* [members][size] outputs of the last frame of the piece before */
  size_t frames;
} Part;

/* Adds rows^T rows: in float over a piece, in double over all. */
static void add_product(Part *part, size_t count, size_t size, double *sum, double *total) {
  if (!count) return;
  for (size_t row = 0; row < count; row++)
    for (size_t i = 0; i < size; i++)
      total[i] += (double)part->rows[row * size + i];
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, (int)size, (int)count, 1, part->rows, (int)size, 0, part->product,
              (int)size);
  for (size_t row = 0; row < size; row++)
    for (size_t column = 0; column <= row; column++)
      sum[row * size + column] += (double)part->product[row * size + column];
}

static const float *source(const BatchNetwork *network, int layer) {
  return layer == INPUT_FEATURES ? batch_network_features((BatchNetwork *)network)
                                 : batch_network_output(network, layer);
}

static size_t gather_inputs(Part *part, const BatchNetwork *network, const LayerDescription *layer, size_t first,
                            size_t count) {
  const NetworkDescription *description = batch_network_description(network);
  const Lane *lane = part->lane;
  size_t rows = 0;
  for (size_t t = 0; t < count; t++)
    for (size_t n = 0; n < lane->count; n++) {
      if (first + t >= lane->members[n]->frames) continue;
      float *row = part->rows + rows++ * layer->input_size;
      for (uint32_t i = 0; i < layer->input_count; i++) {
        const size_t size = layer_outputs(description, layer->inputs[i]);
        memcpy(row, source(network, layer->inputs[i]) + (t * lane->count + n) * size, size * sizeof *row);
        row += size;
      }
    }
  return rows;
}

/* The state before a frame is the output of the frame before. */
static size_t gather_states(Part *part, const BatchNetwork *network, int index, size_t first, size_t count) {
  const size_t size = batch_network_description(network)->layers[index].size;
  const Lane *lane = part->lane;
  const float *output = batch_network_output(network, index);
  size_t rows = 0;
  for (size_t t = 0; t < count; t++)
    for (size_t n = 0; n < lane->count; n++) {
      const float *state = t ? output + ((t - 1) * lane->count + n) * size : part->last[index] + n * size;
      if (first + t < lane->members[n]->frames) memcpy(part->rows + rows++ * size, state, size * sizeof(float));
    }
  memcpy(part->last[index], output + (count - 1) * lane->count * size, lane->count * size * sizeof(float));
  return rows;
}

static size_t frames_between(const Utterance *utterance, size_t first, size_t count) {
  const size_t left = utterance->frames > first ? utterance->frames - first : 0;
  return left < count ? left : count;
}

static void add_piece(void *context, BatchNetwork *network, size_t first, size_t count) {
  Part *part = context;
  const NetworkDescription *description = batch_network_description(network);
  for (size_t n = 0; n < part->lane->count; n++)
    part->frames += frames_between(part->lane->members[n], first, count);
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const LayerDescription *layer = &description->layers[i];
    LayerMoments *moments = &part->moments.layers[i];
    if (!is_measured(layer)) continue;
    const size_t rows = gather_inputs(part, network, layer, first, count);
    add_product(part, rows, layer->input_size, moments->input, moments->input_mean);
    if (layer->type == LAYER_DENSE) continue;
    add_product(part, gather_states(part, network, (int)i, first, count), layer->size, moments->recurrent,
                moments->recurrent_mean);
  }
}

static int open_part(Part *part, const NetworkDescription *description, const Lane *lane) {
  size_t widest = description->feature_count;
  int good = take_memory(description, &part->moments);
  part->lane = lane;
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const LayerDescription *layer = &description->layers[i];
    if (layer->input_size > widest) widest = layer->input_size;
    if (layer->size > widest) widest = layer->size;
    part->last[i] = calloc(lane->count * layer->size, sizeof(float));
    good = good && part->last[i];
  }
  part->rows = calloc((size_t)LANE_PIECE * LANE_WIDTH * widest, sizeof(float));
  part->product = calloc(widest * widest, sizeof(float));
  return good && part->rows && part->product;
}

static void close_part(Part *part) {
  for (uint32_t i = 0; i < LAYERS_MAX; i++)
    free(part->last[i]);
  free(part->rows);
  free(part->product);
  moments_clear(&part->moments);
}

static void add_sums(double *square, double *total, const double *lower, const double *part, size_t size) {
  for (size_t row = 0; row < size; row++) {
    total[row] += part[row];
    for (size_t column = 0; column <= row; column++)
      square[row * size + column] += lower[row * size + column];
  }
}

/* Sums over frames become the mean and the covariance, whole. */
static void finish(double *square, double *total, size_t size, size_t frames) {
  for (size_t row = 0; row < size; row++)
    total[row] /= (double)frames;
  for (size_t row = 0; row < size; row++)
    for (size_t column = 0; column <= row; column++) {
      const double value = square[row * size + column] / (double)frames - total[row] * total[column];
      square[row * size + column] = square[column * size + row] = value;
    }
}

static int run_part(void *context, size_t number, const Lane *lane, const ParameterLayout *layout,
                    const float *parameters) {
  Part *part = (Part *)context + number;
  return open_part(part, &layout->description, lane) && lane_run(lane, layout, parameters, 0, NULL, add_piece, part);
}

/* In the order of the lanes, so that the sum does not depend on the threads. */
static void add_parts(const NetworkDescription *description, const Part *parts, size_t count, Moments *moments) {
  size_t frames = 0;
  for (size_t p = 0; p < count; p++)
    frames += parts[p].frames;
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const LayerDescription *layer = &description->layers[i];
    LayerMoments *sum = &moments->layers[i];
    if (!is_measured(layer)) continue;
    for (size_t p = 0; p < count; p++) {
      const LayerMoments *part = &parts[p].moments.layers[i];
      add_sums(sum->input, sum->input_mean, part->input, part->input_mean, layer->input_size);
      if (sum->recurrent)
        add_sums(sum->recurrent, sum->recurrent_mean, part->recurrent, part->recurrent_mean, layer->size);
    }
    finish(sum->input, sum->input_mean, layer->input_size, frames);
    if (sum->recurrent) finish(sum->recurrent, sum->recurrent_mean, layer->size, frames);
  }
}

int moments_measure(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set,
                    unsigned threads, Moments *moments) {
  const size_t count = lanes_count(set);
  Part *parts = calloc(count + 1, sizeof *parts);
  const int good =
      take_memory(description, moments) && parts && lanes_run(description, model, set, threads, run_part, parts);
  if (good) add_parts(description, parts, count, moments);
  for (size_t i = 0; parts && i < count; i++)
    close_part(&parts[i]);
  free(parts);
  return good;
}
