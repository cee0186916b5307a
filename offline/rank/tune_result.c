/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_claims.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Matrices ---- */

static int by_rank(const void *a, const void *b) {
  const MatrixCurvePoint *x = a, *y = b;
  return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Several strategies may have asked for the same rank: the answers are equal. */
static size_t without_repeats(MatrixCurvePoint *curve, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!kept || curve[i].rank != curve[kept - 1].rank) curve[kept++] = curve[i];
  return kept;
}

static int take_curve(const Tuner *tuner, size_t candidate, const FactorBasis *plain, MatrixResult *matrix) {
  const FactorBasis *chosen = &tuner->candidates->items[candidate].basis;
  matrix->curve = calloc(tuner->curve_count + 1, sizeof *matrix->curve);
  if (!matrix->curve) return 0;
  for (size_t i = 0; i < tuner->curve_count; i++) {
    const TuneCurvePoint *point = &tuner->curve[i];
    if (point->candidate != candidate) continue;
    matrix->curve[matrix->curve_count++] = (MatrixCurvePoint){.rank = point->rank,
                                                              .plain_error = factor_basis_error(plain, point->rank),
                                                              .chosen_error = factor_basis_error(chosen, point->rank),
                                                              .benefit = point->benefit,
                                                              .loss = point->loss};
  }
  qsort(matrix->curve, matrix->curve_count, sizeof *matrix->curve, by_rank);
  matrix->curve_count = without_repeats(matrix->curve, matrix->curve_count);
  return 1;
}

static double *copy_values(const double *values, size_t count) {
  double *copy = malloc(count * sizeof *copy);
  if (copy) memcpy(copy, values, count * sizeof *copy);
  return copy;
}

static int take_matrix(const Tuner *tuner, size_t index, MatrixResult *matrix) {
  const Candidate *candidate = &tuner->candidates->items[index];
  FactorBasis plain;
  *matrix = (MatrixResult){.rows = candidate->rows,
                           .columns = candidate->columns,
                           .recurrent = candidate->recurrent,
                           .stored_rank = candidate->stored_rank,
                           .largest_rank = candidate->largest_rank,
                           .value_count = candidate->basis.count};
  memcpy(matrix->name, candidate->name, sizeof matrix->name);
  int good = factor_basis_make(candidate->weight, candidate->rows, candidate->columns, NULL, NULL, &plain);
  if (good) {
    matrix->plain_values = copy_values(plain.values, plain.count);
    matrix->chosen_values = copy_values(candidate->basis.values, candidate->basis.count);
    good = matrix->plain_values && matrix->chosen_values && take_curve(tuner, index, &plain, matrix);
  }
  factor_basis_clear(&plain);
  return good;
}

/* ---- Networks ---- */

/* Of all products of a frame. */
static double products_ns(const TuneResult *result, const uint32_t *ranks, KernelCost *cost) {
  double sum = 0;
  if (!cost) return NAN;
  for (size_t i = 0; i < result->matrix_count; i++)
    sum += kernel_cost_ns(cost, result->matrices[i].rows, result->matrices[i].columns, ranks[i]);
  return sum;
}

static int take_network(const Tuner *tuner, const TuneResultSource *source, const TunePoint *point,
                        TuneResult *result) {
  const CandidateSet *set = tuner->candidates;
  NetworkResult *network = &result->networks[result->network_count++];
  *network = (NetworkResult){.target = point->target,
                             .parameters = point->parameters,
                             .bytes = choice_bytes(set, &point->choice),
                             .benefit = point->benefit,
                             .search = point->loss};
  snprintf(network->strategy, sizeof network->strategy, "%s", point->strategy);
  network->ranks = calloc(set->count + 1, sizeof *network->ranks);
  if (!network->ranks) return 0;
  for (size_t i = 0; i < set->count; i++)
    network->ranks[i] = point->choice.ranks[i] ? point->choice.ranks[i] : set->items[i].stored_rank;
  network->nanoseconds = products_ns(result, network->ranks, source->cost);
  if (point == source->chosen && source->confirmation) {
    network->is_confirmed = 1;
    network->confirmation = *source->confirmation;
  }
  return 1;
}

static TunePoint reference_point(const Tuner *tuner) {
  TunePoint point = {.strategy = "reference", .target = NAN};
  const size_t count = evaluator_count(tuner->evaluator);
  for (size_t i = 0; i < count; i++)
    point.benefit += evaluator_reference(tuner->evaluator)[i] / (double)count;
  point.parameters = choice_parameters(tuner->candidates, &point.choice);
  return point;
}

static int take_networks(const Tuner *tuner, const TuneResultSource *source, TuneResult *result) {
  const TunePoint reference = reference_point(tuner);
  result->networks = calloc(tuner->point_count + 1, sizeof *result->networks);
  int good = result->networks && take_network(tuner, source, &reference, result);
  result->chosen = tuner->point_count + 1;
  for (size_t i = 0; good && i < tuner->point_count; i++) {
    if (&tuner->points[i] == source->chosen) result->chosen = result->network_count;
    good = take_network(tuner, source, &tuner->points[i], result);
  }
  return good;
}

