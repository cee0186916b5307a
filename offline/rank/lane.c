/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lane.h"
#include "offline/train/side_by_side.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  size_t frames, place;
} Length;

/* Longest first; of equals, the earlier. */
static int by_length(const void *a, const void *b) {
  const Length *x = a, *y = b;
  if (x->frames != y->frames) return x->frames > y->frames ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

size_t lanes_count(const UtteranceSet *set) {
  return (set->count + LANE_WIDTH - 1) / LANE_WIDTH;
}

Lane *lanes_make(const UtteranceSet *set, size_t *count) {
  *count = lanes_count(set);
  Lane *lanes = calloc(*count + 1, sizeof *lanes);
  Length *order = calloc(set->count + 1, sizeof *order);
  if (!lanes || !order) {
    free(lanes);
    free(order);
    return NULL;
  }
  for (size_t i = 0; i < set->count; i++)
    order[i] = (Length){set->items[i].frames, i};
  qsort(order, set->count, sizeof *order, by_length);
  for (size_t i = 0; i < set->count; i++) {
    Lane *lane = &lanes[i / LANE_WIDTH];
    lane->members[lane->count] = &set->items[order[i].place];
    lane->places[lane->count++] = order[i].place;
    if (order[i].frames > lane->frames) lane->frames = order[i].frames;
  }
  free(order);
  return lanes;
}

static void take_features(const Lane *lane, size_t first, size_t count, size_t size, float *features) {
  for (size_t t = 0; t < count; t++)
    for (size_t n = 0; n < lane->count; n++) {
      float *row = features + (t * lane->count + n) * size;
      if (first + t < lane->members[n]->frames)
        memcpy(row, lane->members[n]->features + (first + t) * size, size * sizeof *row);
      else
        memset(row, 0, size * sizeof *row);
    }
}

typedef struct {
  BatchNetwork *network;
  float *memory;
  float *states[LANE_WIDTH];
} Play;

static int open_play(Play *play, const Lane *lane, const ParameterLayout *layout) {
  const size_t size = batch_network_state_size(layout);
  play->network = batch_network_create(layout, LANE_PIECE, lane->count, kernels_find(NULL));
  play->memory = calloc(size * lane->count + 1, sizeof(float));
  for (size_t n = 0; play->memory && n < lane->count; n++)
    play->states[n] = play->memory + n * size;
  return play->network && play->memory;
}

int lane_run(const Lane *lane, const ParameterLayout *layout, const float *parameters, uint32_t first_layer,
             const float *const *stored, LaneVisitor visit, void *context) {
  const NetworkDescription *description = &layout->description;
  Play play = {0};
  const int good = open_play(&play, lane, layout);
  for (size_t first = 0; good && first < lane->frames; first += LANE_PIECE) {
    const size_t left = lane->frames - first, count = left < LANE_PIECE ? left : LANE_PIECE;
    const float *outputs[LAYERS_MAX];
    for (uint32_t i = 0; i < first_layer; i++)
      outputs[i] = stored[i] + first * lane->count * layer_outputs(description, (int)i);
    take_features(lane, first, count, description->feature_count, batch_network_features(play.network));
    batch_network_forward_from(play.network, first_layer, outputs, parameters, count, play.states);
    visit(context, play.network, first, count);
  }
  batch_network_free(play.network);
  free(play.memory);
  return good;
}

typedef struct {
  const Lane *lanes;
  const ParameterLayout *layout;
  const float *parameters;
  LaneJob job;
  void *context;
  atomic_int failed;
} Jobs;

static void do_job(void *context, size_t number) {
  Jobs *jobs = context;
  if (!jobs->job(jobs->context, number, &jobs->lanes[number], jobs->layout, jobs->parameters))
    atomic_store(&jobs->failed, 1);
}

int lanes_run(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set, unsigned threads,
              LaneJob job, void *context) {
  ParameterLayout layout;
  size_t count;
  if (!parameter_layout_init(&layout, description, model)) return 0;
  Lane *lanes = lanes_make(set, &count);
  float *parameters = calloc(layout.count + 1, sizeof *parameters);
  Jobs jobs = {.lanes = lanes, .layout = &layout, .parameters = parameters, .job = job, .context = context};
  int good = lanes && parameters && parameters_load(&layout, model, "", parameters);
  if (good) {
    side_by_side(threads, count, do_job, &jobs);
    good = !atomic_load(&jobs.failed);
  }
  free(parameters);
  free(lanes);
  parameter_layout_clear(&layout);
  return good;
}
