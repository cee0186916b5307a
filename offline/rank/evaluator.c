/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "evaluator.h"
#include "lane.h"
#include "offline/train/side_by_side.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Outputs of the reference that are kept, in bytes; beyond it everything is computed anew each time. */
#define STORE_MAX ((size_t)3 << 30)

struct Evaluator {
  NetworkDescription description;
  const UtteranceSet *set;
  int score;
  unsigned threads;
  Lane *lanes;
  size_t lane_count;
  float **stored;    /* [lane][LAYERS_MAX] outputs of the reference; all NULL when there are too many */
  size_t count;      /* utterances that can be scored */
  size_t *place;     /* [set->count] their numbers, SIZE_MAX for the others */
  double *noisy;     /* [set->count] */
  double *reference; /* [count] */
  double scale;
};

size_t evaluator_count(const Evaluator *evaluator) {
  return evaluator->count;
}

const double *evaluator_reference(const Evaluator *evaluator) {
  return evaluator->reference;
}

uint64_t evaluator_recordings(const Evaluator *evaluator) {
  return utterance_set_hash(evaluator->set);
}

double evaluator_scale(const Evaluator *evaluator) {
  return evaluator->scale;
}

void evaluator_free(Evaluator *evaluator) {
  if (!evaluator) return;
  for (size_t i = 0; evaluator->stored && i < evaluator->lane_count * LAYERS_MAX; i++)
    free(evaluator->stored[i]);
  free(evaluator->stored);
  free(evaluator->lanes);
  free(evaluator->place);
  free(evaluator->noisy);
  free(evaluator->reference);
  free(evaluator);
}

/* ---- One network ---- */

typedef struct {
  const Evaluator *evaluator;
  const ParameterLayout *layout;
  const float *parameters;
  uint32_t first_layer;
  int keep; /* the outputs become the stored ones */
  double *benefits;
  atomic_int failed;
} Run;

/* What is kept of the outputs of one lane: the network's own outputs, or all. */
typedef struct {
  size_t members;
  float *values[LAYERS_MAX]; /* [frames][members][size], NULL for those that are not wanted */
} Outputs;

static void keep_piece(void *context, BatchNetwork *network, size_t first, size_t count) {
  const Outputs *outputs = context;
  const NetworkDescription *description = batch_network_description(network);
  for (uint32_t i = 0; i < description->layer_count; i++) {
    const size_t row = outputs->members * layer_outputs(description, (int)i);
    if (outputs->values[i])
      memcpy(outputs->values[i] + first * row, batch_network_output(network, (int)i), count * row * sizeof(float));
  }
}

static int take_outputs(const Run *run, const Lane *lane, Outputs *outputs) {
  const NetworkDescription *description = &run->layout->description;
  int good = 1;
  *outputs = (Outputs){.members = lane->count};
  for (uint32_t i = 0; i < description->layer_count; i++) {
    if (!run->keep && (int)i != description->gains && (int)i != description->filter) continue;
    outputs->values[i] = malloc(lane->frames * lane->count * layer_outputs(description, (int)i) * sizeof(float));
    good = good && outputs->values[i];
  }
  return good;
}

static int score_members(const Run *run, const Lane *lane, const Outputs *outputs) {
  const NetworkDescription *description = &run->layout->description;
  const size_t bands = description->band_count;
  const size_t filter_size = description->filter < 0 ? 0 : layer_outputs(description, description->filter);
  int good = 1;
  for (size_t n = 0; good && n < lane->count; n++) {
    const size_t place = run->evaluator->place[lane->places[n]];
    const Utterance *utterance = lane->members[n];
    if (place == SIZE_MAX) continue;
    float *enhanced = calloc(utterance->samples, sizeof *enhanced);
    const float *filter = filter_size ? outputs->values[description->filter] + n * filter_size : NULL;
    good = enhanced &&
           utterance_enhance(utterance, description, outputs->values[description->gains] + n * bands,
                             lane->count * bands, filter, lane->count * filter_size, enhanced) &&
           score_benefit(run->evaluator->score, description, utterance, run->evaluator->noisy[lane->places[n]],
                         enhanced, &run->benefits[place]);
    free(enhanced);
  }
  return good;
}

static void run_lane(void *context, size_t number) {
  Run *run = context;
  const Evaluator *evaluator = run->evaluator;
  const Lane *lane = &evaluator->lanes[number];
  float **stored = evaluator->stored + number * LAYERS_MAX;
  Outputs outputs;
  const int good = take_outputs(run, lane, &outputs) &&
                   lane_run(lane, run->layout, run->parameters, stored[0] ? run->first_layer : 0,
                            (const float *const *)stored, keep_piece, &outputs) &&
                   score_members(run, lane, &outputs);
  if (!good) atomic_store(&run->failed, 1);
  for (uint32_t i = 0; i < LAYERS_MAX; i++)
    if (run->keep && good)
      stored[i] = outputs.values[i];
    else
      free(outputs.values[i]);
}

