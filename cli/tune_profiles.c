/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Several sizes in one file: which are asked for, which networks they become, and how good those are. */
#include "offline/rank/nested.h"
#include "tune_run.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What is asked for ---- */

static int is_known(const TunePlan *plan, const char *name) {
  for (size_t i = 0; i < plan->profile_count; i++)
    if (strcmp(plan->profiles[i].name, name) == 0) return 1;
  return 0;
}

/* "eco:14" or "eco:2%", up to the comma. */
static int read_profile(const char *text, size_t length, TunePlan *plan) {
  TuneProfile *profile = &plan->profiles[plan->profile_count];
  const char *colon = memchr(text, ':', length);
  const size_t name = colon ? (size_t)(colon - text) : 0;
  if (!name || name > PROFILE_NAME_MAX || plan->profile_count == PROFILES_MAX) return 0;
  memset(profile, 0, sizeof *profile);
  memcpy(profile->name, text, name);
  char *end;
  const double number = strtod(colon + 1, &end);
  if (end == colon + 1 || is_known(plan, profile->name)) return 0;
  if (*end == '%') {
    profile->target = number / 100;
    end++;
  } else {
    profile->compression = number;
  }
  const int sensible = profile->target > 0 ? profile->target < 1 : number > 1 && number <= 1000;
  if (end != text + length || !sensible) return 0;
  plan->profile_count++;
  return 1;
}

int tune_read_profiles(const Arguments *arguments, TunePlan *plan) {
  const char *text = argument_text(arguments, "profiles");
  while (text) {
    const size_t length = strcspn(text, ",");
    if (!read_profile(text, length, plan)) {
      complain("--profiles takes up to %d names, each with what may be lost or how many times smaller it has to be, "
               "such as full:0.5%%,standard:2%%,eco:8, not '%s'",
               PROFILES_MAX, argument_text(arguments, "profiles"));
      return 0;
    }
    text = text[length] ? text + length + 1 : NULL;
  }
  return 1;
}

void tune_ask_for_profile(const TuneProfile *profile, Tuner *tuner) {
  TuneOptions *options = &tuner->options;
  options->target_count = profile->target > 0;
  options->targets[0] = profile->target;
  options->budget = profile->target > 0
                        ? 0
                        : cost_of_dense(options->currency, tuner->times, tuner->candidates) / profile->compression;
}

/* ---- What they become ---- */

static int choose_all(Tuner *tuner, TuneOutcome *outcome) {
  const TunePlan *plan = outcome->plan;
  for (size_t i = 0; i < plan->profile_count; i++) {
    const TuneProfile *wanted = &plan->profiles[i];
    tune_ask_for_profile(wanted, tuner);
    const TunePoint *point =
        tuner_best(tuner, plan->strategies[0]->name, wanted->target > 0 ? wanted->target : (double)NAN);
    if (!point) {
      complain("no network %s profile '%s': allow it more",
               wanted->target > 0 ? "keeps on the search data what is asked of" : "is small enough for", wanted->name);
      return 0;
    }
    size_t at = outcome->profile_count++;
    for (; at > 0 && outcome->profiles[at - 1].point->cost < point->cost; at--)
      outcome->profiles[at] = outcome->profiles[at - 1];
    outcome->profiles[at] = (ProfileOutcome){.wanted = wanted, .point = point, .choice = point->choice};
  }
  return 1;
}

static void settle(const CandidateSet *set, TuneOutcome *outcome, RankChoice *whole) {
  RankChoice choices[PROFILES_MAX];
  const size_t count = outcome->profile_count;
  for (size_t i = 0; i < count; i++)
    choices[i] = outcome->profiles[i].choice;
  nested_settle(set, choices, count);
  for (size_t i = 0; i < count; i++)
    outcome->profiles[i].choice = choices[i];
  *whole = nested_union(set, choices, count);
}

static int measure(const Evaluator *evaluator, const ModelFile *model, double confidence, RelativeLoss *loss,
                   double *benefit, Message *message) {
  const size_t count = evaluator_count(evaluator);
  double *benefits = calloc(count, sizeof *benefits);
  const int good = benefits && evaluator_run(evaluator, model, 0, benefits, message);
  if (good)
    *loss = relative_loss(evaluator_reference(evaluator), benefits, count, evaluator_scale(evaluator), confidence);
  *benefit = 0;
  for (size_t i = 0; good && i < count; i++)
    *benefit += benefits[i] / (double)count;
  free(benefits);
  return good;
}

