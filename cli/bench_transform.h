/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_BENCH_TRANSFORM_H
#define QUELL_BENCH_TRANSFORM_H

#include "bench_timing.h"

/* A bare pair of real transforms of FFTW, forward, scaling, inverse, in single precision with measured plans: what no
 * denoiser of this kind can be faster than. Measures for `seconds`. Returns 0 without memory. */
int bench_transform(uint32_t points, double seconds, Timing *timing);

#endif
