/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers that depend on (seed, index) alone, the same on every machine.
 */
#ifndef QUELL_RANDOM_GENERATOR_H
#define QUELL_RANDOM_GENERATOR_H

#include <stddef.h>
#include <stdint.h>

/* xoshiro256++; the state is its whole memory and may be copied. */
typedef struct {
  uint64_t state[4];
} RandomGenerator;

void random_start(RandomGenerator *generator, uint64_t seed, uint64_t index);
uint64_t random_bits(RandomGenerator *generator);
/* In [0, 1). */
double random_unit(RandomGenerator *generator);
double random_between(RandomGenerator *generator, double low, double high);
/* Equal shares for equal ratios; both limits above 0. */
double random_log_between(RandomGenerator *generator, double low, double high);
double random_normal(RandomGenerator *generator, double mean, double deviation);
/* In [0, count); 0 when count is 0. */
uint32_t random_below(RandomGenerator *generator, uint32_t count);
int random_happens(RandomGenerator *generator, double probability);
/* White noise of unit variance, near to normal: sums of four uniform numbers, which sound and measure the same and cost
 * a tenth. */
void random_fill_noise(RandomGenerator *generator, float *out, size_t count);

#endif
