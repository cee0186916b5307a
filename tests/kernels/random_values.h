/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers for tests: the same ones in every run and on every machine.
 */
#ifndef QUELL_TESTS_RANDOM_VALUES_H
#define QUELL_TESTS_RANDOM_VALUES_H

#include <stddef.h>
#include <stdint.h>

/* The next of 2^32 numbers; a linear congruential generator, of which only the upper half is used. */
static inline uint32_t random_bits(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 32);
}

/* Even in -1..1. */
static inline float random_value(uint64_t *state) {
  return (float)((double)random_bits(state) / 2147483648.0 - 1.0);
}

static inline void random_fill(uint64_t *state, float *values, size_t count, float magnitude) {
  for (size_t i = 0; i < count; i++)
    values[i] = magnitude * random_value(state);
}

#endif
