/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tones that are no voices: beeps and ringing telephones, bells and glass, sirens, drones. A network that has only
 * heard voices and broad noise takes whatever has harmonics for speech.
 */
#ifndef QUELL_SYNTHETIC_TONES_H
#define QUELL_SYNTHETIC_TONES_H

#include "random_generator.h"

/* Writes out[0 .. samples), 48 kHz, of any level. */
void synthetic_tones(RandomGenerator *generator, float *out, uint32_t samples);

#endif
