/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "acoustics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE 48000.0
#define PI 3.14159265358979323846

int acoustics_create(Acoustics *acoustics) {
  acoustics->room = convolution_alloc_real(CONVOLUTION_LONG);
  acoustics->early = convolution_alloc_real(CONVOLUTION_LONG);
  acoustics->filter_spectrum = convolution_alloc_spectrum(CONVOLUTION_LONG);
  acoustics->full_spectrum = convolution_alloc_spectrum(CONVOLUTION_LONG);
  acoustics->early_spectrum = convolution_alloc_spectrum(CONVOLUTION_LONG);
  int failed = convolution_buffers_create(&acoustics->buffers) != 0;
  failed |= filter_create(&acoustics->filter) != 0;
  failed |= !acoustics->room || !acoustics->early || !acoustics->filter_spectrum || !acoustics->full_spectrum;
  if (!failed && acoustics->early_spectrum) return 0;
  acoustics_free(acoustics);
  return -1;
}

void acoustics_free(Acoustics *acoustics) {
  convolution_buffers_free(&acoustics->buffers);
  filter_free(&acoustics->filter);
  convolution_free(acoustics->room);
  convolution_free(acoustics->early);
  convolution_free(acoustics->filter_spectrum);
  convolution_free(acoustics->full_spectrum);
  convolution_free(acoustics->early_spectrum);
  memset(acoustics, 0, sizeof *acoustics);
}

void acoustics_draw_limits(TrackContext *context, BandLimits *limits) {
  static const float nyquists[] = {4000, 5512, 8000, 11025, 12000, 16000, 22050};
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  *limits = (BandLimits){24000, 24000, 0, 0};
  if (random_happens(generator, recipe->telephone_share)) {
    limits->telephone = 1;
    limits->low_pass_hz = (float)random_between(generator, 3400, 4000);
    if (random_happens(generator, 0.6)) limits->high_pass_hz = random_between(generator, 150, 300);
    return;
  }
  if (random_happens(generator, recipe->rate_share)) {
    limits->nyquist_hz = nyquists[random_below(generator, sizeof nyquists / sizeof *nyquists)];
    limits->low_pass_hz = limits->nyquist_hz;
  }
  if (random_happens(generator, recipe->low_pass_share))
    limits->low_pass_hz = fminf(
        limits->low_pass_hz, (float)random_log_between(generator, recipe->low_pass_least_hz, recipe->low_pass_most_hz));
  if (random_happens(generator, recipe->high_pass_share))
    limits->high_pass_hz = random_log_between(generator, recipe->high_pass_least_hz, recipe->high_pass_most_hz);
}

static void add_limits(FilterDesign *filter, const BandLimits *limits) {
  if (limits->low_pass_hz < 24000) filter_add_low_pass(filter, 0.92 * limits->low_pass_hz, limits->low_pass_hz);
  if (limits->high_pass_hz > 0) {
    Biquad high_pass = biquad_high_pass(limits->high_pass_hz, 0.7071);
    filter_add_biquad(filter, &high_pass);
  }
}

/* A pole pair and a zero pair anywhere within radius 0.7, at unit gain in the middle of the spectrum. */
static Biquad random_biquad(RandomGenerator *generator) {
  double pole = random_between(generator, 0, 0.7), zero = random_between(generator, 0, 0.7);
  double pole_angle = random_between(generator, 0, PI), zero_angle = random_between(generator, 0, PI);
  Biquad biquad = {1, -2 * zero * cos(zero_angle), zero * zero, -2 * pole * cos(pole_angle), pole * pole};
  return biquad;
}

static void add_random_shape(TrackContext *context, FilterDesign *filter) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  if (random_happens(generator, 0.5)) {
    Biquad biquad = random_biquad(generator);
    filter_add_biquad(filter, &biquad);
  } else {
    filter_add_tilt(filter, random_between(generator, -recipe->tilt_most, recipe->tilt_most));
  }
  for (uint32_t peaks = random_below(generator, 3); peaks > 0; peaks--) {
    Biquad peak = biquad_peak(random_log_between(generator, 80, 12000), random_log_between(generator, 0.4, 2),
                              random_between(generator, -recipe->equaliser_most_db, recipe->equaliser_most_db));
    filter_add_biquad(filter, &peak);
  }
}

/* Loads a measured response into room[], from a millisecond before its direct sound. 0 when none can be read. */
static uint32_t measured_room(TrackContext *context, float *room, uint32_t *direct) {
  Corpus *corpus = context->corpus;
  for (int attempt = 0; attempt < TRACK_ATTEMPTS; attempt++) {
    CorpusClip clip;
    uint32_t item = random_below(&context->generator, corpus_count(corpus, CORPUS_ROOM));
    if (!corpus_acquire(corpus, CORPUS_ROOM, item, 0, &clip, context->message, context->message_size)) continue;
    uint32_t first = 0, lead = (uint32_t)(0.001 * RATE);
    while (first < clip.count && abs(clip.samples[first]) < 16384)
      first++; /* the scale makes 32767 of the highest */
    uint32_t from = first > lead ? first - lead : 0, count = clip.count - from;
    if (count > ROOM_TAPS_MAX) count = ROOM_TAPS_MAX;
    for (uint32_t n = 0; n < count; n++)
      room[n] = clip.samples[from + n] * (1 / 32767.0f);
    for (uint32_t n = 0; n < count / 8; n++)
      room[count - 1 - n] *= (float)n / (float)(count / 8);
    *direct = first - from;
    corpus_release(corpus, &clip);
    if (count > lead) return count;
  }
  return 0;
}

