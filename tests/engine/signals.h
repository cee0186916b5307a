/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sounds for tests, the same on every call, and what can be measured of them.
 */
#ifndef QUELL_TESTS_SIGNALS_H
#define QUELL_TESTS_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

/* The rates that hosts use. */
#define USUAL_RATES 11
extern const uint32_t usual_rates[USUAL_RATES];
/* Primes, edges of the range and other rates without a common factor with 10 ms. */
#define ODD_RATES 13
extern const uint32_t odd_rates[ODD_RATES];

/* A whole number that depends on the last one only. */
uint32_t random_number(uint32_t *state);
/* Uniform white noise, -amplitude..amplitude; from malloc like all that follow. */
float *white_noise(size_t count, float amplitude, uint32_t seed);
/* Vowels of a gliding voice in noise 20 dB below it, of about 0.1 rms. The voice is the same at every rate as far as
 * it lies below `limit_hz`. */
float *noisy_speech(size_t count, uint32_t rate, double limit_hz, uint32_t seed);
float *silence(size_t count);
float *scaled(const float *signal, size_t count, float factor);

double rms(const float *signal, size_t count);
/* Level of signal - reference against the level of the reference, in dB; -400 when there is no difference. */
double difference_db(const float *signal, const float *reference, size_t count);
int all_finite(const float *signal, size_t count);

#endif
