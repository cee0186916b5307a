/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "mixture.h"

#include "acoustics.h"
#include "damage.h"
#include "level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE MIXTURE_RATE
#define RIDE_STEP 64
#define PEAK_MOST 0.99f
#define CREST_MOST_DB 30

struct MixtureWorkspace {
  uint32_t samples;
  float *dry, *spare, *part, *noise, *lap;
  Acoustics acoustics;
};

typedef struct {
  int has_speech, has_noise;
  double snr_db, speech_db;
  BandLimits limits;
  AcousticsRoom speech_room, noise_room;
} Plan;

static void free_workspace(struct MixtureWorkspace *workspace) {
  if (!workspace) return;
  convolution_free(workspace->dry);
  convolution_free(workspace->spare);
  convolution_free(workspace->part);
  convolution_free(workspace->noise);
  convolution_free(workspace->lap);
  acoustics_free(&workspace->acoustics);
  free(workspace);
}

void mixture_clear(Mixture *mixture) {
  convolution_free(mixture->noisy);
  convolution_free(mixture->clean);
  free_workspace(mixture->workspace);
  memset(mixture, 0, sizeof *mixture);
}

static float *floats(size_t count) {
  return convolution_alloc_samples(count);
}

static int ensure_room(Mixture *mixture, uint32_t samples) {
  if (mixture->workspace && mixture->workspace->samples >= samples) return 1;
  mixture_clear(mixture);
  struct MixtureWorkspace *workspace = mixture->workspace = calloc(1, sizeof *workspace);
  if (!workspace) return 0;
  mixture->noisy = floats(samples);
  mixture->clean = floats(samples);
  workspace->samples = samples;
  workspace->dry = floats(samples);
  workspace->part = floats(samples);
  workspace->noise = floats(samples);
  workspace->spare = floats(TRACK_SPARE((size_t)samples));
  workspace->lap = floats(TRACK_LAP);
  int failed = acoustics_create(&workspace->acoustics) != 0 || !mixture->noisy || !mixture->clean || !workspace->dry ||
               !workspace->part || !workspace->noise || !workspace->spare || !workspace->lap;
  if (failed) mixture_clear(mixture);
  return !failed;
}

static void draw_plan(TrackContext *context, Plan *plan) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  double kind = random_unit(generator);
  int is_clean = kind < recipe->clean_share;
  *plan = (Plan){.has_speech = 1, .has_noise = 1};
  plan->snr_db = random_normal(generator, recipe->snr_mean, recipe->snr_deviation);
  plan->snr_db = fmin(fmax(plan->snr_db, recipe->snr_least), recipe->snr_most);
  plan->speech_db = random_normal(generator, recipe->level_mean, recipe->level_deviation);
  plan->speech_db = fmin(fmax(plan->speech_db, recipe->level_least), recipe->level_most);
  if (is_clean) {
    plan->has_noise = random_happens(generator, 0.5);
    plan->snr_db = random_between(generator, 40, 60);
  } else if (kind < recipe->clean_share + recipe->noise_only_share) {
    plan->has_speech = 0;
  }
  acoustics_draw_limits(context, &plan->limits);
  /* What is clean comes out as it went in, so it has no late reflections to lose. */
  if (!is_clean && random_happens(generator, recipe->room_share)) plan->speech_room = ACOUSTICS_ROOM;
  if (random_happens(generator, recipe->noise_room_share) && plan->speech_room == ACOUSTICS_ROOM)
    plan->noise_room = ACOUSTICS_ROOM;
}

static void scale(float *samples, uint32_t count, float gain) {
  for (uint32_t n = 0; n < count; n++)
    samples[n] *= gain;
}

/* Noisy speech, its target and its level. */
static int make_speech(TrackContext *context, const Plan *plan, Mixture *mixture, float *bandwidth_hz) {
  struct MixtureWorkspace *workspace = mixture->workspace;
  *bandwidth_hz = RATE / 2;
  if (!plan->has_speech) {
    memset(mixture->noisy, 0, mixture->samples * sizeof *mixture->noisy);
    memset(mixture->clean, 0, mixture->samples * sizeof *mixture->clean);
    return 1;
  }
  if (!speech_track(context, workspace->dry, mixture->samples, workspace->spare, bandwidth_hz) ||
      !acoustics_run(context, &workspace->acoustics, plan->speech_room, context->recipe->speech_filter_share,
                     &plan->limits, workspace->dry, mixture->noisy, mixture->clean, mixture->samples))
    return 0;
  double active = level_active(mixture->clean, mixture->samples);
  float gain = active > 1e-9 ? (float)(level_from_db(plan->speech_db) / active) : 0;
  scale(mixture->noisy, mixture->samples, gain);
  scale(mixture->clean, mixture->samples, gain);
  return 1;
}

