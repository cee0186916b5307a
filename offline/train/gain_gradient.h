/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Carries the gradient for the denoised spectrum back to the network's outputs: the mirror of engine/gain.c and of
 * bands_interpolate(). */
#ifndef QUELL_GAIN_GRADIENT_H
#define QUELL_GAIN_GRADIENT_H

#include "bands.h"
#include "filter_shape.h"

/* Adds to gain_gradient[bands->count] and coefficient_gradient, which lies as the coefficients do. `gradient[bins]` is
 * that for gain_apply()'s output and is overwritten; the other arguments are those that gain_apply() was given. `bins`
 * counts those with a gradient. */
void gain_backward(const Bands *bands, uint32_t bins, const float *bin_gains, const float *coefficients,
                   const FilterShape *shape, const Complex *turn, const Complex *const *history, Complex *gradient,
                   float *gain_gradient, float *coefficient_gradient);

#endif
