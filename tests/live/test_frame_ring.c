/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live/frame_ring.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define FRAMES 400000

static void write_numbers(FrameRing *ring, size_t *next, size_t count) {
  float left[64], right[64];
  const float *const planes[] = {left, right};
  for (size_t i = 0; i < count; i++) {
    left[i] = (float)(*next + i);
    right[i] = -(float)(*next + i);
  }
  *next += frame_ring_write(ring, planes, count);
}

static void what_is_written_is_read_in_order_round_the_turn(void **state) {
  (void)state;
  FrameRing *ring = frame_ring_create(100, 2);
  size_t next = 0, seen = 0, count;
  for (int round = 0; round < 50; round++) {
    write_numbers(ring, &next, 1 + (size_t)round % 60);
    for (const float *frames; (frames = frame_ring_peek(ring, &count)), count > 0; frame_ring_drop(ring, count)) {
      for (size_t i = 0; i < count; i++, seen++) {
        assert_true(frames[2 * i] == (float)seen);
        assert_true(frames[2 * i + 1] == -(float)seen);
      }
    }
  }
  assert_int_equal(seen, next);
  frame_ring_free(ring);
}

static void a_full_ring_takes_no_more_and_keeps_what_it_has(void **state) {
  (void)state;
  FrameRing *ring = frame_ring_create(64, 2);
  size_t next = 0, count;
  for (int i = 0; i < 4; i++)
    write_numbers(ring, &next, 50);
  assert_int_equal(next, 64);
  assert_int_equal(frame_ring_waiting(ring), 64);
  assert_true(frame_ring_peek(ring, &count)[0] == 0);
  frame_ring_free(ring);
}

static void a_placed_ring_stays_within_its_memory(void **state) {
  (void)state;
  static _Alignas(64) unsigned char memory[4096];
  FrameRing *ring = frame_ring_place(memory, sizeof memory, 1000000, 2);
  size_t next = 0, count;
  for (int i = 0; i < 20; i++)
    write_numbers(ring, &next, 64);
  assert_true(next >= 128);
  const float *frames = frame_ring_peek(ring, &count);
  assert_true((const unsigned char *)(frames + 2 * next) <= memory + sizeof memory);
}

static void *write_all(void *ring) {
  for (size_t next = 0, before = 0; next < FRAMES; before = next) {
    write_numbers(ring, &next, next % 63 + 1 < FRAMES - next ? next % 63 + 1 : FRAMES - next);
    if (next == before) sched_yield();
  }
  return NULL;
}

static void two_threads_see_the_same(void **state) {
  (void)state;
  FrameRing *ring = frame_ring_create(512, 2);
  pthread_t writer;
  size_t seen = 0, count;
  assert_int_equal(pthread_create(&writer, NULL, write_all, ring), 0);
  while (seen < FRAMES) {
    const float *frames = frame_ring_peek(ring, &count);
    for (size_t i = 0; i < count; i++)
      if (frames[2 * i] != (float)(seen + i)) fail_msg("frame %zu is %f", seen + i, (double)frames[2 * i]);
    frame_ring_drop(ring, count);
    seen += count;
    if (count == 0) sched_yield();
  }
  pthread_join(writer, NULL);
  frame_ring_free(ring);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read_in_order_round_the_turn),
      cmocka_unit_test(a_full_ring_takes_no_more_and_keeps_what_it_has),
      cmocka_unit_test(a_placed_ring_stays_within_its_memory),
      cmocka_unit_test(two_threads_see_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
