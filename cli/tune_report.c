/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "json_print.h"
#include "tune_run.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

static double compression(const TuneOutcome *outcome, size_t parameters) {
  return (double)outcome->candidates->dense_parameters / (double)parameters;
}

static size_t bytes_of(const TuneOutcome *outcome, const TunePoint *point) {
  return choice_bytes(outcome->candidates, &point->choice);
}

static double byte_compression(const TuneOutcome *outcome, const TunePoint *point) {
  return (double)outcome->candidates->dense_parameters * sizeof(float) / (double)bytes_of(outcome, point);
}

static void print_point(const TuneOutcome *outcome, const TunePoint *point, const char *wanted) {
  printf("%-17s %8s %12zu %6.1fx %10zu %6.1fx %8.2f %% %8.2f %%\n", point->strategy, wanted, point->parameters,
         compression(outcome, point->parameters), bytes_of(outcome, point), byte_compression(outcome, point),
         100 * point->loss.loss, 100 * point->loss.bound);
}

/* The model at hand, only rounded: points of no strategy. */
static void print_baselines(const TuneOutcome *outcome) {
  for (size_t i = 0; i < outcome->tuner->point_count; i++)
    if (!strategy_find(outcome->tuner->points[i].strategy)) print_point(outcome, &outcome->tuner->points[i], "-");
}

static void print_points(const TuneOutcome *outcome) {
  const Tuner *tuner = outcome->tuner;
  const TunePlan *plan = outcome->plan;
  printf("%-17s %8s %12s %7s %10s %7s %10s %10s\n", "strategy", "target", "parameters", "fewer", "bytes", "fewer",
         "lost", "at most");
  for (size_t i = 0; i < plan->strategy_count; i++)
    for (size_t t = 0; t < (plan->options.target_count ? plan->options.target_count : 1); t++) {
      const double target = plan->options.target_count ? plan->options.targets[t] : NAN;
      const TunePoint *point = tuner_best(tuner, plan->strategies[i]->name, target);
      char wanted[32] = "-";
      if (!isnan(target)) snprintf(wanted, sizeof wanted, "%.2f %%", 100 * target);
      if (point)
        print_point(outcome, point, wanted);
      else
        printf("%-17s %8s %12s\n", plan->strategies[i]->name, wanted, "none");
    }
  print_baselines(outcome);
}

static void print_ranks(const TuneOutcome *outcome) {
  printf("\n%-28s %12s %6s  %s\n", "matrix", "size", "rank", "storage");
  for (size_t i = 0; i < outcome->candidates->count; i++) {
    const Candidate *candidate = &outcome->candidates->items[i];
    const uint32_t chosen = outcome->chosen->choice.ranks[i], rank = chosen ? chosen : candidate->stored_rank;
    char size[32], text[16] = "dense";
    snprintf(size, sizeof size, "%" PRIu32 " x %" PRIu32, candidate->rows, candidate->columns);
    if (rank) snprintf(text, sizeof text, "%" PRIu32, rank);
    printf("%-28s %12s %6s  %s%s\n", candidate->name, size, text,
           storage_name((StorageType)outcome->chosen->choice.storage[i]),
           outcome->chosen->choice.diagonals[i] ? ", with a diagonal" : "");
  }
}

static void print_promise(const TuneOutcome *outcome) {
  const TunePlan *plan = outcome->plan;
  const char *score = score_symbol(plan->score);
  const double percent = 100 * (plan->options.confidence > 0 ? plan->options.confidence : 0.95);
  printf("\n%.1f times fewer parameters (%zu), %.1f times fewer bytes (%zu); ",
         compression(outcome, outcome->chosen->parameters), outcome->chosen->parameters,
         byte_compression(outcome, outcome->chosen), bytes_of(outcome, outcome->chosen));
  if (outcome->confirmed)
    printf("on %zu recordings that nothing was chosen by, %.2f %% of %s is lost, with %.0f %% confidence at most %.2f "
           "%%\n",
           outcome->confirmed_count, 100 * outcome->confirmation.loss, score, percent,
           100 * outcome->confirmation.bound);
}