static uint32_t draw_room(TrackContext *context, float *room, uint32_t *direct) {
  const MixtureRecipe *recipe = context->recipe;
  RandomGenerator *generator = &context->generator;
  if (random_happens(generator, recipe->measured_room_share) && corpus_count(context->corpus, CORPUS_ROOM) > 0)
    return measured_room(context, room, direct);
  *direct = 0;
  return room_simulate(generator,
                       random_log_between(generator, recipe->reverberation_least, recipe->reverberation_most), room);
}

static void cut_early(const MixtureRecipe *recipe, const float *room, uint32_t taps, uint32_t direct, float *early,
                      uint32_t points) {
  uint32_t end = direct + (uint32_t)(recipe->early_seconds * RATE),
           fade = (uint32_t)(recipe->early_fade_seconds * RATE);
  memset(early, 0, points * sizeof *early);
  for (uint32_t n = 0; n < taps && n < end + fade; n++)
    early[n] = n < end ? room[n] : room[n] * (1 - (float)(n - end) / (float)fade);
}

static void product(const float complex *a, float complex *b, uint32_t bins) {
  const float *x = (const float *)a;
  float *y = (float *)b;
  for (uint32_t k = 0; k < bins; k++) {
    float re = x[2 * k] * y[2 * k] - x[2 * k + 1] * y[2 * k + 1];
    y[2 * k + 1] = x[2 * k] * y[2 * k + 1] + x[2 * k + 1] * y[2 * k];
    y[2 * k] = re;
  }
}

/* The spectrum of the finished filter at that length, divided by the points of the transform. */
static void spectrum_of_filter(Acoustics *acoustics, ConvolutionLength length) {
  uint32_t points = convolution_points(length);
  float *signal = acoustics->buffers.signal, scale = 1 / (float)points;
  memset(signal, 0, points * sizeof *signal);
  for (uint32_t n = 0; n < FILTER_TAPS; n++)
    signal[n] = acoustics->filter.taps[n] * scale;
  convolution_forward(length, signal, acoustics->filter_spectrum);
}

static void run_filter_only(Acoustics *acoustics, const float *in, float *out, uint32_t samples) {
  filter_finish(&acoustics->filter);
  spectrum_of_filter(acoustics, CONVOLUTION_SHORT);
  const float complex *response = acoustics->filter_spectrum;
  convolution_run(CONVOLUTION_SHORT, &acoustics->buffers, in, samples, &response, &out, 1, FILTER_TAPS, FILTER_DELAY);
}

void acoustics_low_pass(Acoustics *acoustics, const BandLimits *limits, const float *in, float *out, uint32_t samples) {
  filter_reset(&acoustics->filter);
  filter_add_low_pass(&acoustics->filter, 0.92 * limits->low_pass_hz, limits->low_pass_hz);
  run_filter_only(acoustics, in, out, samples);
}

static int run_room(TrackContext *context, Acoustics *acoustics, const float *in, float *full, float *early,
                    uint32_t samples) {
  uint32_t direct, room_taps = draw_room(context, acoustics->room, &direct);
  if (room_taps == 0) return 0;
  uint32_t taps = room_taps + FILTER_TAPS;
  ConvolutionLength length = convolution_length_for(taps);
  uint32_t points = convolution_points(length), bins = points / 2 + 1;
  filter_finish(&acoustics->filter);
  spectrum_of_filter(acoustics, length);
  memset(acoustics->room + room_taps, 0, (points - room_taps) * sizeof *acoustics->room);
  if (early) {
    cut_early(context->recipe, acoustics->room, room_taps, direct, acoustics->early, points);
    convolution_forward(length, acoustics->early, acoustics->early_spectrum);
    product(acoustics->filter_spectrum, acoustics->early_spectrum, bins);
  }
  convolution_forward(length, acoustics->room, acoustics->full_spectrum);
  product(acoustics->filter_spectrum, acoustics->full_spectrum, bins);
  const float complex *responses[2] = {acoustics->full_spectrum, acoustics->early_spectrum};
  float *outputs[2] = {full, early};
  convolution_run(length, &acoustics->buffers, in, samples, responses, outputs, early ? 2 : 1, taps,
                  FILTER_DELAY + direct);
  return 1;
}

int acoustics_run(TrackContext *context, Acoustics *acoustics, AcousticsRoom room, double filter_share,
                  const BandLimits *limits, const float *in, float *full, float *early, uint32_t samples) {
  int shaped = random_happens(&context->generator, filter_share);
  int limited = limits->low_pass_hz < 24000 || limits->high_pass_hz > 0;
  filter_reset(&acoustics->filter);
  if (shaped) add_random_shape(context, &acoustics->filter);
  add_limits(&acoustics->filter, limits);
  if (room == ACOUSTICS_ROOM) return run_room(context, acoustics, in, full, early, samples);
  if (shaped || limited)
    run_filter_only(acoustics, in, full, samples);
  else
    memcpy(full, in, samples * sizeof *full);
  if (early) memcpy(early, full, samples * sizeof *early);
  return 1;
}
