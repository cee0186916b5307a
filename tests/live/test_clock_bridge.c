/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two clocks that disagree, simulated: what goes through the bridge is a saw whose height tells which frame it was, so
 * that delay and pitch are read from the sound itself.
 */
#include "live/clock_bridge.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BLOCK_MAX 1024
#define SAW 8000   /* frames of a tooth */
#define FILTER 150 /* frames around the edge of a tooth that the resampler bends */

typedef struct {
  double input_rate, output_rate; /* nominal, Hz */
  double ppm;                     /* by how much the input's clock runs faster */
  size_t input_block, output_block;
  double jitter; /* seconds that a callback comes late at most; seldom */
  double seconds;
  double stall_at, stall_seconds; /* the input stands still once */
} Clocks;

typedef struct {
  BridgeStatus status;
  double worst_delay_ms; /* off the set point, from the tenth second on */
  double final_delay_ms; /* at the end, measured */
  double worst_cents;    /* off the true pitch, from the second minute on */
  double worst_early_cents;
} Outcome;

static uint32_t random_state;

/* 0..1, mostly small: threads are punctual, with exceptions. */
static double lateness(void) {
  random_state = random_state * 1664525u + 1013904223u;
  return pow(random_state / 4294967296.0, 4);
}

static void write_block(ClockBridge *bridge, const Clocks *clocks, uint64_t *frame, double now) {
  static float samples[BLOCK_MAX];
  const float *const planes[] = {samples};
  for (size_t i = 0; i < clocks->input_block; i++, (*frame)++)
    samples[i] = (float)(*frame % SAW) / SAW;
  clock_bridge_write(bridge, planes, clocks->input_block);
  clock_bridge_written(bridge, clocks->input_block, now);
}

/* The frame that a sample came from, within its tooth; -1 near an edge, where the next sample does not lie a step
 * higher. */
static double place_in_tooth(const float *samples, double step) {
  const double place = (double)samples[0] * SAW, next = (double)samples[1] * SAW;
  return place > FILTER && place < SAW - FILTER && fabs(next - place - step) < step / 2 ? place : -1;
}

typedef struct {
  double place, time;
  int known;
} Mark;

/* Pitch is taken over a tenth of a second. */
static void measure_pitch(const Clocks *clocks, Mark *mark, double place, double time, Outcome *outcome) {
  if (mark->known && time - mark->time < 0.1) return;
  if (mark->known && place > mark->place) {
    const double true_frames = (time - mark->time) * clocks->input_rate * (1 + 1e-6 * clocks->ppm);
    const double cents = fabs(1200 * log2((place - mark->place) / true_frames));
    double *worst = time > 120 ? &outcome->worst_cents : &outcome->worst_early_cents;
    if (time > 1 && time - mark->time < 0.2) *worst = fmax(*worst, cents);
  }
  *mark = (Mark){place, time, 1};
}

static void measure(const ClockBridge *bridge, const Clocks *clocks, const float *samples, double time, Mark *mark,
                    Outcome *outcome) {
  const double place = place_in_tooth(samples, clocks->input_rate / clocks->output_rate);
  clock_bridge_status(bridge, &outcome->status);
  if (place < 0) {
    mark->known = 0;
    return;
  }
  const double rate = clocks->input_rate * (1 + 1e-6 * clocks->ppm);
  const double delay_ms = 1e3 * fmod(fmod(time * rate, SAW) - place + SAW, SAW) / clocks->input_rate;
  if (time > 10) outcome->worst_delay_ms = fmax(outcome->worst_delay_ms, fabs(delay_ms - outcome->status.set_point_ms));
  outcome->final_delay_ms = delay_ms;
  measure_pitch(clocks, mark, place, time, outcome);
}

