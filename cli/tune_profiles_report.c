/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "json_print.h"
#include "tune_run.h"

#include <inttypes.h>
#include <stdio.h>

static double times_less(const TuneOutcome *outcome, size_t parameters) {
  return (double)outcome->candidates->dense_parameters / (double)parameters;
}

static void print_profiles(const TuneOutcome *outcome) {
  printf("%-16s %8s %12s %8s %10s %9s %9s %9s %9s\n", "profile", "asked", "parameters", "fewer", "ns/frame", "lost",
         "at most", "others", "at most");
  for (size_t i = 0; i < outcome->profile_count; i++) {
    const ProfileOutcome *profile = &outcome->profiles[i];
    char asked[32];
    if (profile->wanted->target > 0)
      snprintf(asked, sizeof asked, "%.2f %%", 100 * profile->wanted->target);
    else
      snprintf(asked, sizeof asked, "%.1fx", profile->wanted->compression);
    printf("%-16s %8s %12zu %7.1fx %10.0f %7.2f %% %7.2f %% %7.2f %% %7.2f %%\n", profile->wanted->name, asked,
           profile->parameters, times_less(outcome, profile->parameters), profile->nanoseconds,
           100 * profile->search.loss, 100 * profile->search.bound, 100 * profile->confirmation.loss,
           100 * profile->confirmation.bound);
  }
}

static void print_ranks(const TuneOutcome *outcome) {
  printf("\n%-28s %12s", "matrix", "size");
  for (size_t p = 0; p < outcome->profile_count; p++)
    printf(" %10.10s", outcome->profiles[p].wanted->name);
  printf("\n");
  for (size_t i = 0; i < outcome->candidates->count; i++) {
    const Candidate *candidate = &outcome->candidates->items[i];
    char size[32];
    snprintf(size, sizeof size, "%" PRIu32 " x %" PRIu32, candidate->rows, candidate->columns);
    printf("%-28s %12s", candidate->name, size);
    for (size_t p = 0; p < outcome->profile_count; p++) {
      const uint32_t rank = outcome->profiles[p].choice.ranks[i];
      if (rank)
        printf(" %10" PRIu32, rank);
      else
        printf(" %10s", "as it is");
    }
    printf("\n");
  }
}

static json_t *loss_json(RelativeLoss loss) {
  return json_pack("{s:f, s:o}", "mean", loss.loss, "at_most", json_number_or_null(loss.bound));
}

static json_t *profile_json(const TuneOutcome *outcome, const ProfileOutcome *profile) {
  json_t *ranks = json_object();
  for (size_t i = 0; i < outcome->candidates->count; i++)
    if (profile->choice.ranks[i])
      json_object_set_new(ranks, outcome->candidates->items[i].name, json_integer(profile->choice.ranks[i]));
  return json_pack("{s:s, s:I, s:f, s:I, s:o, s:f, s:o, s:o, s:b, s:o}", "name", profile->wanted->name, "parameters",
                   (json_int_t)profile->parameters, "compression", times_less(outcome, profile->parameters), "bytes",
                   (json_int_t)profile->bytes, "ns_per_frame", json_number_or_null(profile->nanoseconds), "benefit",
                   profile->benefit, "search", loss_json(profile->search), "confirmation",
                   loss_json(profile->confirmation), "kept", profile->kept, "ranks", ranks);
}

static int print_json(const TuneOutcome *outcome) {
  json_t *profiles = json_array();
  for (size_t i = 0; i < outcome->profile_count; i++)
    json_array_append_new(profiles, profile_json(outcome, &outcome->profiles[i]));
  return json_print(json_pack("{s:s, s:I, s:I, s:I, s:b, s:o}", "score", score_symbol(outcome->plan->score),
                              "dense_parameters", (json_int_t)outcome->candidates->dense_parameters, "networks_scored",
                              (json_int_t)outcome->tuner->scored, "confirmation_recordings",
                              (json_int_t)outcome->confirmed_count, "kept", tune_keeps_promise(outcome), "profiles",
                              profiles));
}

int tune_report_profiles(const Arguments *arguments, const TuneOutcome *outcome) {
  int exit_code = EXIT_DONE;
  if (argument_given(arguments, "json")) {
    exit_code = print_json(outcome);
  } else {
    print_profiles(outcome);
    print_ranks(outcome);
    printf("\nothers: %zu recordings that nothing was chosen by\n", outcome->confirmed_count);
  }
  if (tune_keeps_promise(outcome)) return exit_code;
  fflush(stdout);
  for (size_t i = 0; i < outcome->profile_count; i++)
    if (!outcome->profiles[i].kept)
      complain("profile '%s' may lose %.2f %%, but on the other recordings %.2f %% is lost, at most %.2f %%: %s",
               outcome->profiles[i].wanted->name, 100 * outcome->profiles[i].wanted->target,
               100 * outcome->profiles[i].confirmation.loss, 100 * outcome->profiles[i].confirmation.bound,
               outcome->plan->best_effort ? "written all the same"
                                          : "nothing is written; more recordings or --best-effort help");
  return outcome->plan->best_effort ? exit_code : EXIT_FAILED;
}
