/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "random_generator.h"

#include <math.h>

static uint64_t mix(uint64_t *counter) {
  uint64_t z = (*counter += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

void random_start(RandomGenerator *generator, uint64_t seed, uint64_t index) {
  uint64_t counter = seed;
  uint64_t base = mix(&counter) ^ (index * 0xD1342543DE82EF95u);
  for (int i = 0; i < 4; i++)
    generator->state[i] = mix(&base);
}

static uint64_t rotate(uint64_t x, int k) {
  return (x << k) | (x >> (64 - k));
}

uint64_t random_bits(RandomGenerator *generator) {
  uint64_t *s = generator->state;
  uint64_t result = rotate(s[0] + s[3], 23) + s[0];
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 45);
  return result;
}

double random_unit(RandomGenerator *generator) {
  return (double)(random_bits(generator) >> 11) * 0x1p-53;
}

double random_between(RandomGenerator *generator, double low, double high) {
  return low + (high - low) * random_unit(generator);
}

double random_log_between(RandomGenerator *generator, double low, double high) {
  return low * exp(log(high / low) * random_unit(generator));
}

double random_normal(RandomGenerator *generator, double mean, double deviation) {
  double radius = sqrt(-2.0 * log(1.0 - random_unit(generator)));
  return mean + deviation * radius * cos(6.283185307179586 * random_unit(generator));
}

uint32_t random_below(RandomGenerator *generator, uint32_t count) {
  return (uint32_t)(((random_bits(generator) >> 32) * (uint64_t)count) >> 32);
}

int random_happens(RandomGenerator *generator, double probability) {
  return random_unit(generator) < probability;
}

void random_fill_noise(RandomGenerator *generator, float *out, size_t count) {
  /* Four uniform 16-bit numbers have the variance 4 (2^32 - 1) / 12. */
  const float scale = (float)(1.0 / sqrt(4.0 * 4294967295.0 / 12.0));
  for (size_t i = 0; i < count; i++) {
    uint64_t bits = random_bits(generator);
    int32_t sum = (int32_t)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
    out[i] = (float)(2 * sum - 4 * 65535) * (0.5f * scale);
  }
}
