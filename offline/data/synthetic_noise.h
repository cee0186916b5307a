/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Noise that needs no recording: coloured, hum, clicks, keys, slowly changing, tones.
 */
#ifndef QUELL_SYNTHETIC_NOISE_H
#define QUELL_SYNTHETIC_NOISE_H

#include "random_generator.h"

/* Writes out[0 .. samples), 48 kHz, of any level. */
void synthetic_noise(RandomGenerator *generator, float *out, uint32_t samples);
/* A few short sounds at random moments. */
void synthetic_transients(RandomGenerator *generator, float *out, uint32_t samples, uint32_t sounds);

#endif
