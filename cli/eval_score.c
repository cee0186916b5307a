/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_score.h"

#include "command.h"
#include "eval_denoise.h"
#include "eval_save.h"
#include "pair_audio.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static void forget_values(EvalScore *score) {
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    score->noisy[metric] = score->enhanced[metric] = NAN;
}

static int measure(const EvalPair *pair, const Audio *clean, const float *processed, double *values) {
  const MetricStatus status = metric_score_all(clean->samples[0], processed, clean->frames, clean->sample_rate, values);
  if (status != METRIC_OK) complain("'%s' cannot be compared with: %s", pair->clean, metric_status_text(status));
  return status == METRIC_OK;
}

/* Takes the probabilities over. */
static int keep_voice(const EvalPair *pair, const Audio *clean, EvalDenoised *denoised, VoiceTrack *track) {
  track->labels = calloc(denoised->hops + 1, sizeof *track->labels);
  if (!track->labels || !voice_label(clean->samples[0], clean->frames, denoised->hop, track->labels)) {
    complain("'%s' cannot be judged: out of memory", pair->clean);
    return 0;
  }
  track->probabilities = denoised->voice;
  track->hops = denoised->hops;
  denoised->voice = NULL;
  return 1;
}

static int score_noisy(const EvalPair *pair, const EvalPlan *plan, const Audio *clean, EvalScore *score) {
  Audio noisy;
  if (!pair_audio_load_partner(pair->noisy, pair->clean, clean, &noisy)) return 0;
  int done = measure(pair, clean, noisy.samples[0], score->noisy);
  if (done && plan->model) {
    EvalDenoised denoised;
    done = eval_denoise(plan->model, plan->profile, plan->limit_db, pair->noisy, &noisy, &denoised) &&
           measure(pair, clean, denoised.samples, score->enhanced) &&
           (!plan->voice || keep_voice(pair, clean, &denoised, &score->voice)) &&
           (!plan->save || eval_save(plan->save, pair->name, noisy.sample_rate, denoised.samples, noisy.frames));
    score->latency = denoised.latency;
    eval_denoised_free(&denoised);
  }
  audio_free(&noisy);
  return done;
}

static int score_enhanced(const EvalPair *pair, const Audio *clean, EvalScore *score) {
  Audio enhanced;
  if (!pair_audio_load_partner(pair->enhanced, pair->clean, clean, &enhanced)) return 0;
  const int done = measure(pair, clean, enhanced.samples[0], score->enhanced);
  audio_free(&enhanced);
  return done;
}

static void score_pair(const EvalPair *pair, const EvalPlan *plan, EvalScore *score) {
  *score = (EvalScore){0};
  forget_values(score);
  Audio clean;
  if (!pair_audio_load(pair->clean, &clean)) return;
  score->sample_rate = clean.sample_rate;
  score->frames = clean.frames;
  score->done = (!pair->noisy || score_noisy(pair, plan, &clean, score)) &&
                (!pair->enhanced || score_enhanced(pair, &clean, score));
  audio_free(&clean);
}

typedef struct {
  const EvalPairs *pairs;
  const EvalPlan *plan;
  EvalScore *scores;
  atomic_size_t next;
} Work;

static void *work_on(void *argument) {
  Work *work = argument;
  for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < work->pairs->count;)
    score_pair(&work->pairs->pairs[i], work->plan, &work->scores[i]);
  return NULL;
}

/* This thread works too, so that the pairs get done even where no other can be started. */
static void work_together(Work *work, size_t jobs) {
  pthread_t *threads = calloc(jobs, sizeof *threads);
  size_t started = 0;
  while (threads && started + 1 < jobs && pthread_create(&threads[started], NULL, work_on, work) == 0)
    started++;
  work_on(work);
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i], NULL);
  free(threads);
}

size_t eval_score_pairs(const EvalPairs *pairs, const EvalPlan *plan, EvalScore *scores) {
  Work work = {.pairs = pairs, .plan = plan, .scores = scores};
  atomic_init(&work.next, 0);
  work_together(&work, plan->jobs < pairs->count ? plan->jobs : pairs->count);
  size_t failures = 0;
  for (size_t i = 0; i < pairs->count; i++)
    failures += !scores[i].done;
  return failures;
}

void eval_scores_clear(EvalScore *scores, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(scores[i].voice.labels);
    free(scores[i].voice.probabilities);
    scores[i].voice = (VoiceTrack){0};
  }
}
