/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "level.h"
#include "rate_change.h"
#include "source_track.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RATE 48000
#define FADE 240
#define QUIET_FRAME 480

/* Where a talker is in the recordings of one speaker. */
typedef struct {
  uint32_t item;
  double place;
  uint32_t position; /* next sample of the piece at `place` */
  double gain;
} Talker;

static uint32_t seconds(double s) {
  return (uint32_t)(s * RATE);
}

/* Every other talker is drawn from the speakers, so that each counts alike, the rest from the files, so that each hour
 * does. */
static uint32_t draw_item(TrackContext *context) {
  RandomGenerator *generator = &context->generator;
  Corpus *corpus = context->corpus;
  if (corpus_wide_count(corpus) > 0 && random_happens(generator, context->recipe->wide_share))
    return corpus_wide_item(corpus, random_below(generator, corpus_wide_count(corpus)));
  if (random_happens(generator, 0.5)) return random_below(generator, corpus_count(corpus, CORPUS_SPEECH));
  CorpusSource source =
      corpus_source(corpus, CORPUS_SPEECH, random_below(generator, corpus_source_count(corpus, CORPUS_SPEECH)));
  return source.first + random_below(generator, source.count);
}

static void start_talker(TrackContext *context, Talker *talker) {
  talker->item = draw_item(context);
  talker->place = random_unit(&context->generator);
  talker->position = UINT32_MAX;
  talker->gain = 1;
}

/* Another recording of the same speaker; another speaker where there is none. */
static void next_recording(TrackContext *context, Talker *talker) {
  CorpusSource source =
      corpus_source(context->corpus, CORPUS_SPEECH, corpus_source_of(context->corpus, CORPUS_SPEECH, talker->item));
  if (source.count > 1)
    talker->item = source.first + random_below(&context->generator, source.count);
  else
    talker->item = draw_item(context);
  talker->place = random_unit(&context->generator);
  talker->position = 0;
}

/* The quietest 10 ms within a quarter of a second of `near`: where a cut harms no word. */
static uint32_t quiet_place(const CorpusClip *clip, uint32_t near) {
  uint32_t from = near > RATE / 4 ? near - RATE / 4 : 0, to = near + RATE / 4, best = near;
  if (to + QUIET_FRAME > clip->count) to = clip->count > QUIET_FRAME ? clip->count - QUIET_FRAME : 0;
  double least = INFINITY;
  for (uint32_t n = from; n < to; n += QUIET_FRAME) {
    double power = 0;
    for (uint32_t i = 0; i < QUIET_FRAME; i += 2)
      power += (double)clip->samples[n + i] * clip->samples[n + i];
    if (power >= least) continue;
    least = power;
    best = n + QUIET_FRAME / 2;
  }
  return best < clip->count ? best : clip->count;
}

static void copy_faded(const CorpusClip *clip, uint32_t from, uint32_t count, float gain, float *out) {
  for (uint32_t n = 0; n < count; n++)
    out[n] += gain * clip->samples[from + n];
  uint32_t fade = count / 2 < FADE ? count / 2 : FADE;
  for (uint32_t n = 0; n < fade; n++) {
    float lacking = 1 - (float)n / (float)fade;
    out[n] -= gain * lacking * clip->samples[from + n];
    out[count - 1 - n] -= gain * lacking * clip->samples[from + count - 1 - n];
  }
}

/* Adds what the talker says next to out, at most `room` samples. Returns how many, 0 after too many unreadable files.
 */
