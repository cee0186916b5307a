/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals that reference.py makes too, sample for sample, so that the reference values in reference_values.def can be
 * made again anywhere. All are from malloc.
 */
#ifndef QUELL_GENERATED_SIGNAL_H
#define QUELL_GENERATED_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

/* White noise, even in -1..1, from a linear congruential generator. */
float *generated_noise(size_t frames, uint32_t seed);
/* A gliding harmonic tone in syllables with pauses, on a faint noise. */
float *generated_voice(size_t frames, uint32_t sample_rate);

/* What became of the voice on its way; each is one kind of damage. */
typedef enum { DAMAGE_NOISE, DAMAGE_MODULATED_NOISE, DAMAGE_CLIPPING, DAMAGE_SMOOTHING, DAMAGE_COUNT } Damage;
float *generated_damage(const float *voice, size_t frames, uint32_t sample_rate, Damage damage);

#endif
