/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record that one thread writes and any other reads, without a lock (Boehm 2012, "Can seqlocks get along with
 * programming language memory models?"). The writer never waits. A reader that meets the writer at work starts again.
 */
#ifndef QUELL_SEQLOCK_H
#define QUELL_SEQLOCK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Room for a record of a type, as words that each are read and written in one piece. */
#define SEQLOCK_WORDS(type) ((sizeof(type) + sizeof(uint32_t) - 1) / sizeof(uint32_t))
#define SEQLOCK_ATTEMPTS 64

typedef _Atomic uint32_t SeqlockWord;

/* any one thread at a time. `words` is the room for `size` bytes of `record`. */
static inline void seqlock_write(atomic_uint *sequence, SeqlockWord *words, const void *record, size_t size) {
  const unsigned before = atomic_load_explicit(sequence, memory_order_relaxed);
  atomic_store_explicit(sequence, before + 1, memory_order_relaxed); /* odd: at work */
  for (size_t at = 0; at < size; at += sizeof(uint32_t)) {
    uint32_t word = 0;
    memcpy(&word, (const char *)record + at, size - at < sizeof word ? size - at : sizeof word);
    atomic_store_explicit(&words[at / sizeof word], word, memory_order_release); /* not before the odd number */
  }
  atomic_store_explicit(sequence, before + 2, memory_order_release);
}

/* any. 0, and a record of no meaning, when the writer was met at every attempt. */
static inline int seqlock_read(const atomic_uint *sequence, const SeqlockWord *words, void *record, size_t size) {
  for (int attempt = 0; attempt < SEQLOCK_ATTEMPTS; attempt++) {
    const unsigned before = atomic_load_explicit(sequence, memory_order_acquire);
    for (size_t at = 0; at < size; at += sizeof(uint32_t)) {
      const uint32_t word = atomic_load_explicit(&words[at / sizeof word], memory_order_acquire);
      memcpy((char *)record + at, &word, size - at < sizeof word ? size - at : sizeof word);
    }
    if (before % 2 == 0 && atomic_load_explicit(sequence, memory_order_relaxed) == before) return 1;
  }
  return 0;
}

#endif
