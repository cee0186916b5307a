/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A queue of sound between two threads, of which one writes and the other reads. Neither ever waits for the other.
 */
#ifndef QUELL_FRAME_RING_H
#define QUELL_FRAME_RING_H

#include <stddef.h>
#include <stdint.h>

typedef struct FrameRing FrameRing;

/* setup. Room for at least `frames` frames of `width` samples each. NULL without memory. */
FrameRing *frame_ring_create(size_t frames, uint32_t width);
/* setup. NULL is allowed. */
void frame_ring_free(FrameRing *ring);

/* setup. The same in memory that is given, zeroed and aligned for double: it may be shared by two processes, at one
 * address. Rounds the room down to what fits in; not to be freed. NULL when nothing does. */
FrameRing *frame_ring_place(void *memory, size_t bytes, size_t frames, uint32_t width);

/* audio; the writer. Interleaves `frames` samples of each of `width` planes. Returns the frames taken: fewer than asked
 * for when the reader is too far behind. */
size_t frame_ring_write(FrameRing *ring, const float *const *planes, size_t frames);

/* audio; the reader. The oldest frames that lie one after another, interleaved, and how many; valid until they are
 * dropped. Those behind the turn of the ring come with the next call. */
const float *frame_ring_peek(const FrameRing *ring, size_t *frames);
/* audio; the reader. Lets go of the oldest frames, at most all that are there. */
void frame_ring_drop(FrameRing *ring, size_t frames);
/* audio; the reader. Frames waiting. */
size_t frame_ring_waiting(const FrameRing *ring);

/* any. Frames ever written and ever dropped. */
uint64_t frame_ring_written(const FrameRing *ring);
uint64_t frame_ring_dropped(const FrameRing *ring);

#endif
