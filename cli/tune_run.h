/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* One call of `quell tune`, from the model that is read to the one that is written. */
#ifndef QUELL_TUNE_RUN_H
#define QUELL_TUNE_RUN_H

#include "command.h"
#include "offline/rank/tuner.h"
#include "profiles.h"
#include "tune_data.h"

#define TUNE_STRATEGIES_MAX 16

/* What errors of a truncation are weighed with: nothing; the inputs that occur; these and what is heard of each output.
 */
typedef enum { FACTORS_PLAIN, FACTORS_WEIGHTED, FACTORS_TWO_SIDED, FACTORS_COUNT } TuneFactors;
const char *tune_factors_name(TuneFactors factors);

/* One of several sizes in one file. */
typedef struct {
  char name[PROFILE_NAME_MAX + 1];
  double target;      /* share that may be lost; 0: a budget decides */
  double compression; /* how many times less it has to cost; 0: a target decides */
} TuneProfile;

typedef struct {
  const char *model, *output; /* output NULL: a run of one shard */
  const char *evaluations;    /* where scores are kept */
  const char *report;         /* folder for all that was found; NULL: none */
  const char *ranks;          /* --ranks as it was given; NULL: they are searched for */
  int score;
  TuneFactors factors;
  unsigned refits; /* sweeps in which left factors and biases are fitted anew */
  int diagonals;
  int best_effort;
  double compression; /* wanted instead of a target, against all matrices dense; 0: a target decides */
  TuneProfile profiles[PROFILES_MAX];
  size_t profile_count; /* 0: one size */
  unsigned threads;
  const Strategy *strategies[TUNE_STRATEGIES_MAX]; /* the first gives the model, the others are for comparison */
  size_t strategy_count;
  TuneOptions options;
} TunePlan;

/* What has become of a profile, measured with the file that is written. */
typedef struct {
  const TuneProfile *wanted;
  const TunePoint *point; /* that was chosen for it, of the tuner's points */
  RankChoice choice;      /* as it fits into the file */
  size_t parameters, bytes;
  double nanoseconds; /* of a frame's products */
  double benefit;     /* on the confirmation recordings */
  RelativeLoss search, confirmation;
  int kept;
} ProfileOutcome;

/* What a run has come to. */
typedef struct {
  const TunePlan *plan;
  const CandidateSet *candidates;
  const Tuner *tuner;
  const TunePoint *chosen; /* of the tuner's points; NULL when no network keeps the target */
  int confirmed;           /* recordings for it were there */
  size_t confirmed_count;  /* recordings */
  double confirmed_benefit, confirmed_reference;
  RelativeLoss confirmation; /* on data that nothing was chosen by */
  ProfileOutcome profiles[PROFILES_MAX];
  size_t profile_count;
} TuneOutcome;

/* Both return an exit code, after one sentence when something is wrong. */
int tune_run(const Arguments *arguments, const TunePlan *plan);
int tune_report(const Arguments *arguments, const TuneOutcome *outcome);

/* Writes all that was found into the plan's folder. Returns 0 after a sentence. */
int tune_folder(const TuneOutcome *outcome);

/* Whether the outcome is what was asked for. */
int tune_keeps_promise(const TuneOutcome *outcome);

/* Ranks of matrices from "NAME=RANK,...". Returns 0 after a sentence. */
int tune_read_ranks(const char *text, const CandidateSet *set, RankChoice *choice);

/* --profiles as the plan has it. Returns 0 after a sentence. */
int tune_read_profiles(const Arguments *arguments, TunePlan *plan);
/* What a search has to keep for one profile. */
void tune_ask_for_profile(const TuneProfile *profile, Tuner *tuner);
/* Chooses a network for each profile among what was found, builds the file that holds them all and measures each with
 * it. Dearest first. Returns the model, NULL after a sentence. */
ModelFile *tune_build_profiles(Tuner *tuner, const Evaluator *confirmation, TuneOutcome *outcome);
int tune_report_profiles(const Arguments *arguments, const TuneOutcome *outcome);

#endif
