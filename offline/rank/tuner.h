/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A search for the ranks of a network's matrices: what it searches in, what it has found, and how a choice is scored.
 * Strategies (strategies.def) use it. One thread at a time; scoring itself runs on several. */
#ifndef QUELL_TUNER_H
#define QUELL_TUNER_H

#include "allocation.h"
#include "confidence.h"
#include "evaluation_cache.h"
#include "evaluator.h"

#define TUNE_TARGETS_MAX 8
#define TUNE_STORAGE_AUTO STORAGE_TYPES /* half precision or whole numbers, matrix by matrix */

typedef struct {
  double targets[TUNE_TARGETS_MAX]; /* relative losses that are allowed, strictest first; none in budget mode */
  size_t target_count;
  double budget;        /* that the network may cost at most; 0: a target decides */
  Currency currency;    /* of costs */
  int storage;          /* StorageType of all matrices, or TUNE_STORAGE_AUTO */
  int diagonals;        /* candidates may have those that they know */
  double confidence;    /* of the bound that must keep the target; 0: the mean must keep it, as in the paper */
  uint32_t grid;        /* ranks are multiples of it, 1 for all */
  uint32_t rank_most;   /* beyond which single matrices are not swept */
  double threshold;     /* of the strategy "frobenius": share of a matrix' norm that truncation may leave out */
  size_t shard, shards; /* this run scores the sweeps of candidates k with k % shards == shard only; 0 of 1: all */
} TuneOptions;

void tune_options_defaults(TuneOptions *options);

/* One network that was scored. */
typedef struct {
  const char *strategy;
  double target; /* that its ranks were chosen for; NAN: part of a sweep, or for a budget */
  double budget; /* that was asked for then; 0: a target was */
  RankChoice choice;
  size_t parameters;
  double cost;
  double benefit; /* mean */
  RelativeLoss loss;
} TunePoint;

/* One matrix alone truncated, all others as they are. */
typedef struct {
  size_t candidate;
  uint32_t rank;
  double benefit;
  RelativeLoss loss;
} TuneCurvePoint;

typedef struct Tuner {
  const CandidateSet *candidates;
  const Evaluator *evaluator; /* on the search data */
  EvaluationCache *cache;
  KernelCost *times; /* when nanoseconds are the currency */
  TuneOptions options;
  const RankChoice *given; /* of the strategy "given"; else NULL */
  Message *message;
  /* Told after each scoring: how many were made, and how many are expected in all as far as is known. Returns 0 to
   * stop the search. */
  int (*progress)(void *context, size_t done, size_t expected);
  void *progress_context;

  size_t scored, expected;
  TunePoint *points; /* in the order in which they were found */
  size_t point_count, point_capacity;
  TuneCurvePoint *curve;
  size_t curve_count, curve_capacity;
} Tuner;

void tuner_clear(Tuner *tuner); /* frees what was found */

/* Mean benefit and relative loss of a choice, from the cache or computed. Returns 0 after a sentence, or without one
 * when progress() said to stop. */
int tuner_score(Tuner *tuner, const RankChoice *choice, double *benefit, RelativeLoss *loss);
/* The same of one matrix alone; kept in the curve. */
int tuner_score_alone(Tuner *tuner, size_t candidate, uint32_t rank, RelativeLoss *loss);
/* Scores a choice and keeps it as points[*index]. It is scored and kept in the storage that the options ask for; where
 * they leave that to the strategy, and it has not cared, in half precision. In a nested set rank 0 becomes the whole.
 */
int tuner_add_point(Tuner *tuner, const char *strategy, double target, const RankChoice *choice, size_t *index);

/* The model at hand in another form of storage, to compare with. */
int tuner_add_baseline(Tuner *tuner, const char *name, StorageType storage);
AllocationRules tuner_rules(const Tuner *tuner);

/* What must not exceed the target: the bound, or the mean where no confidence is asked. */
double tuner_judged_loss(const Tuner *tuner, const RelativeLoss *loss);
/* Whether this run has to score what belongs to a candidate. */
int tuner_owns(const Tuner *tuner, size_t candidate);

/* ---- Strategies ---- */

typedef struct {
  const char *name;
  const char *summary; /* one line */
  /* Scores networks and adds points. In a run of one shard of several it fills the cache with its sweeps and adds none.
   * Returns 0 like tuner_score(). */
  int (*search)(Tuner *tuner);
} Strategy;

#define STRATEGY(identifier, name, summary) int strategy_##identifier(Tuner *tuner);
#include "strategies.def"
#undef STRATEGY

/* NULL past the last. */
const Strategy *strategy_at(size_t index);
/* NULL when there is none of that name. */
const Strategy *strategy_find(const char *name);

/* Of the points of a strategy the smallest that keeps the target, or, with a budget, the best that keeps the budget.
 * NULL when none does. */
const TunePoint *tuner_best(const Tuner *tuner, const char *strategy, double target);

#endif