static uint32_t say(TrackContext *context, Talker *talker, float *out, uint32_t room, float *bandwidth_hz) {
  for (int attempt = 0; attempt < TRACK_ATTEMPTS; attempt++) {
    CorpusClip clip;
    double wanted = random_log_between(&context->generator, 1.0, 8.0);
    if (!corpus_acquire(context->corpus, CORPUS_SPEECH, talker->item, talker->place, &clip, context->message,
                        context->message_size)) {
      start_talker(context, talker);
      continue;
    }
    if (talker->position == UINT32_MAX) /* somewhere, but with two seconds left */
      talker->position = clip.count > 3 * RATE && random_happens(&context->generator, 0.7)
                             ? quiet_place(&clip, random_below(&context->generator, clip.count - 2 * RATE))
                             : 0;
    double active = clip.active;
    uint32_t left = clip.count > talker->position ? clip.count - talker->position : 0, count = 0;
    if (left > RATE / 5 && active > 0) {
      count = left < seconds(wanted) + RATE ? left
                                            : quiet_place(&clip, talker->position + seconds(wanted)) - talker->position;
      if (count > room) count = room;
      copy_faded(&clip, talker->position, count, (float)(talker->gain / active), out);
      if (clip.bandwidth_hz < *bandwidth_hz) *bandwidth_hz = clip.bandwidth_hz;
      talker->position += count;
    }
    int finished = clip.count <= talker->position + RATE / 5;
    corpus_release(context->corpus, &clip);
    if (finished || count == 0) next_recording(context, talker);
    if (count > 0) return count;
  }
  return 0;
}

static uint32_t draw_pause(TrackContext *context) {
  const MixtureRecipe *recipe = context->recipe;
  if (random_happens(&context->generator, recipe->long_pause_share))
    return seconds(random_between(&context->generator, recipe->pause_most, recipe->long_pause_most));
  return seconds(random_log_between(&context->generator, recipe->pause_least, recipe->pause_most));
}

static uint32_t draw_start(TrackContext *context) {
  if (!random_happens(&context->generator, context->recipe->late_start_share)) return 0;
  return seconds(random_log_between(&context->generator, 0.2, 3.0));
}

static int talk(TrackContext *context, Talker *talkers, uint32_t count, float *out, uint32_t samples,
                float *bandwidth_hz) {
  uint32_t now = draw_start(context), turn = 0;
  if (now > samples / 2) now = samples / 2;
  while (now < samples) {
    uint32_t said = say(context, &talkers[turn], out + now, samples - now, bandwidth_hz);
    if (said == 0) return 0;
    now += said + draw_pause(context);
    if (count > 1 && random_happens(&context->generator, 0.7)) turn = 1 - turn;
  }
  return 1;
}

static int dry_speech(TrackContext *context, float *out, uint32_t samples, float *bandwidth_hz) {
  RandomGenerator *generator = &context->generator;
  Talker talkers[2];
  memset(out, 0, samples * sizeof *out);
  start_talker(context, &talkers[0]);
  if (!random_happens(generator, context->recipe->second_talker_share))
    return talk(context, talkers, 1, out, samples, bandwidth_hz);
  start_talker(context, &talkers[1]);
  talkers[1].gain = level_from_db(-random_between(generator, 0, 10));
  if (random_happens(generator, 0.6)) return talk(context, talkers, 2, out, samples, bandwidth_hz);
  return talk(context, &talkers[0], 1, out, samples, bandwidth_hz) &&
         talk(context, &talkers[1], 1, out, samples, bandwidth_hz);
}

int track_resample(TrackContext *context, const float *in, uint32_t count, float *out, uint32_t samples) {
  size_t made;
  if (!rate_change(count, samples, RATE_CHANGE_LOW, in, count, out, samples, &made)) {
    snprintf(context->message, context->message_size, "there is not enough memory to change the speed of a recording");
    return 0;
  }
  memset(out + made, 0, (samples - made) * sizeof *out);
  return 1;
}

int speech_track(TrackContext *context, float *out, uint32_t samples, float *spare, float *bandwidth_hz) {
  const MixtureRecipe *recipe = context->recipe;
  *bandwidth_hz = RATE / 2;
  if (!random_happens(&context->generator, recipe->speech_speed_share))
    return dry_speech(context, out, samples, bandwidth_hz);
  double speed = random_between(&context->generator, recipe->speech_speed_least, recipe->speech_speed_most);
  uint32_t count = (uint32_t)(samples * speed);
  if (!dry_speech(context, spare, count, bandwidth_hz)) return 0;
  *bandwidth_hz = fminf(*bandwidth_hz * (float)speed, RATE / 2);
  return track_resample(context, spare, count, out, samples);
}
