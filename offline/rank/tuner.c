/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tuner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Strategy strategies[] = {
#define STRATEGY(identifier, name, summary) {name, summary, strategy_##identifier},
#include "strategies.def"
#undef STRATEGY
};

const Strategy *strategy_at(size_t index) {
  return index < sizeof strategies / sizeof *strategies ? &strategies[index] : NULL;
}

const Strategy *strategy_find(const char *name) {
  for (size_t i = 0; strategy_at(i); i++)
    if (strcmp(strategies[i].name, name) == 0) return &strategies[i];
  return NULL;
}

void tune_options_defaults(TuneOptions *options) {
  *options = (TuneOptions){.confidence = 0.95, .grid = 1, .rank_most = UINT32_MAX, .threshold = 0.3, .shards = 1};
}

void tuner_clear(Tuner *tuner) {
  free(tuner->points);
  free(tuner->curve);
  tuner->points = NULL;
  tuner->curve = NULL;
  tuner->point_count = tuner->point_capacity = tuner->curve_count = tuner->curve_capacity = 0;
}

int tuner_owns(const Tuner *tuner, size_t candidate) {
  return candidate % tuner->options.shards == tuner->options.shard;
}

double tuner_judged_loss(const Tuner *tuner, const RelativeLoss *loss) {
  return tuner->options.confidence > 0 ? loss->bound : loss->loss;
}

AllocationRules tuner_rules(const Tuner *tuner) {
  const TuneOptions *options = &tuner->options;
  const unsigned either = 1u << STORAGE_F16 | 1u << STORAGE_I8;
  return (AllocationRules){.currency = options->currency,
                           .times = tuner->times,
                           .grid = options->grid,
                           .storages = options->storage == TUNE_STORAGE_AUTO ? either : 1u << options->storage,
                           .diagonals = options->diagonals};
}

/* "r" and the ranks, with a comma after each, before which stand a letter for the storage and one for a diagonal; a
 * last letter for all else. In single precision there is none. */
static void name_choice(const CandidateSet *set, const RankChoice *choice, char *name, size_t size) {
  static const char *const letters[STORAGE_TYPES] = {"", "h", "b"};
  size_t length = (size_t)snprintf(name, size, "r");
  for (size_t i = 0; i < set->count && length < size; i++)
    length += (size_t)snprintf(name + length, size - length, "%u%s%s,", choice->ranks[i], letters[choice->storage[i]],
                               choice->diagonals[i] ? "d" : "");
  if (length < size) snprintf(name + length, size - length, "%s", letters[choice->others]);
}

static int compute(Tuner *tuner, const RankChoice *choice, const char *name, double *benefits) {
  ModelFile *model = choice_model(tuner->candidates, choice);
  if (!model) {
    message_set(tuner->message, QUELL_NO_MEMORY, "there is no memory for a factored network");
    return 0;
  }
  const int good =
      evaluator_run(tuner->evaluator, model, choice_first_layer(tuner->candidates, choice), benefits, tuner->message) &&
      evaluation_cache_add(tuner->cache, name, benefits, evaluator_count(tuner->evaluator), tuner->message);
  model_file_free(model);
  return good;
}

int tuner_score(Tuner *tuner, const RankChoice *choice, double *benefit, RelativeLoss *loss) {
  char name[16 * CANDIDATES_MAX];
  const size_t count = evaluator_count(tuner->evaluator);
  double *benefits = calloc(count, sizeof *benefits), sum = 0;
  name_choice(tuner->candidates, choice, name, sizeof name);
  int good = benefits &&
             (evaluation_cache_find(tuner->cache, name, benefits, count) || compute(tuner, choice, name, benefits));
  if (good) {
    const double confidence = tuner->options.confidence > 0 ? tuner->options.confidence : 0.95;
    for (size_t i = 0; i < count; i++)
      sum += benefits[i];
    *benefit = sum / (double)count;
    *loss = relative_loss(evaluator_reference(tuner->evaluator), benefits, count, evaluator_scale(tuner->evaluator),
                          confidence);
    tuner->scored++;
    if (tuner->expected < tuner->scored) tuner->expected = tuner->scored;
    good = !tuner->progress || tuner->progress(tuner->progress_context, tuner->scored, tuner->expected);
  }
  free(benefits);
  return good;
}

/* Room for one more; NULL without memory. */
static void *grow(void *items, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return items;
  const size_t more = *capacity ? 2 * *capacity : 64;
  void *grown = realloc(items, more * size);
  if (grown) *capacity = more;
  return grown;
}

