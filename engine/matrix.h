/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A packed weight matrix: dense, or a product of two factors that is never multiplied out, since running both costs
 * rank * (rows + columns) instead of rows * columns.
 */
#ifndef QUELL_MATRIX_H
#define QUELL_MATRIX_H

#include "kernels/aligned_block.h"
#include "kernels/kernels.h"
#include "profiles.h"

typedef struct {
  uint32_t rows, columns;
  uint32_t rank;         /* 0: dense */
  uint32_t stored_rank;  /* of the file, the largest that any profile has */
  const float *right;    /* (rank, columns); NULL when dense */
  const float *left;     /* (rows, rank); the whole (rows, columns) when dense */
  const float *diagonal; /* [rows] added to the product of factors, a diagonal for each square of rows; or NULL */
} Matrix;

/* Where weights come from. */
typedef struct {
  const ModelFile *file;
  const Profile *profile; /* of the ranks; NULL: as stored */
} WeightSource;

/* How the numbers of a matrix lie: in panels for matvec_add(), or row by row for planes_add(). */
typedef enum { MATRIX_PANELS, MATRIX_ROWS } MatrixOrder;

/* setup. Takes the place of tensor `name`, or of its factors NAME.left and NAME.right, from the block in the order in
 * which they run, and packs them there once the block has memory. The file must hold the one or the others. */
Matrix matrix_pack(const WeightSource *source, const char *name, MatrixOrder order, AlignedBlock *block);

/* audio. y[rows] += W x[columns]. `scratch` has room for `rank` floats. */
void matrix_multiply_add(const Kernels *kernels, const Matrix *matrix, const float *x, float *y,
                         float *scratch) QUELL_REALTIME;
/* audio. The same in planes, for a matrix in rows: y[rows][lanes] += W x. `scratch` has room for rank * lanes floats.
 */
void matrix_multiply_add_planes(const Kernels *kernels, const Matrix *matrix, const Planes *x, size_t lanes, float *y,
                                float *scratch) QUELL_REALTIME;

#endif
