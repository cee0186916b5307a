/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clock_bridge.h"

#include "block_clock.h"
#include "frame_ring.h"

#include <math.h>
#include <samplerate.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The loop: proportional and integral, critically damped. A difference of 200 ppm that appears at once is learned with
 * a delay off by 0.6 ms at most, and jitter of 50 us bends the pitch by 0.02 cents. */
#define LOOP_HZ 0.02
#define PI 3.14159265358979323846
/* Above the largest blocks, for callbacks that come late. */
#define MARGIN_SECONDS 0.005
/* Added when gaps keep coming. */
#define MARGIN_STEP_SECONDS 0.005
#define GAPS_THAT_WIDEN 2.5
#define GAP_MEMORY_SECONDS 10.0
/* Beyond this the loop would take too long: sound is skipped, or silence put in. */
#define ADJUST_SECONDS 0.010
/* The clocks settle before anything is read. */
#define SETTLING_SECONDS 0.2
/* Half the length of the resampling filter, in frames of the lower rate, with a little room. */
#define FILTER_FRAMES 50
/* Converted at a time. */
#define CHUNK 256

/* What the writer lets the reader know, guarded by a sequence number: odd while it is written. */
typedef struct {
  _Atomic uint32_t sequence;
  _Atomic double time, seconds_per_frame, settled_seconds;
  _Atomic uint64_t frames;
} WriterClock;

typedef struct {
  double time, seconds_per_frame, settled_seconds;
  uint64_t frames;
} WriterState;

struct ClockBridge {
  uint32_t channels;
  double input_rate, output_rate;
  FrameRing *ring;
  /* The writer's. */
  BlockClock input_clock;
  _Atomic uint32_t input_block; /* largest so far, frames */
  WriterClock published;
  /* The reader's. */
  BlockClock output_clock;
  SRC_STATE *converter;
  WriterState writer;
  size_t output_block, previous_frames;
  double position; /* input frames that the output has come to; fractions count */
  double integral; /* what the loop has learned of the clocks */
  double step;     /* input frames per output frame, in this callback */
  double margin;   /* seconds */
  double recent_gaps;
  int running;
  float *chunk; /* [CHUNK][channels] */
  /* For any thread. */
  _Atomic double drift, delay, set_point;
  _Atomic uint64_t gaps, adjustments;
};

ClockBridge *clock_bridge_create(uint32_t channels, uint32_t input_rate, uint32_t output_rate) {
  ClockBridge *bridge = calloc(1, sizeof *bridge);
  if (!bridge) return NULL;
  bridge->channels = channels;
  bridge->input_rate = input_rate;
  bridge->output_rate = output_rate;
  bridge->margin = MARGIN_SECONDS;
  block_clock_init(&bridge->input_clock, input_rate);
  block_clock_init(&bridge->output_clock, output_rate);
  bridge->ring = frame_ring_create((size_t)(2 * BRIDGE_DELAY_MAX_SECONDS * input_rate), channels);
  bridge->chunk = calloc((size_t)CHUNK * channels, sizeof *bridge->chunk);
  int error = 0;
  bridge->converter = src_new(SRC_SINC_MEDIUM_QUALITY, (int)channels, &error);
  if (bridge->ring && bridge->chunk && bridge->converter) return bridge;
  clock_bridge_free(bridge);
  return NULL;
}

void clock_bridge_free(ClockBridge *bridge) {
  if (!bridge) return;
  if (bridge->converter) src_delete(bridge->converter);
  frame_ring_free(bridge->ring);
  free(bridge->chunk);
  free(bridge);
}

/* ---- The writer --------------------------------------------------------------------------------- */

static void publish(WriterClock *clock, const WriterState *state) {
  const uint32_t sequence = atomic_load_explicit(&clock->sequence, memory_order_relaxed);
  atomic_store_explicit(&clock->sequence, sequence + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&clock->time, state->time, memory_order_relaxed);
  atomic_store_explicit(&clock->seconds_per_frame, state->seconds_per_frame, memory_order_relaxed);
  atomic_store_explicit(&clock->settled_seconds, state->settled_seconds, memory_order_relaxed);
  atomic_store_explicit(&clock->frames, state->frames, memory_order_relaxed);
  atomic_store_explicit(&clock->sequence, sequence + 2, memory_order_release);
}