/* The engine holds all weights in single precision, however they are stored. */
static void print_cache(const TuneOutcome *outcome) {
  const size_t cache = second_level_cache(), bytes = outcome->chosen->parameters * sizeof(float);
  if (cache)
    printf("in memory %.0f kB, which %s the second-level cache of %.0f kB\n", (double)bytes / 1e3,
           bytes <= cache ? "fit" : "do not fit", (double)cache / 1e3);
}

static json_t *point_json(const TuneOutcome *outcome, const TunePoint *point) {
  json_t *ranks = json_object();
  for (size_t i = 0; i < outcome->candidates->count; i++) {
    const uint32_t rank = point->choice.ranks[i];
    json_object_set_new(ranks, outcome->candidates->items[i].name, rank ? json_integer(rank) : json_null());
  }
  return json_pack("{s:s, s:o, s:I, s:f, s:I, s:f, s:f, s:f, s:o, s:o}", "strategy", point->strategy, "target",
                   json_number_or_null(point->target), "parameters", (json_int_t)point->parameters, "compression",
                   compression(outcome, point->parameters), "bytes", (json_int_t)bytes_of(outcome, point),
                   "compression_in_bytes", byte_compression(outcome, point), "benefit", point->benefit, "lost",
                   point->loss.loss, "lost_at_most", json_number_or_null(point->loss.bound), "ranks", ranks);
}

static int print_json(const TuneOutcome *outcome) {
  json_t *points = json_array(), *root = json_object();
  for (size_t i = 0; i < outcome->tuner->point_count; i++)
    json_array_append_new(points, point_json(outcome, &outcome->tuner->points[i]));
  json_object_set_new(root, "score", json_string(score_symbol(outcome->plan->score)));
  json_object_set_new(root, "dense_parameters", json_integer((json_int_t)outcome->candidates->dense_parameters));
  json_object_set_new(root, "networks_scored", json_integer((json_int_t)outcome->tuner->scored));
  json_object_set_new(root, "chosen", outcome->chosen ? point_json(outcome, outcome->chosen) : json_null());
  if (outcome->confirmed)
    json_object_set_new(root, "confirmation",
                        json_pack("{s:I, s:f, s:f, s:f, s:o}", "recordings", (json_int_t)outcome->confirmed_count,
                                  "benefit", outcome->confirmed_benefit, "reference", outcome->confirmed_reference,
                                  "lost", outcome->confirmation.loss, "lost_at_most",
                                  json_number_or_null(outcome->confirmation.bound)));
  json_object_set_new(root, "kept", json_boolean(tune_keeps_promise(outcome)));
  json_object_set_new(root, "points", points);
  return json_print(root);
}

static void complain_of_failure(const TuneOutcome *outcome) {
  const TunePlan *plan = outcome->plan;
  if (!outcome->chosen) {
    complain("no smaller network %s: see the losses above, or allow more",
             plan->options.target_count ? "keeps the target on the search data" : "is small enough");
    return;
  }
  complain("the target of %.2f %% is kept on the search data, but on the others %.2f %% is lost, at most %.2f %%: %s",
           100 * plan->options.targets[0], 100 * outcome->confirmation.loss, 100 * outcome->confirmation.bound,
           plan->best_effort ? "written all the same" : "nothing is written; more recordings or --best-effort help");
}

int tune_report(const Arguments *arguments, const TuneOutcome *outcome) {
  int exit_code = EXIT_DONE;
  if (argument_given(arguments, "json")) {
    exit_code = print_json(outcome);
  } else {
    print_points(outcome);
    if (outcome->chosen) {
      print_ranks(outcome);
      print_promise(outcome);
      print_cache(outcome);
    }
  }
  if (tune_keeps_promise(outcome)) return exit_code;
  fflush(stdout);
  complain_of_failure(outcome);
  return outcome->chosen && outcome->plan->best_effort ? exit_code : EXIT_FAILED;
}
