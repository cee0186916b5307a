/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A 64-bit fingerprint of bytes (Fowler, Noll, Vo 1a), to tell whether stored results belong to the data at hand. Not
 * meant against forgery. */
#ifndef QUELL_CONTENT_HASH_H
#define QUELL_CONTENT_HASH_H

#include <stddef.h>
#include <stdint.h>

#define CONTENT_HASH_START UINT64_C(0xcbf29ce484222325)

/* Goes on from `hash`. */
static inline uint64_t content_hash(uint64_t hash, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  for (size_t i = 0; i < count; i++)
    hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
  return hash;
}

#endif