static int measure_profile(const Tuner *tuner, const Evaluator *confirmation, const ModelFile *model,
                           const Profile *profile, KernelCost *times, ProfileOutcome *outcome) {
  const double confidence = tuner->options.confidence > 0 ? tuner->options.confidence : 0.95;
  double benefit;
  ModelFile *lower = nested_lower(model, profile);
  const int good = lower && measure(tuner->evaluator, lower, confidence, &outcome->search, &benefit, tuner->message) &&
                   measure(confirmation, lower, confidence, &outcome->confirmation, &outcome->benefit, tuner->message);
  model_file_free(lower);
  outcome->parameters = choice_parameters(tuner->candidates, &outcome->choice);
  outcome->bytes = choice_bytes(tuner->candidates, &outcome->choice);
  outcome->nanoseconds = cost_of_choice(CURRENCY_NANOSECONDS, times, tuner->candidates, &outcome->choice);
  const double judged = tuner->options.confidence > 0 ? outcome->confirmation.bound : outcome->confirmation.loss;
  outcome->kept = !(outcome->wanted->target > 0) || judged <= outcome->wanted->target;
  return good;
}

/* ---- The file ---- */

static int write_ranks(const CandidateSet *set, const RankChoice *choice, Profile *profile) {
  profile->ranks = calloc(set->count + 1, sizeof *profile->ranks);
  if (!profile->ranks) return 0;
  for (size_t i = 0; i < set->count; i++) {
    if (!choice->ranks[i]) continue;
    ProfileRank *rank = &profile->ranks[profile->rank_count];
    *rank = (ProfileRank){strdup(set->items[i].name), choice->ranks[i]};
    if (!rank->matrix) return 0;
    profile->rank_count++;
  }
  return 1;
}

static int write_numbers(const char *score, const ProfileOutcome *outcome, Profile *profile) {
  json_t *scores = json_pack("{s:f, s:f}", score, outcome->benefit, "lost", outcome->confirmation.loss);
  json_t *cost = json_pack("{s:I, s:I, s:f}", "parameters", (json_int_t)outcome->parameters, "bytes",
                           (json_int_t)outcome->bytes, "ns_per_frame", round(outcome->nanoseconds));
  profile->scores = json_dumps(scores, JSON_COMPACT | JSON_REAL_PRECISION(5));
  profile->cost = json_dumps(cost, JSON_COMPACT | JSON_REAL_PRECISION(8));
  json_decref(scores);
  json_decref(cost);
  return profile->scores && profile->cost;
}

static int write_profiles(const Profiles *profiles, ModelFile *model) {
  char *text = profiles_format(profiles);
  const int good = text && model_file_set_text(model, "profiles", text) == QUELL_OK;
  free(text);
  return good;
}

static int fill_profiles(Tuner *tuner, const Evaluator *confirmation, TuneOutcome *outcome, Profiles *profiles,
                         ModelFile *model) {
  KernelCost *times = kernel_cost_create();
  int good = times != NULL;
  for (size_t i = 0; good && i < outcome->profile_count; i++) {
    Profile *profile = &profiles->list[profiles->count++];
    ProfileOutcome *one = &outcome->profiles[i];
    snprintf(profile->name, sizeof profile->name, "%s", one->wanted->name);
    good = write_ranks(tuner->candidates, &one->choice, profile) &&
           measure_profile(tuner, confirmation, model, profile, times, one) &&
           write_numbers(score_symbol(outcome->plan->score), one, profile);
  }
  kernel_cost_free(times);
  return good && write_profiles(profiles, model);
}

ModelFile *tune_build_profiles(Tuner *tuner, const Evaluator *confirmation, TuneOutcome *outcome) {
  RankChoice whole;
  Profiles profiles = {0};
  if (!choose_all(tuner, outcome)) return NULL;
  settle(tuner->candidates, outcome, &whole);
  ModelFile *model = choice_model(tuner->candidates, &whole);
  if (!model || !fill_profiles(tuner, confirmation, outcome, &profiles, model)) {
    complain("there is no memory for the profiles");
    model_file_free(model);
    model = NULL;
  }
  profiles_clear(&profiles);
  return model;
}
