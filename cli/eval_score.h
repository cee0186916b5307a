/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Denoises and measures the pairs, several at a time.
 */
#ifndef QUELL_EVAL_SCORE_H
#define QUELL_EVAL_SCORE_H

#include "eval_pairs.h"
#include "offline/metrics/metrics.h"
#include "offline/metrics/voice_detection.h"
#include "quell.h"

typedef struct {
  QuellModel *model; /* NULL: the pairs name enhanced files */
  uint32_t profile;  /* of the model */
  float limit_db;    /* of attenuation */
  int voice;         /* judge the probability of a voice too */
  const char *save;  /* folder for what the model makes of the noisy files, or NULL */
  size_t jobs;       /* threads, 1 or more */
} EvalPlan;

/* Values are NaN where there is nothing to be measured or the sound is too short. */
typedef struct {
  int done;
  uint32_t sample_rate;
  size_t frames;
  uint32_t latency; /* frames that the enhanced signal was shifted back by */
  double noisy[METRIC_COUNT], enhanced[METRIC_COUNT];
  VoiceTrack voice; /* empty unless it was asked for */
} EvalScore;

/* scores[pairs->count]. Returns how many pairs failed, each after one sentence on stderr. */
size_t eval_score_pairs(const EvalPairs *pairs, const EvalPlan *plan, EvalScore *scores);
/* Frees what each of them holds. */
void eval_scores_clear(EvalScore *scores, size_t count);

#endif