static int run_model(const Evaluator *evaluator, const ModelFile *model, uint32_t first_layer, int keep,
                     double *benefits, Message *message) {
  ParameterLayout layout;
  if (!parameter_layout_init(&layout, &evaluator->description, model)) {
    message_set(message, QUELL_NO_MEMORY, "there is no memory for the network");
    return 0;
  }
  float *parameters = calloc(layout.count, sizeof *parameters);
  Run run = {.evaluator = evaluator,
             .layout = &layout,
             .parameters = parameters,
             .first_layer = first_layer,
             .keep = keep,
             .benefits = benefits};
  int good = parameters && parameters_load(&layout, model, "", parameters);
  if (good) {
    side_by_side(evaluator->threads, evaluator->lane_count, run_lane, &run);
    good = !atomic_load(&run.failed);
  }
  if (!good)
    message_set(message, QUELL_NO_MEMORY, "a network cannot be scored: memory is short, or its output is wild");
  free(parameters);
  parameter_layout_clear(&layout);
  return good;
}

int evaluator_run(const Evaluator *evaluator, const ModelFile *model, uint32_t first_layer, double *benefits,
                  Message *message) {
  return run_model(evaluator, model, first_layer, 0, benefits, message);
}

/* ---- The reference ---- */

static int find_usable(Evaluator *evaluator, Message *message) {
  const char *reason = "there are none";
  for (size_t i = 0; i < evaluator->set->count; i++) {
    const char *trouble =
        score_input(evaluator->score, &evaluator->description, &evaluator->set->items[i], &evaluator->noisy[i]);
    evaluator->place[i] = trouble ? SIZE_MAX : evaluator->count++;
    if (trouble) reason = trouble;
  }
  if (!evaluator->count)
    message_set(message, QUELL_BAD_ARGUMENT, "no recording can be scored (%s): other validation data are needed",
                reason);
  return evaluator->count > 0;
}

static int stores_all(const Evaluator *evaluator) {
  size_t bytes = 0, row = 0;
  for (uint32_t i = 0; i < evaluator->description.layer_count; i++)
    row += layer_outputs(&evaluator->description, (int)i) * sizeof(float);
  for (size_t i = 0; i < evaluator->lane_count; i++)
    bytes += evaluator->lanes[i].frames * evaluator->lanes[i].count * row;
  return bytes <= STORE_MAX;
}

static int measure_reference(Evaluator *evaluator, const ModelFile *reference, Message *message) {
  evaluator->reference = calloc(evaluator->count, sizeof *evaluator->reference);
  if (!evaluator->reference ||
      !run_model(evaluator, reference, 0, stores_all(evaluator), evaluator->reference, message))
    return 0;
  double sum = 0;
  for (size_t i = 0; i < evaluator->count; i++)
    sum += evaluator->reference[i];
  evaluator->scale = fabs(sum / (double)evaluator->count);
  if (sum > 0 || evaluator->score == 0) return evaluator->scale > 0;
  message_set(message, QUELL_BAD_ARGUMENT,
              "the model does not improve these recordings (mean %.3g in %s): a share of that cannot be kept",
              sum / (double)evaluator->count, score_symbol(evaluator->score));
  return 0;
}

Evaluator *evaluator_create(const NetworkDescription *description, const ModelFile *reference, const UtteranceSet *set,
                            int score, unsigned threads, Message *message) {
  Evaluator *evaluator = calloc(1, sizeof *evaluator);
  if (!evaluator) return NULL;
  evaluator->description = *description;
  evaluator->set = set;
  evaluator->score = score;
  evaluator->threads = threads;
  evaluator->lanes = lanes_make(set, &evaluator->lane_count);
  evaluator->stored = calloc(evaluator->lane_count * LAYERS_MAX + 1, sizeof *evaluator->stored);
  evaluator->place = calloc(set->count + 1, sizeof *evaluator->place);
  evaluator->noisy = calloc(set->count + 1, sizeof *evaluator->noisy);
  if (!evaluator->lanes || !evaluator->stored || !evaluator->place || !evaluator->noisy)
    message_set(message, QUELL_NO_MEMORY, "there is no memory to score networks");
  else if (find_usable(evaluator, message) && measure_reference(evaluator, reference, message))
    return evaluator;
  evaluator_free(evaluator);
  return NULL;
}