int tuner_score_alone(Tuner *tuner, size_t candidate, uint32_t rank, RelativeLoss *loss) {
  RankChoice choice = {0};
  TuneCurvePoint point = {.candidate = candidate, .rank = rank};
  choice.ranks[candidate] = rank;
  if (!tuner_score(tuner, &choice, &point.benefit, &point.loss)) return 0;
  TuneCurvePoint *curve = grow(tuner->curve, tuner->curve_count, &tuner->curve_capacity, sizeof *curve);
  if (!curve) return 0;
  tuner->curve = curve;
  curve[tuner->curve_count++] = point;
  *loss = point.loss;
  return 1;
}

/* Number of the same point, if it is there already; else point_count. */
static size_t find_point(const Tuner *tuner, const TunePoint *point) {
  for (size_t i = 0; i < tuner->point_count; i++) {
    const TunePoint *other = &tuner->points[i];
    const int same_target = other->target == point->target || (isnan(other->target) && isnan(point->target));
    const int same_budget = !(other->budget < point->budget) && !(other->budget > point->budget);
    if (same_target && same_budget && strcmp(other->strategy, point->strategy) == 0 &&
        memcmp(&other->choice, &point->choice, sizeof point->choice) == 0)
      return i;
  }
  return tuner->point_count;
}

static void complete(const Tuner *tuner, RankChoice *choice) {
  const CandidateSet *set = tuner->candidates;
  const int storage = tuner->options.storage;
  for (size_t i = 0; set->nested && i < set->count; i++)
    if (!choice->ranks[i]) choice->ranks[i] = set->items[i].largest_rank;
  if (storage != TUNE_STORAGE_AUTO)
    choice_store_all(choice, set, (StorageType)storage);
  else if (choice->others == STORAGE_F32)
    choice_store_all(choice, set, STORAGE_F16);
}

/* As it is, whatever the options say. */
static int add_complete_point(Tuner *tuner, TunePoint point, size_t *index) {
  point.parameters = choice_parameters(tuner->candidates, &point.choice);
  point.cost = cost_of_choice(tuner->options.currency, tuner->times, tuner->candidates, &point.choice);
  if (!tuner_score(tuner, &point.choice, &point.benefit, &point.loss)) return 0;
  const size_t known = find_point(tuner, &point);
  *index = known;
  if (known < tuner->point_count) return 1;
  TunePoint *points = grow(tuner->points, tuner->point_count, &tuner->point_capacity, sizeof *points);
  if (!points) return 0;
  tuner->points = points;
  points[tuner->point_count++] = point;
  return 1;
}

int tuner_add_point(Tuner *tuner, const char *strategy, double target, const RankChoice *choice, size_t *index) {
  TunePoint point = {.strategy = strategy, .target = target, .budget = tuner->options.budget, .choice = *choice};
  complete(tuner, &point.choice);
  return add_complete_point(tuner, point, index);
}

int tuner_add_baseline(Tuner *tuner, const char *name, StorageType storage) {
  TunePoint point = {.strategy = name, .target = NAN};
  size_t index;
  choice_store_all(&point.choice, tuner->candidates, storage);
  return add_complete_point(tuner, point, &index);
}

/* Whether `a` is to be preferred; both are points of the same strategy. */
static int is_better(const Tuner *tuner, const TunePoint *a, const TunePoint *b) {
  if (tuner->options.budget > 0) return a->loss.loss < b->loss.loss;
  return a->cost < b->cost || (!(a->cost > b->cost) && a->loss.loss < b->loss.loss);
}

static int is_eligible(const Tuner *tuner, const TunePoint *point, double target) {
  /* Ranks that were chosen for another target or budget answer another question. */
  if (point->budget < tuner->options.budget || point->budget > tuner->options.budget) return 0;
  if (tuner->options.budget > 0) return point->cost <= tuner->options.budget;
  if (!isnan(point->target) && point->target != target) return 0;
  return tuner_judged_loss(tuner, &point->loss) <= target;
}

const TunePoint *tuner_best(const Tuner *tuner, const char *strategy, double target) {
  const TunePoint *best = NULL;
  for (size_t i = 0; i < tuner->point_count; i++) {
    const TunePoint *point = &tuner->points[i];
    if (strcmp(point->strategy, strategy) != 0 || !is_eligible(tuner, point, target)) continue;
    if (!best || is_better(tuner, point, best)) best = point;
  }
  return best;
}
