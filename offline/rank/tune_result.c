/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_result.h"

#include <math.h>
#include <stdarg.h>
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

static double products_ns(const CandidateSet *set, const RankChoice *choice, KernelCost *cost) {
  double sum = 0;
  for (size_t i = 0; i < set->count; i++) {
    const Candidate *candidate = &set->items[i];
    const uint32_t rank = choice->ranks[i] ? choice->ranks[i] : candidate->stored_rank;
    sum += kernel_cost_ns(cost, candidate->rows, candidate->columns, rank);
  }
  return sum;
}

static int take_network(const Tuner *tuner, const TuneResultSource *source, const TunePoint *point,
                        NetworkResult *network) {
  const CandidateSet *set = tuner->candidates;
  *network = (NetworkResult){.target = point->target,
                             .parameters = point->parameters,
                             .bytes = point->parameters * sizeof(float),
                             .nanoseconds = source->cost ? products_ns(set, &point->choice, source->cost) : NAN,
                             .benefit = point->benefit,
                             .search = point->loss};
  snprintf(network->strategy, sizeof network->strategy, "%s", point->strategy);
  network->ranks = calloc(set->count + 1, sizeof *network->ranks);
  for (size_t i = 0; network->ranks && i < set->count; i++)
    network->ranks[i] = point->choice.ranks[i] ? point->choice.ranks[i] : set->items[i].stored_rank;
  if (point == source->chosen && source->confirmation) {
    network->is_confirmed = 1;
    network->confirmation = *source->confirmation;
  }
  return network->ranks != NULL;
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
  int good = result->networks && take_network(tuner, source, &reference, &result->networks[result->network_count++]);
  result->chosen = tuner->point_count + 1;
  for (size_t i = 0; good && i < tuner->point_count; i++) {
    if (&tuner->points[i] == source->chosen) result->chosen = result->network_count;
    good = take_network(tuner, source, &tuner->points[i], &result->networks[result->network_count++]);
  }
  return good;
}

/* ---- Claims ---- */

__attribute__((format(printf, 3, 4))) static int claim(TuneResult *result, int holds, const char *format, ...) {
  va_list values;
  va_start(values, format);
  Claim *claims = realloc(result->claims, (result->claim_count + 1) * sizeof *claims);
  if (claims) {
    result->claims = claims;
    claims[result->claim_count].holds = holds;
    if (vasprintf(&claims[result->claim_count].text, format, values) < 0) claims = NULL;
  }
  va_end(values);
  result->claim_count += claims != NULL;
  return claims != NULL;
}

static double times_fewer(const TuneResult *result, const NetworkResult *network) {
  return (double)result->dense_parameters / (double)network->parameters;
}

static int claim_size(TuneResult *result, const NetworkResult *chosen) {
  return claim(result, chosen->parameters < result->dense_parameters,
               "The chosen network has %zu parameters, %.2f times fewer than with all matrices dense.",
               chosen->parameters, times_fewer(result, chosen));
}

static int claim_promise(TuneResult *result, const NetworkResult *chosen) {
  if (!chosen->is_confirmed) return 1;
  const char *words = "On %zu recordings that nothing was chosen by, %.2f %% of %s is lost; with %.0f %% confidence at "
                      "most %.2f %%, where %.2f %% is allowed.";
  if (isnan(chosen->target)) return 1;
  return claim(result, chosen->confirmation.bound <= chosen->target, words, result->confirmation_count,
               100 * chosen->confirmation.loss, result->score, 100 * result->confidence,
               100 * chosen->confirmation.bound, 100 * chosen->target);
}

static int claim_cache(TuneResult *result, const NetworkResult *chosen) {
  if (!result->cache_bytes) return 1;
  const int fits = chosen->bytes <= result->cache_bytes;
  return claim(result, fits, "Its %zu bytes of float32 weights %s the second-level cache of %zu bytes.", chosen->bytes,
               fits ? "fit" : "do not fit", result->cache_bytes);
}

static int claim_speed(TuneResult *result, const NetworkResult *chosen) {
  const NetworkResult *reference = &result->networks[0];
  if (!isfinite(chosen->nanoseconds) || !isfinite(reference->nanoseconds)) return 1;
  return claim(result, chosen->nanoseconds < reference->nanoseconds,
               "The products of a frame take %.0f ns instead of %.0f ns, weights in the caches: %.2f times faster.",
               chosen->nanoseconds, reference->nanoseconds, reference->nanoseconds / chosen->nanoseconds);
}

static int make_claims(TuneResult *result) {
  if (result->chosen >= result->network_count) return 1;
  const NetworkResult *chosen = &result->networks[result->chosen];
  return claim_size(result, chosen) && claim_promise(result, chosen) && claim_cache(result, chosen) &&
         claim_speed(result, chosen);
}

/* ---- The whole ---- */

int tune_result_make(const Tuner *tuner, const TuneResultSource *source, TuneResult *result) {
  const CandidateSet *set = tuner->candidates;
  *result = (TuneResult){.confidence = tuner->options.confidence,
                         .dense_parameters = set->dense_parameters,
                         .search_count = evaluator_count(tuner->evaluator),
                         .confirmation_count = source->confirmation_count,
                         .cache_bytes = second_level_cache()};
  snprintf(result->score, sizeof result->score, "%s", score_symbol(source->score));
  snprintf(result->factors, sizeof result->factors, "%s", source->factors);
  result->matrices = calloc(set->count + 1, sizeof *result->matrices);
  int good = result->matrices != NULL;
  for (size_t i = 0; good && i < set->count; i++)
    good = take_matrix(tuner, i, &result->matrices[result->matrix_count++]);
  return good && take_networks(tuner, source, result) && make_claims(result);
}

void tune_result_clear(TuneResult *result) {
  for (size_t i = 0; i < result->matrix_count; i++) {
    free(result->matrices[i].plain_values);
    free(result->matrices[i].chosen_values);
    free(result->matrices[i].curve);
  }
  for (size_t i = 0; i < result->network_count; i++)
    free(result->networks[i].ranks);
  for (size_t i = 0; i < result->claim_count; i++)
    free(result->claims[i].text);
  free(result->matrices);
  free(result->networks);
  free(result->claims);
  *result = (TuneResult){0};
}
