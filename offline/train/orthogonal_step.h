/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The nearest matrix with orthonormal rows or columns, roughly: U V^T of M = U S V^T. As the direction of an update it
 * moves a weight matrix equally far along all its singular directions, where the gradient itself would follow a few
 * strong ones (Jordan et al., Muon, 2024). Found without a decomposition, by an odd polynomial of the matrix that is
 * applied five times and draws all singular values to between 0.6 and 1.3. */
#ifndef QUELL_ORTHOGONAL_STEP_H
#define QUELL_ORTHOGONAL_STEP_H

#include <stddef.h>
#include <stdint.h>

/* `matrix`, rows x columns, row-major, is replaced; one of zeros stays. `scratch` holds orthogonalise_scratch_size()
 * floats. */
void orthogonalise(float *matrix, uint32_t rows, uint32_t columns, float *scratch);
size_t orthogonalise_scratch_size(uint32_t rows, uint32_t columns);

#endif