/* Gain that goes from one level to another between two samples, on one or two signals. */
static void ramp(float *a, float *b, uint32_t samples, uint32_t from, uint32_t to, double from_db, double to_db) {
  for (uint32_t start = 0; start < samples; start += RIDE_STEP) {
    double share = start <= from ? 0 : start >= to ? 1 : (double)(start - from) / (to - from);
    uint32_t next = start + RIDE_STEP;
    double next_share = next <= from ? 0 : next >= to ? 1 : (double)(next - from) / (to - from);
    float gain = (float)level_from_db(from_db + (to_db - from_db) * share);
    float step = ((float)level_from_db(from_db + (to_db - from_db) * next_share) - gain) / RIDE_STEP;
    for (uint32_t n = start; n < next && n < samples; n++) {
      float g = gain + step * (float)(n - start);
      a[n] *= g;
      if (b) b[n] *= g;
    }
  }
}

static int add_noise(TrackContext *context, const Plan *plan, Mixture *mixture) {
  struct MixtureWorkspace *workspace = mixture->workspace;
  RandomGenerator *generator = &context->generator;
  uint32_t samples = mixture->samples;
  if (!plan->has_noise) return 1;
  if (!noise_track(context, workspace->dry, samples, workspace->spare, workspace->part, workspace->lap) ||
      !acoustics_run(context, &workspace->acoustics, plan->noise_room, context->recipe->noise_filter_share,
                     &plan->limits, workspace->dry, workspace->noise, NULL, samples))
    return 0;
  if (random_happens(generator, context->recipe->noise_change_share)) {
    uint32_t from = random_below(generator, samples);
    uint32_t length = (uint32_t)(random_log_between(generator, 0.02, 4.0) * RATE);
    ramp(workspace->noise, NULL, samples, from, from + length, 0, random_between(generator, -20, 20));
  }
  /* Rare clicks have next to no power: brought to the level of the speech they would drown everything. */
  double rms = level_rms(workspace->noise, samples);
  double level = fmax(rms, level_peak(workspace->noise, samples) / level_from_db(CREST_MOST_DB));
  float gain = level > 1e-9 ? (float)(level_from_db(plan->speech_db - plan->snr_db) / level) : 0;
  for (uint32_t n = 0; n < samples; n++)
    mixture->noisy[n] += gain * workspace->noise[n];
  if (plan->has_speech) mixture->snr_db = (float)(plan->speech_db - 20 * log10(gain * rms + 1e-12));
  return 1;
}

/* Lowers what lies 35 dB and more under the active speech: in the pauses of a recording only its own noise sounds. */
static void reduce_floor(float *clean, uint32_t samples, double active, double reduction_db) {
  const uint32_t frame = 480, reach = 8;
  float least = (float)(active * active * pow(10, -3.5)) * frame, low = (float)level_from_db(-reduction_db), gain = low;
  uint32_t frames = (samples + frame - 1) / frame, loud_until = 0;
  for (uint32_t f = 0; f < frames; f++) {
    /* Looks ahead and holds on, so that beginnings and ends of words are kept whole. */
    uint32_t from = f * frame, ahead = from + reach * frame;
    if (ahead + frame <= samples && level_power(clean + ahead, frame) > least) loud_until = f + 2 * reach + 1;
    float wanted = f < loud_until || f == 0 ? 1 : low, next = gain + (wanted - gain) * (wanted > gain ? 0.6f : 0.15f);
    for (uint32_t n = from; n < from + frame && n < samples; n++)
      clean[n] *= gain + (next - gain) * (float)(n - from) / (float)frame;
    gain = next;
  }
}

static void limit_peak(Mixture *mixture) {
  float peak = fmaxf(level_peak(mixture->noisy, mixture->samples), level_peak(mixture->clean, mixture->samples));
  if (!(peak > PEAK_MOST)) return;
  scale(mixture->noisy, mixture->samples, PEAK_MOST / peak);
  scale(mixture->clean, mixture->samples, PEAK_MOST / peak);
  mixture->speech_db += (float)(20 * log10(PEAK_MOST / peak));
}

