/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "level.h"
#include "source_track.h"
#include "synthetic_noise.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RATE 48000
#define SEAM (RATE / 20)
#define SHORT_SECONDS 3

static void copy_part(const CorpusClip *clip, uint32_t from, uint32_t count, float gain, float *out) {
  for (uint32_t n = 0; n < count; n++)
    out[n] += gain * clip->samples[from + n];
}

/* Fades the ends of a part that was just added. */
static void fade_ends(float *out, uint32_t count, uint32_t fade) {
  for (uint32_t n = 0; n < fade; n++) {
    float share = sqrtf((float)n / (float)fade);
    out[n] *= share;
    out[count - 1 - n] *= share;
  }
}

/* A recording that is too short is repeated: with overlapping fades, or, when it is a single short sound, with gaps. */
static void repeat_clip(TrackContext *context, const CorpusClip *clip, float *out, uint32_t samples, float *lap) {
  RandomGenerator *generator = &context->generator;
  /* Without gaps a sound of less than a second would become a buzz. */
  int single = clip->count < RATE || (clip->count < SHORT_SECONDS * RATE && random_happens(generator, 0.5));
  uint32_t seam = clip->count / 4 < SEAM ? clip->count / 4 : SEAM;
  uint32_t from = single ? 0 : random_below(generator, clip->count / 2 + 1), now = 0;
  memset(out, 0, samples * sizeof *out);
  while (now < samples) {
    uint32_t count = clip->count - from;
    float gain = (float)level_from_db(single ? random_normal(generator, 0, 4) : 0) / clip->active;
    memset(lap, 0, count * sizeof *lap);
    copy_part(clip, from, count, gain, lap);
    fade_ends(lap, count, seam < count / 2 ? seam : count / 2);
    for (uint32_t n = 0; n < count && now + n < samples; n++)
      out[now + n] += lap[n];
    uint32_t gap = single ? (uint32_t)(random_log_between(generator, 0.1, 3.0) * RATE) : 0;
    now += count > seam ? count - seam : count;
    now += gap;
    from = 0;
  }
}

static void fill_from_clip(TrackContext *context, const CorpusClip *clip, float *out, uint32_t samples, float *lap) {
  if (clip->count < samples) {
    repeat_clip(context, clip, out, samples, lap);
    return;
  }
  uint32_t from = random_below(&context->generator, clip->count - samples + 1);
  memset(out, 0, samples * sizeof *out);
  copy_part(clip, from, samples, 1 / clip->active, out);
}

static uint32_t draw_noise(TrackContext *context) {
  Corpus *corpus = context->corpus;
  uint32_t number = corpus_source_at(corpus, CORPUS_NOISE, random_unit(&context->generator));
  CorpusSource source = corpus_source(corpus, CORPUS_NOISE, number);
  return source.first + random_below(&context->generator, source.count);
}

static int recorded(TrackContext *context, CorpusKind kind, float *out, uint32_t samples, float *lap) {
  for (int attempt = 0; attempt < TRACK_ATTEMPTS; attempt++) {
    CorpusClip clip;
    uint32_t item = kind == CORPUS_NOISE ? draw_noise(context)
                                         : random_below(&context->generator, corpus_count(context->corpus, kind));
    if (!corpus_acquire(context->corpus, kind, item, random_unit(&context->generator), &clip, context->message,
                        context->message_size))
      continue;
    int usable = clip.active > 0 && clip.count > RATE / 50;
    if (usable) fill_from_clip(context, &clip, out, samples, lap);
    corpus_release(context->corpus, &clip);
    if (usable) return 1;
    snprintf(context->message, context->message_size, "the recordings are silent or too short");
  }
  return 0;
}

static void reverse(float *samples, uint32_t count) {
  for (uint32_t n = 0; n < count / 2; n++) {
    float held = samples[n];
    samples[n] = samples[count - 1 - n];
    samples[count - 1 - n] = held;
  }
}

/* lap holds a piece of the corpus: CORPUS_PIECE_SECONDS. */
static int recorded_noise(TrackContext *context, float *out, uint32_t samples, float *spare, float *lap) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  int speeds = random_happens(generator, recipe->noise_speed_share), done;
  if (speeds) {
    double speed = random_log_between(generator, recipe->noise_speed_least, recipe->noise_speed_most);
    uint32_t count = (uint32_t)(samples * speed);
    done = recorded(context, CORPUS_NOISE, spare, count, lap) && track_resample(context, spare, count, out, samples);
  } else {
    done = recorded(context, CORPUS_NOISE, out, samples, lap);
  }
  if (done && random_happens(generator, recipe->reverse_share)) reverse(out, samples);
  return done;
}

static int babble(TrackContext *context, float *out, uint32_t samples, float *spare, float *lap) {
  uint32_t voices = 5 + random_below(&context->generator, 8);
  memset(out, 0, samples * sizeof *out);
  for (uint32_t v = 0; v < voices; v++) {
    if (!recorded(context, CORPUS_SPEECH, spare, samples, lap)) return 0;
    float gain = (float)level_from_db(random_normal(&context->generator, 0, 3));
    for (uint32_t n = 0; n < samples; n++)
      out[n] += gain * spare[n];
  }
  return 1;
}

static int one_noise(TrackContext *context, float *out, uint32_t samples, float *spare, float *lap) {
  const MixtureRecipe *recipe = context->recipe;
  double kind = random_unit(&context->generator);
  if (kind < recipe->babble_share) return babble(context, out, samples, spare, lap);
  if (kind < recipe->babble_share + recipe->synthetic_share || corpus_count(context->corpus, CORPUS_NOISE) == 0) {
    synthetic_noise(&context->generator, out, samples);
    return 1;
  }
  return recorded_noise(context, out, samples, spare, lap);
}

/* Adds with the level brought to `level` times that of silence-free unit noise. */
static void add_at_level(float *sum, const float *part, uint32_t samples, double level) {
  double rms = level_rms(part, samples);
  if (!(rms > 1e-12)) return;
  float gain = (float)(level / rms);
  for (uint32_t n = 0; n < samples; n++)
    sum[n] += gain * part[n];
}

/* A few short sounds: of a recording of noise that is short, or synthetic. */
static int add_transients(TrackContext *context, float *sum, uint32_t samples, float *part) {
  RandomGenerator *generator = &context->generator;
  synthetic_transients(generator, part, samples, 1 + random_below(generator, 6));
  float peak = 1e-12f;
  for (uint32_t n = 0; n < samples; n++)
    peak = fmaxf(peak, fabsf(part[n]));
  float gain = (float)level_from_db(random_between(generator, 0, 20)) / peak;
  for (uint32_t n = 0; n < samples; n++)
    sum[n] += gain * part[n];
  return 1;
}

int noise_track(TrackContext *context, float *out, uint32_t samples, float *spare, float *part, float *lap) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  uint32_t noises = 1;
  if (random_happens(generator, recipe->second_noise_share))
    noises += 1 + (uint32_t)random_happens(generator, recipe->third_noise_share);
  memset(out, 0, samples * sizeof *out);
  for (uint32_t i = 0; i < noises; i++) {
    if (!one_noise(context, part, samples, spare, lap)) return 0;
    add_at_level(out, part, samples, level_from_db(i ? random_normal(generator, -3, 5) : 0));
  }
  return !random_happens(generator, recipe->transient_share) || add_transients(context, out, samples, part);
}
