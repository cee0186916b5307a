/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench_stages.h"

#include "flush_denormals.h"
#include "gain.h"
#include "process.h"

#include <string.h>

#define FRAMES_MAX 20000
/* However short the time. */
#define FRAMES_MIN 10
/* Not counted: caches, branch predictors and the processor's clock settle. */
#define WARM_UP_FRAMES 20

/* ---- The stages, as process.c strings them together
 * ------------------------------------------------------------------ */

typedef void (*Stage)(QuellDenoiser *denoiser, uint32_t layer);

static void analysis(QuellDenoiser *denoiser, uint32_t layer) {
  (void)layer;
  Channel *channel = &denoiser->channels[0];
  Complex *oldest = channel->history[denoiser->history_length - 1];
  memmove(channel->history + 1, channel->history, (denoiser->history_length - 1) * sizeof *channel->history);
  channel->history[0] = oldest;
  stft_forward(denoiser->stft, channel->frame, channel->history[0]);
}

static void features(QuellDenoiser *denoiser, uint32_t layer) {
  (void)layer;
  const Complex *now = denoiser->channels[0].history[0], *last = denoiser->channels[0].history[1];
  features_compute(&denoiser->feature_layout, &denoiser->groups[0].features, denoiser->bands, &now, &last, 1,
                   denoiser->power, denoiser->energy, denoiser->features);
}

static void run_layer(QuellDenoiser *denoiser, uint32_t layer) {
  network_run_layer(denoiser->network, denoiser->groups[0].network, layer, denoiser->features);
}

static void gains_and_filter(QuellDenoiser *denoiser, uint32_t layer) {
  (void)layer;
  const NetworkDescription *description = &denoiser->model->description;
  const NetworkState *state = denoiser->groups[0].network;
  const FilterShape shape = network_filter_shape(description);
  const float *coefficients = description->filter < 0 ? NULL : network_output(state, description->filter);
  bands_interpolate(denoiser->bands, network_output(state, description->gains), denoiser->bin_gains);
  gain_apply(denoiser->bin_gains, denoiser->layout.bins, coefficients, &shape, denoiser->feature_layout.turn,
             (const Complex *const *)denoiser->channels[0].history, denoiser->spectrum);
}

static void synthesis(QuellDenoiser *denoiser, uint32_t layer) {
  (void)layer;
  Channel *channel = &denoiser->channels[0];
  const uint32_t hop = denoiser->layout.hop;
  stft_inverse_add(denoiser->stft, denoiser->spectrum, channel->overlap);
  memcpy(channel->ready, channel->overlap, hop * sizeof(float));
  memcpy(channel->overlap, channel->overlap + hop, hop * sizeof(float));
  memset(channel->overlap + hop, 0, hop * sizeof(float));
}

/* ---- Timing
 * ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  QuellDenoiser *denoiser;
  const float *signal;
  size_t hops, at; /* hops of the signal, and the next one */
  double clock_cost;
  size_t stage_count;
  Stage stages[BENCH_STAGES_MAX];
  uint32_t layers[BENCH_STAGES_MAX];
  Timings timings[BENCH_STAGES_MAX];
} Bench;

static void add_stage(Bench *bench, BenchStages *result, const char *name, Stage stage, uint32_t layer) {
  result->names[bench->stage_count] = name;
  bench->stages[bench->stage_count] = stage;
  bench->layers[bench->stage_count++] = layer;
}

static void list_stages(Bench *bench, BenchStages *result) {
  const NetworkDescription *description = &bench->denoiser->model->description;
  add_stage(bench, result, "analysis", analysis, 0);
  add_stage(bench, result, "features", features, 0);
  for (uint32_t layer = 0; layer < description->layer_count; layer++)
    add_stage(bench, result, description->layers[layer].name, run_layer, layer);
  add_stage(bench, result, description->filter < 0 ? "gains" : "gains and filter", gains_and_filter, 0);
  add_stage(bench, result, "synthesis", synthesis, 0);
  result->stage_count = bench->stage_count;
}

static const float *next_hop(Bench *bench) {
  const float *samples = bench->signal + bench->at * bench->denoiser->layout.hop;
  bench->at = (bench->at + 1) % bench->hops;
  return samples;
}