static Outcome simulate(const Clocks *clocks) {
  static float samples[BLOCK_MAX];
  float *const planes[] = {samples};
  Outcome outcome = {0};
  Mark mark = {0};
  ClockBridge *bridge = clock_bridge_create(1, (uint32_t)clocks->input_rate, (uint32_t)clocks->output_rate);
  const double input_period = (double)clocks->input_block / (clocks->input_rate * (1 + 1e-6 * clocks->ppm));
  const double output_period = (double)clocks->output_block / clocks->output_rate;
  uint64_t frame = 0;
  assert_non_null(bridge);
  random_state = 1;
  for (double in = input_period, out = 0.0033; out < clocks->seconds;) {
    if (in < out) {
      const int stalls = in > clocks->stall_at && in < clocks->stall_at + clocks->stall_seconds;
      if (stalls)
        frame += clocks->input_block;
      else
        write_block(bridge, clocks, &frame, in + clocks->jitter * lateness());
      in += input_period;
    } else {
      clock_bridge_begin_read(bridge, clocks->output_block, out + clocks->jitter * lateness());
      clock_bridge_read(bridge, planes, clocks->output_block);
      measure(bridge, clocks, samples, out, &mark, &outcome);
      out += output_period;
    }
  }
  clock_bridge_free(bridge);
  return outcome;
}

static void assert_an_hour_holds(double ppm) {
  const Clocks clocks = {8000, 8000, ppm, 80, 80, 0.002, 3600, 0, 0};
  const Outcome outcome = simulate(&clocks);
  print_message("%+.0f ppm: %.2f ms off the set point at most, pitch %.3f cents off at most (%.3f in the first two "
                "minutes), drift found: %+.1f ppm\n",
                ppm, outcome.worst_delay_ms, outcome.worst_cents, outcome.worst_early_cents, outcome.status.drift_ppm);
  assert_int_equal(outcome.status.gaps, 0);
  assert_int_equal(outcome.status.adjustments, 0);
  assert_true(outcome.worst_delay_ms < 2);
  assert_true(outcome.worst_cents < 0.3);
  assert_true(outcome.worst_early_cents < 1);
  assert_true(fabs(outcome.status.drift_ppm - ppm) < 20);
}

static void an_hour_at_200_ppm_stays_at_the_set_point(void **state) {
  (void)state;
  assert_an_hour_holds(200);
}

static void an_hour_at_minus_200_ppm_stays_at_the_set_point(void **state) {
  (void)state;
  assert_an_hour_holds(-200);
}

static void rates_that_differ_are_bridged(void **state) {
  (void)state;
  const Clocks clocks[] = {{44100, 48000, 100, 441, 512, 0.001, 60, 0, 0},
                           {48000, 44100, -100, 1024, 64, 0.001, 60, 0, 0},
                           {48000, 16000, 50, 480, 1024, 0.001, 60, 0, 0},
                           {8000, 48000, -50, 128, 480, 0.001, 60, 0, 0}};
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    const Outcome outcome = simulate(&clocks[i]);
    assert_int_equal(outcome.status.gaps, 0);
    assert_int_equal(outcome.status.adjustments, 0);
    assert_true(outcome.worst_delay_ms < 2);
    assert_true(outcome.worst_early_cents < 1);
  }
}

static void a_stall_of_half_a_second_leaves_no_delay_behind(void **state) {
  (void)state;
  const Clocks before = {16000, 16000, 30, 160, 160, 0, 19.5, 0, 0};
  const Clocks after = {16000, 16000, 30, 160, 160, 0, 22.5, 20, 0.5};
  const Outcome first = simulate(&before), second = simulate(&after);
  assert_int_equal(first.status.gaps, 0);
  assert_int_equal(second.status.gaps, 1);
  assert_true(fabs(second.final_delay_ms - first.final_delay_ms) < 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_hour_at_200_ppm_stays_at_the_set_point),
      cmocka_unit_test(an_hour_at_minus_200_ppm_stays_at_the_set_point),
      cmocka_unit_test(rates_that_differ_are_bridged),
      cmocka_unit_test(a_stall_of_half_a_second_leaves_no_delay_behind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