static MatrixCost cost_of_matrix(const Candidate *candidate, CandidateForm form, KernelCost *cost) {
  MatrixCost matrix = {.diagonal = form.diagonal || candidate->stored_diagonal,
                       .parameters = form_parameters(candidate, form),
                       .bytes = form_bytes(candidate, form),
                       .nanoseconds = cost ? cost_of_form(CURRENCY_NANOSECONDS, cost, candidate, form) : NAN};
  snprintf(matrix.storage, sizeof matrix.storage, "%s", storage_name(form.storage));
  return matrix;
}

static void take_costs(const Tuner *tuner, const TuneResultSource *source, TuneResult *result) {
  const RankChoice as_stored = {.ranks = {0}};
  const RankChoice *chosen = source->chosen ? &source->chosen->choice : &as_stored;
  for (size_t i = 0; i < result->matrix_count; i++) {
    const Candidate *candidate = &tuner->candidates->items[i];
    result->matrices[i].before = cost_of_matrix(candidate, choice_form(&as_stored, i), source->cost);
    result->matrices[i].after = cost_of_matrix(candidate, choice_form(chosen, i), source->cost);
  }
}

/* ---- Profiles ---- */

static int take_profiles(const TuneResultSource *source, TuneResult *result) {
  const size_t bytes = result->matrix_count * sizeof(uint32_t);
  result->profiles = calloc(source->profile_count + 1, sizeof *result->profiles);
  if (!result->profiles) return 0;
  for (size_t i = 0; i < source->profile_count; i++) {
    ProfileResult *profile = &result->profiles[result->profile_count++];
    *profile = source->profiles[i];
    profile->ranks = malloc(bytes + 1);
    if (!profile->ranks) return 0;
    memcpy(profile->ranks, source->profiles[i].ranks, bytes);
  }
  return 1;
}

/* ---- Answers ---- */

static int is_answered(const TuneResult *result, const char *strategy) {
  for (size_t i = 0; i < result->answer_count; i++)
    if (strcmp(result->answers[i].strategy, strategy) == 0) return 1;
  return 0;
}

static void answer(const Tuner *tuner, const char *strategy, double target, TuneResult *result) {
  const TunePoint *best = tuner_best(tuner, strategy, target);
  StrategyAnswer *into = &result->answers[result->answer_count++];
  /* The reference stands before the tuner's points. */
  *into =
      (StrategyAnswer){.target = target, .network = best ? (size_t)(best - tuner->points) + 1 : result->network_count};
  snprintf(into->strategy, sizeof into->strategy, "%s", strategy);
}

static int take_answers(const Tuner *tuner, TuneResult *result) {
  const TuneOptions *options = &tuner->options;
  const size_t questions = options->target_count ? options->target_count : 1;
  result->answers = calloc(tuner->point_count * questions + 1, sizeof *result->answers);
  if (!result->answers) return 0;
  for (size_t i = 0; i < tuner->point_count; i++) {
    if (is_answered(result, tuner->points[i].strategy)) continue;
    for (size_t t = 0; t < questions; t++)
      answer(tuner, tuner->points[i].strategy, options->target_count ? options->targets[t] : NAN, result);
  }
  return 1;
}

/* ---- The whole ---- */

static void take_options(const Tuner *tuner, const TuneResultSource *source, TuneResult *result) {
  const TuneOptions *options = &tuner->options;
  const char *slash = source->model ? strrchr(source->model, '/') : NULL;
  *result = (TuneResult){.confidence = options->confidence,
                         .budget = options->budget,
                         .dense_parameters = tuner->candidates->dense_parameters,
                         .search_count = evaluator_count(tuner->evaluator),
                         .confirmation_count = source->confirmation_count,
                         .cache_bytes = second_level_cache()};
  if (source->model) snprintf(result->model, sizeof result->model, "%s", slash ? slash + 1 : source->model);
  snprintf(result->recordings, sizeof result->recordings, "%016" PRIx64, evaluator_recordings(tuner->evaluator));
  snprintf(result->score, sizeof result->score, "%s", score_symbol(source->score));
  snprintf(result->currency, sizeof result->currency, "%s", currency_name(options->currency));
  snprintf(result->factors, sizeof result->factors, "%s", source->factors);
  result->target_count = options->budget > 0 ? 0 : options->target_count;
  memcpy(result->targets, options->targets, result->target_count * sizeof *result->targets);
}

int tune_result_make(const Tuner *tuner, const TuneResultSource *source, TuneResult *result) {
  const size_t count = tuner->candidates->count;
  take_options(tuner, source, result);
  result->matrices = calloc(count + 1, sizeof *result->matrices);
  int good = result->matrices != NULL;
  for (size_t i = 0; good && i < count; i++)
    good = take_matrix(tuner, i, &result->matrices[result->matrix_count++]);
  if (!good || !take_networks(tuner, source, result) || !take_answers(tuner, result) || !take_profiles(source, result))
    return 0;
  take_costs(tuner, source, result);
  return tune_claims_make(result);
}

void tune_result_clear(TuneResult *result) {
  for (size_t i = 0; i < result->matrix_count; i++) {
    free(result->matrices[i].plain_values);
    free(result->matrices[i].chosen_values);
    free(result->matrices[i].curve);
  }
  for (size_t i = 0; i < result->network_count; i++)
    free(result->networks[i].ranks);
  for (size_t i = 0; i < result->profile_count; i++)
    free(result->profiles[i].ranks);
  free(result->matrices);
  free(result->networks);
  free(result->profiles);
  free(result->answers);
  free(result->claims);
  *result = (TuneResult){0};
}
