/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What recordings suffer on their way: clipping, rounding, gaps.
 */
#ifndef QUELL_DAMAGE_H
#define QUELL_DAMAGE_H

#include "random_generator.h"

/* Flat tops, `depth_db` below the highest sample. */
void damage_clip(float *samples, uint32_t count, double depth_db);
/* To 16 bits of full scale, with the noise of rounding only. */
void damage_round_16(float *samples, uint32_t count);
/* Eight bits, linear or with the logarithmic law of the telephone. */
void damage_round_8(float *samples, uint32_t count, int logarithmic);
/* Silences both from `start` on, with the hard edges that lost packets have. */
void damage_gap(float *noisy, float *clean, uint32_t samples, uint32_t start, uint32_t length);

#endif
