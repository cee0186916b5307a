/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "gradient_moments.h"
#include "heard_gradient.h"
#include "lane.h"

#include <cblas.h>
#include <stdlib.h>

/* Layers that are shared over bands or bins have few weights and stay as they are: nothing is measured of them. */
static size_t sums_of(const LayerDescription *layer) {
  if (layer->over != OVER_NOTHING) return 0;
  return (size_t)layer_gates(layer->type) * layer->size;
}

static int take_memory(const NetworkDescription *description, GradientMoments *moments) {
  int good = 1;
  *moments = (GradientMoments){.layer_count = description->layer_count};
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const LayerDescription *layer = &description->layers[i];
    const size_t side = sums_of(layer);
    moments->layers[i].input = calloc(side * side + 1, sizeof(double));
    good = good && moments->layers[i].input;
    if (layer->type == LAYER_DENSE) continue;
    moments->layers[i].recurrent = calloc(side * side + 1, sizeof(double));
    good = good && moments->layers[i].recurrent;
  }
  return good;
}

void gradient_moments_clear(GradientMoments *moments) {
  for (uint32_t i = 0; i < moments->layer_count; i++) {
    free(moments->layers[i].input);
    free(moments->layers[i].recurrent);
  }
  *moments = (GradientMoments){0};
}

/* ---- One lane ---- */

typedef struct {
  const Lane *lane;
  const NetworkDescription *description;
  const float *parameters;
  float *gradient; /* of the parameters: not wanted, but backward() adds to it */
  float *product;  /* [widest][widest] */
  HeardGradient *heard[LANE_WIDTH];
  GradientMoments moments; /* sums; lower halves */
  size_t rows;             /* of the piece at hand */
} Part;

/* Rows of frames after an utterance's end are zero: nothing of them is heard, and gradients go back in time only. */
static void add_rows(Part *part, const float *rows, size_t side, double *sum) {
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, (int)side, (int)part->rows, 1, rows, (int)side, 0, part->product,
              (int)side);
  for (size_t row = 0; row < side; row++)
    for (size_t column = 0; column <= row; column++)
      sum[row * side + column] += (double)part->product[row * side + column];
}

static void add_layer(void *context, uint32_t layer, const float *input, const float *recurrent) {
  Part *part = context;
  const size_t side = sums_of(&part->description->layers[layer]);
  if (!side) return;
  add_rows(part, input, side, part->moments.layers[layer].input);
  if (recurrent) add_rows(part, recurrent, side, part->moments.layers[layer].recurrent);
}

static void add_piece(void *context, BatchNetwork *network, size_t first, size_t count) {
  Part *part = context;
  const Lane *lane = part->lane;
  for (size_t t = 0; t < count; t++)
    for (size_t n = 0; n < lane->count; n++)
      if (first + t < lane->members[n]->frames)
        heard_gradient_add(part->heard[n], network, first + t, t * lane->count + n);
  part->rows = count * lane->count;
  batch_network_backward_watched(network, part->parameters, part->gradient, add_layer, part);
}

/* ---- All ---- */

static int open_part(Part *part, const Lane *lane, const ParameterLayout *layout, const float *parameters) {
  const NetworkDescription *description = &layout->description;
  size_t widest = 1;
  *part = (Part){.lane = lane, .description = description, .parameters = parameters};
  int good = take_memory(description, &part->moments);
  for (uint32_t i = 0; i < description->layer_count; i++)
    if (sums_of(&description->layers[i]) > widest) widest = sums_of(&description->layers[i]);
  part->gradient = calloc(layout->count, sizeof(float));
  part->product = calloc(widest * widest, sizeof(float));
  for (size_t n = 0; n < part->lane->count; n++) {
    part->heard[n] = heard_gradient_create(description, part->lane->members[n], part->lane->places[n]);
    good = good && part->heard[n];
  }
  return good && part->gradient && part->product;
}

static void close_part(Part *part) {
  for (size_t n = 0; n < LANE_WIDTH; n++)
    heard_gradient_free(part->heard[n]);
  free(part->gradient);
  free(part->product);
  gradient_moments_clear(&part->moments);
}

static int run_part(void *context, size_t number, const Lane *lane, const ParameterLayout *layout,
                    const float *parameters) {
  Part *part = (Part *)context + number;
  return open_part(part, lane, layout, parameters) && lane_run(lane, layout, parameters, 0, NULL, add_piece, part);
}

static void add_matrix(double *sum, const double *lower, size_t side, double share) {
  for (size_t row = 0; row < side; row++)
    for (size_t column = 0; column <= row; column++) {
      sum[row * side + column] += share * lower[row * side + column];
      sum[column * side + row] = sum[row * side + column];
    }
}

/* In the order of the lanes, so that the sum does not depend on the threads. */
static void add_parts(const NetworkDescription *description, const UtteranceSet *set, const Part *parts, size_t count,
                      GradientMoments *moments) {
  size_t frames = 0;
  for (size_t i = 0; i < set->count; i++)
    frames += set->items[i].frames;
  const double share = frames ? 1 / (double)frames : 0;
  for (size_t p = 0; p < count; p++)
    for (uint32_t i = 0; i < description->layer_count; i++) {
      const LayerGradientMoments *part = &parts[p].moments.layers[i];
      const size_t side = sums_of(&description->layers[i]);
      add_matrix(moments->layers[i].input, part->input, side, share);
      if (part->recurrent) add_matrix(moments->layers[i].recurrent, part->recurrent, side, share);
    }
}

int gradient_moments_measure(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set,
                             unsigned threads, GradientMoments *moments) {
  const size_t count = lanes_count(set);
  Part *parts = calloc(count + 1, sizeof *parts);
  const int good =
      take_memory(description, moments) && parts && lanes_run(description, model, set, threads, run_part, parts);
  if (good) add_parts(description, set, parts, count, moments);
  for (size_t i = 0; parts && i < count; i++)
    close_part(&parts[i]);
  free(parts);
  return good;
}
