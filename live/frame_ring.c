/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "frame_ring.h"

#include <stdatomic.h>
#include <stdlib.h>

struct FrameRing {
  float *samples; /* [size][width] */
  uint32_t width;
  uint64_t size; /* a power of two */
  /* Counted from the beginning and never set back; each is changed by one thread only. */
  _Atomic uint64_t written, dropped;
};

FrameRing *frame_ring_create(size_t frames, uint32_t width) {
  FrameRing *ring = calloc(1, sizeof *ring);
  if (!ring) return NULL;
  ring->width = width;
  for (ring->size = 1; ring->size < frames;)
    ring->size *= 2;
  ring->samples = calloc(ring->size * width, sizeof *ring->samples);
  if (ring->samples) return ring;
  frame_ring_free(ring);
  return NULL;
}

void frame_ring_free(FrameRing *ring) {
  if (ring) free(ring->samples);
  free(ring);
}

FrameRing *frame_ring_place(void *memory, size_t bytes, size_t frames, uint32_t width) {
  FrameRing *ring = memory;
  const size_t frame = width * sizeof *ring->samples;
  if (bytes < sizeof *ring + frame) return NULL;
  ring->width = width;
  for (ring->size = 1; ring->size < frames && 2 * ring->size * frame <= bytes - sizeof *ring;)
    ring->size *= 2;
  ring->samples = (float *)(ring + 1);
  return ring;
}

size_t frame_ring_write(FrameRing *ring, const float *const *planes, size_t frames) {
  const uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
  const uint64_t room = ring->size - (written - atomic_load_explicit(&ring->dropped, memory_order_acquire));
  const size_t taken = frames < room ? frames : (size_t)room;
  for (size_t i = 0; i < taken; i++) {
    float *frame = ring->samples + ((written + i) & (ring->size - 1)) * ring->width;
    for (uint32_t c = 0; c < ring->width; c++)
      frame[c] = planes[c][i];
  }
  atomic_store_explicit(&ring->written, written + taken, memory_order_release);
  return taken;
}

const float *frame_ring_peek(const FrameRing *ring, size_t *frames) {
  const uint64_t dropped = atomic_load_explicit(&ring->dropped, memory_order_relaxed);
  const uint64_t place = dropped & (ring->size - 1);
  const size_t waiting = frame_ring_waiting(ring), straight = (size_t)(ring->size - place);
  *frames = waiting < straight ? waiting : straight;
  return ring->samples + place * ring->width;
}

void frame_ring_drop(FrameRing *ring, size_t frames) {
  const size_t waiting = frame_ring_waiting(ring);
  const uint64_t dropped = atomic_load_explicit(&ring->dropped, memory_order_relaxed);
  atomic_store_explicit(&ring->dropped, dropped + (frames < waiting ? frames : waiting), memory_order_release);
}

size_t frame_ring_waiting(const FrameRing *ring) {
  return (size_t)(atomic_load_explicit(&ring->written, memory_order_acquire) -
                  atomic_load_explicit(&ring->dropped, memory_order_relaxed));
}

uint64_t frame_ring_written(const FrameRing *ring) {
  return atomic_load_explicit(&ring->written, memory_order_acquire);
}

uint64_t frame_ring_dropped(const FrameRing *ring) {
  return atomic_load_explicit(&ring->dropped, memory_order_acquire);
}