void clock_bridge_write(ClockBridge *bridge, const float *const *planes, size_t frames) {
  frame_ring_write(bridge->ring, planes, frames);
}

void clock_bridge_written(ClockBridge *bridge, size_t frames, double now) {
  BlockClock *clock = &bridge->input_clock;
  block_clock_tick(clock, frames, now);
  if (frames > atomic_load_explicit(&bridge->input_block, memory_order_relaxed))
    atomic_store_explicit(&bridge->input_block, (uint32_t)frames, memory_order_relaxed);
  const WriterState state = {clock->time, clock->seconds_per_frame, clock->frames * clock->nominal,
                             frame_ring_written(bridge->ring)};
  publish(&bridge->published, &state);
}

/* ---- The reader --------------------------------------------------------------------------------- */

/* Keeps what it knew when the writer is just at it: the reader never waits. */
static void look_at_writer(ClockBridge *bridge) {
  WriterClock *clock = &bridge->published;
  const uint32_t before = atomic_load_explicit(&clock->sequence, memory_order_acquire);
  const WriterState state = {atomic_load_explicit(&clock->time, memory_order_relaxed),
                             atomic_load_explicit(&clock->seconds_per_frame, memory_order_relaxed),
                             atomic_load_explicit(&clock->settled_seconds, memory_order_relaxed),
                             atomic_load_explicit(&clock->frames, memory_order_relaxed)};
  atomic_thread_fence(memory_order_acquire);
  if (before % 2 == 0 && before == atomic_load_explicit(&clock->sequence, memory_order_relaxed)) bridge->writer = state;
}

/* In input frames: both blocks, since either may just have passed, the filter's half, and the margin. */
static double set_point(const ClockBridge *bridge) {
  const double step = bridge->input_rate / bridge->output_rate;
  const double frames = atomic_load_explicit(&bridge->input_block, memory_order_relaxed) +
                        step * (double)bridge->output_block + FILTER_FRAMES * fmax(1, step) +
                        bridge->margin * bridge->input_rate;
  return fmin(frames, BRIDGE_DELAY_MAX_SECONDS * bridge->input_rate);
}

/* How far the writer's clock has come at the time of this callback, in frames; it goes on between blocks. */
static double written_by_now(const ClockBridge *bridge) {
  return (double)bridge->writer.frames +
         (bridge->output_clock.time - bridge->writer.time) / bridge->writer.seconds_per_frame;
}

/* Begins to read at the set point. Returns 0 when there is not enough yet. */
static int start_reading(ClockBridge *bridge, double target) {
  const double wanted = floor(written_by_now(bridge) - target);
  const uint64_t dropped = frame_ring_dropped(bridge->ring);
  if (bridge->writer.settled_seconds < SETTLING_SECONDS || wanted < (double)dropped ||
      wanted > (double)frame_ring_written(bridge->ring)) {
    return 0;
  }
  frame_ring_drop(bridge->ring, (size_t)(wanted - (double)dropped));
  src_reset(bridge->converter);
  bridge->position = (double)frame_ring_dropped(bridge->ring);
  return 1;
}

/* Input frames per output frame. */
static double control(ClockBridge *bridge, double error_seconds, double duration) {
  const double omega = 2 * PI * LOOP_HZ;
  const double bend = 2 * omega * error_seconds + bridge->integral;
  const double bounded = fmin(fmax(bend, -BRIDGE_BEND_MAX), BRIDGE_BEND_MAX);
  if (bend == bounded) bridge->integral += omega * omega * error_seconds * duration;
  return bridge->input_rate / bridge->output_rate * (1 + bounded);
}

static void spread(const float *frames, float *const *planes, uint32_t channels, size_t first, size_t count) {
  for (uint32_t c = 0; c < channels; c++)
    for (size_t i = 0; i < count; i++)
      planes[c][first + i] = frames[i * channels + c];
}

