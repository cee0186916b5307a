/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_UNIT_VECTOR_H
#define QUELL_UNIT_VECTOR_H

#include <stddef.h>

/* Euclidean norm of values[0], values[stride], ... */
double vector_norm(const double *values, size_t count, size_t stride);
/* Takes away the mean of the vector and scales it to norm 1; a constant vector becomes zero. */
void vector_centre_and_scale(double *values, size_t count, size_t stride);

#endif