static void change_in_time(TrackContext *context, Mixture *mixture) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  if (random_happens(generator, recipe->ride_share)) {
    uint32_t from = random_below(generator, mixture->samples);
    uint32_t length = (uint32_t)(random_log_between(generator, 0.2, 2.0) * RATE);
    double change = random_between(generator, -recipe->ride_most_db, recipe->ride_most_db);
    ramp(mixture->noisy, mixture->clean, mixture->samples, from, from + length, 0, change);
  }
  limit_peak(mixture);
  if (random_happens(generator, recipe->silence_share))
    damage_gap(mixture->noisy, mixture->clean, mixture->samples, random_below(generator, mixture->samples),
               (uint32_t)(random_log_between(generator, 0.1, 3.0) * RATE));
}

static void add_damage(TrackContext *context, const Plan *plan, Mixture *mixture) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  struct MixtureWorkspace *workspace = mixture->workspace;
  uint32_t samples = mixture->samples;
  int eight = random_happens(generator, recipe->eight_bit_share),
      clips = random_happens(generator, recipe->clipping_share);
  if (clips)
    damage_clip(mixture->noisy, samples,
                random_between(generator, recipe->clipping_least_db, recipe->clipping_most_db));
  if (eight) damage_round_8(mixture->noisy, samples, random_happens(generator, 0.7));
  if ((clips || eight) && plan->limits.low_pass_hz < 24000) {
    acoustics_low_pass(&workspace->acoustics, &plan->limits, mixture->noisy, workspace->dry, samples);
    memcpy(mixture->noisy, workspace->dry, samples * sizeof *mixture->noisy);
  }
  int drops = random_happens(generator, recipe->dropout_share);
  for (uint32_t gaps = drops ? 1 + random_below(generator, 12) : 0; gaps > 0; gaps--)
    damage_gap(mixture->noisy, mixture->clean, samples, random_below(generator, samples),
               (uint32_t)(random_between(generator, 0.001, recipe->dropout_most_seconds) * RATE));
  if (plan->limits.telephone || random_happens(generator, recipe->sixteen_bit_share))
    damage_round_16(mixture->noisy, samples);
  mixture->damaged = clips || eight || drops;
}

static float loss_limit(const MixtureRecipe *recipe, const Plan *plan, float bandwidth_hz) {
  float limit = fminf(bandwidth_hz * (float)(1 - recipe->bandwidth_margin), 0.95f * plan->limits.nyquist_hz);
  if (plan->limits.low_pass_hz < 24000) limit = fminf(limit, 0.92f * plan->limits.low_pass_hz);
  return limit;
}

int mixture_make(Corpus *corpus, const MixtureRecipe *recipe, uint64_t seed, uint64_t index, uint32_t samples,
                 Mixture *mixture, char *message, size_t message_size) {
  TrackContext context = {.corpus = corpus, .recipe = recipe, .message = message, .message_size = message_size};
  Plan plan;
  float bandwidth_hz;
  if (samples < MIXTURE_SAMPLES_LEAST || !ensure_room(mixture, samples)) {
    snprintf(message, message_size,
             samples < MIXTURE_SAMPLES_LEAST ? "a mixture lasts at least a tenth of a second"
                                             : "there is not enough memory for a mixture");
    return 0;
  }
  random_start(&context.generator, seed, index);
  draw_plan(&context, &plan);
  if (corpus_count(corpus, CORPUS_SPEECH) == 0) plan.has_speech = 0;
  mixture->samples = samples;
  mixture->loss_from = 0;
  mixture->snr_db = !plan.has_speech ? -INFINITY : plan.has_noise ? (float)plan.snr_db : INFINITY;
  mixture->speech_db = (float)plan.speech_db;
  mixture->nyquist_hz = plan.limits.nyquist_hz;
  mixture->in_room = plan.has_speech && plan.speech_room == ACOUSTICS_ROOM;
  if (!make_speech(&context, &plan, mixture, &bandwidth_hz) || !add_noise(&context, &plan, mixture)) return 0;
  mixture->loss_limit_hz = loss_limit(recipe, &plan, bandwidth_hz);
  if (plan.has_speech && recipe->floor_reduction_db > 0)
    reduce_floor(mixture->clean, samples, level_from_db(plan.speech_db), recipe->floor_reduction_db);
  change_in_time(&context, mixture);
  add_damage(&context, &plan, mixture);
  return 1;
}