/* Returns the frames made: fewer than asked for when the ring runs dry. */
static size_t convert(ClockBridge *bridge, float *const *planes, size_t frames) {
  size_t made = 0;
  while (made < frames) {
    size_t straight;
    const size_t wanted = frames - made < CHUNK ? frames - made : CHUNK;
    const float *input = frame_ring_peek(bridge->ring, &straight);
    SRC_DATA data = {.data_in = input,
                     .input_frames = (long)straight,
                     .data_out = bridge->chunk,
                     .output_frames = (long)wanted,
                     .src_ratio = 1 / bridge->step};
    if (src_process(bridge->converter, &data) != 0 || (!data.output_frames_gen && !data.input_frames_used)) break;
    frame_ring_drop(bridge->ring, (size_t)data.input_frames_used);
    spread(bridge->chunk, planes, bridge->channels, made, (size_t)data.output_frames_gen);
    made += (size_t)data.output_frames_gen;
  }
  return made;
}

/* One gap may come from anything; when they keep coming the devices need more room. */
static void note_gap(ClockBridge *bridge) {
  bridge->running = 0;
  atomic_fetch_add_explicit(&bridge->gaps, 1, memory_order_relaxed);
  bridge->recent_gaps += 1;
  if (bridge->recent_gaps < GAPS_THAT_WIDEN) return;
  bridge->recent_gaps = 0;
  bridge->margin += MARGIN_STEP_SECONDS;
}

static void steer(ClockBridge *bridge, size_t frames) {
  const double target = set_point(bridge), duration = (double)frames / bridge->output_rate;
  bridge->recent_gaps *= exp(-duration / GAP_MEMORY_SECONDS);
  double error = bridge->running ? (written_by_now(bridge) - bridge->position - target) / bridge->input_rate : 0;
  if (bridge->running && fabs(error) > ADJUST_SECONDS) {
    bridge->running = 0;
    atomic_fetch_add_explicit(&bridge->adjustments, 1, memory_order_relaxed);
  }
  if (!bridge->running) {
    bridge->running = start_reading(bridge, target);
    error = 0;
  }
  if (!bridge->running) return;
  bridge->step = control(bridge, error, duration);
  src_set_ratio(bridge->converter, 1 / bridge->step);
  atomic_store_explicit(&bridge->delay, error + target / bridge->input_rate, memory_order_relaxed);
  atomic_store_explicit(&bridge->set_point, target / bridge->input_rate, memory_order_relaxed);
  atomic_store_explicit(&bridge->drift, bridge->integral, memory_order_relaxed);
}

void clock_bridge_begin_read(ClockBridge *bridge, size_t frames, double now) {
  block_clock_tick(&bridge->output_clock, bridge->previous_frames, now);
  bridge->previous_frames = frames;
  if (frames > bridge->output_block) bridge->output_block = frames;
  look_at_writer(bridge);
  steer(bridge, frames);
}

void clock_bridge_read(ClockBridge *bridge, float *const *planes, size_t frames) {
  const size_t made = bridge->running ? convert(bridge, planes, frames) : 0;
  bridge->position += (double)made * bridge->step;
  if (made == frames) return;
  for (uint32_t c = 0; c < bridge->channels; c++)
    memset(planes[c] + made, 0, (frames - made) * sizeof **planes);
  if (bridge->running) note_gap(bridge);
}

void clock_bridge_status(const ClockBridge *bridge, BridgeStatus *status) {
  status->drift_ppm = 1e6 * atomic_load_explicit(&bridge->drift, memory_order_relaxed);
  status->delay_ms = 1e3 * atomic_load_explicit(&bridge->delay, memory_order_relaxed);
  status->set_point_ms = 1e3 * atomic_load_explicit(&bridge->set_point, memory_order_relaxed);
  status->gaps = atomic_load_explicit(&bridge->gaps, memory_order_relaxed);
  status->adjustments = atomic_load_explicit(&bridge->adjustments, memory_order_relaxed);
}