static void feed_hop(Bench *bench) {
  const FrameLayout *layout = &bench->denoiser->layout;
  float *frame = bench->denoiser->channels[0].frame;
  memmove(frame, frame + layout->hop, (layout->window - layout->hop) * sizeof *frame);
  memcpy(frame + layout->window - layout->hop, next_hop(bench), layout->hop * sizeof *frame);
}

/* Times every stage of one frame, unless it is to warm up. */
static void time_stages(Bench *bench, CacheSweep *sweep, int counts) {
  uint64_t times[BENCH_STAGES_MAX + 1];
  feed_hop(bench);
  if (sweep) cache_sweep_run(sweep);
  times[0] = clock_ns();
  for (size_t i = 0; i < bench->stage_count; i++) {
    bench->stages[i](bench->denoiser, bench->layers[i]);
    times[i + 1] = clock_ns();
  }
  for (size_t i = 0; counts && i < bench->stage_count; i++)
    timings_add(&bench->timings[i], (double)(times[i + 1] - times[i]) - bench->clock_cost);
}

/* Times process() on one hop; its result goes to the first of the timings. */
static void time_process(Bench *bench, CacheSweep *sweep, int counts) {
  float output[QUELL_BLOCK_MAX];
  float *out = output;
  const float *in = next_hop(bench);
  if (sweep) cache_sweep_run(sweep);
  const uint64_t before = clock_ns();
  quell_denoiser_process(bench->denoiser, &in, &out, bench->denoiser->layout.hop);
  if (counts) timings_add(&bench->timings[0], (double)(clock_ns() - before) - bench->clock_cost);
}

/* Repeats one of the two for `seconds`, from a fresh state. Returns the frames that count. */
static size_t repeat(Bench *bench, void (*time_frame)(Bench *, CacheSweep *, int), CacheSweep *sweep, double seconds) {
  quell_denoiser_reset(bench->denoiser);
  bench->at = 0;
  for (size_t i = 0; i < bench->stage_count; i++)
    bench->timings[i].count = 0;
  for (int i = 0; i < WARM_UP_FRAMES; i++)
    time_frame(bench, NULL, 0);
  const uint64_t end = clock_ns() + (uint64_t)(1e9 * seconds);
  size_t frames = 0;
  while (frames < FRAMES_MAX && (frames < FRAMES_MIN || clock_ns() < end)) {
    time_frame(bench, sweep, 1);
    frames++;
  }
  return frames;
}

static void measure_stages(Bench *bench, CacheSweep *sweep, double seconds, Timing *timings) {
  const FloatMode mode = flush_denormals();
  repeat(bench, time_stages, sweep, seconds);
  restore_float_mode(mode);
  for (size_t i = 0; i < bench->stage_count; i++)
    timings[i] = timings_summary(&bench->timings[i]);
}

static size_t measure_process(Bench *bench, CacheSweep *sweep, double seconds, Timing *timing) {
  const size_t frames = repeat(bench, time_process, sweep, seconds);
  *timing = timings_summary(&bench->timings[0]);
  return frames;
}

static void measure(Bench *bench, CacheSweep *sweep, double seconds, BenchStages *result) {
  bench->clock_cost = clock_cost_ns();
  measure_stages(bench, NULL, seconds, result->hot);
  result->hot_frames = measure_process(bench, NULL, seconds, &result->process_hot);
  measure_stages(bench, sweep, seconds, result->cold);
  result->cold_frames = measure_process(bench, sweep, seconds, &result->process_cold);
}

int bench_stages(QuellDenoiser *denoiser, const float *signal, size_t frames, double seconds, BenchStages *result) {
  Bench bench = {.denoiser = denoiser, .signal = signal, .hops = frames / denoiser->layout.hop};
  CacheSweep sweep;
  int ready = cache_sweep_init(&sweep);
  *result = (BenchStages){0};
  result->swept_bytes = sweep.size;
  list_stages(&bench, result);
  for (size_t i = 0; i < bench.stage_count; i++)
    ready &= timings_init(&bench.timings[i], FRAMES_MAX);
  if (ready) measure(&bench, &sweep, seconds, result);
  for (size_t i = 0; i < bench.stage_count; i++)
    timings_clear(&bench.timings[i]);
  cache_sweep_clear(&sweep);
  return ready;
}
