/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "matrix.h"
#include <stdio.h>
#include <string.h>

#define SUFFIX_MAX 16

static const float *pack_part(const Tensor *tensor, uint32_t rows, uint32_t columns, MatrixOrder order,
                              AlignedBlock *block) {
  const size_t stride = tensor->columns;
  float *packed =
      aligned_block_take(block, order == MATRIX_PANELS ? packed_size(rows, columns) : (size_t)rows * columns);
  if (packed && order == MATRIX_PANELS) pack_matrix(tensor->values, rows, columns, stride, packed);
  for (size_t row = 0; packed && order == MATRIX_ROWS && row < rows; row++)
    memcpy(packed + row * columns, tensor->values + row * stride, columns * sizeof *packed);
  return packed;
}

static const float *copy_vector(const Tensor *vector, AlignedBlock *block) {
  if (!vector) return NULL;
  float *copy = aligned_block_take(block, vector->rows);
  if (copy) memcpy(copy, vector->values, vector->rows * sizeof *copy);
  return copy;
}

static const Tensor *part(const ModelFile *file, const char *name, const char *suffix) {
  char full[MODEL_NAME_MAX + SUFFIX_MAX];
  snprintf(full, sizeof full, "%s.%s", name, suffix);
  return model_file_tensor(file, full);
}

Matrix matrix_pack(const WeightSource *source, const char *name, MatrixOrder order, AlignedBlock *block) {
  const Tensor *dense = model_file_tensor(source->file, name);
  if (dense)
    return (Matrix){.rows = dense->rows,
                    .columns = dense->columns,
                    .left = pack_part(dense, dense->rows, dense->columns, order, block)};

  const Tensor *left = part(source->file, name, "left"), *right = part(source->file, name, "right");
  Matrix matrix = {.rows = left->rows,
                   .columns = right->columns,
                   .rank = profile_rank(source->profile, name, right->rows),
                   .stored_rank = right->rows};
  matrix.right = pack_part(right, matrix.rank, matrix.columns, order, block);
  matrix.left = pack_part(left, matrix.rows, matrix.rank, order, block);
  matrix.diagonal = copy_vector(part(source->file, name, "diagonal"), block);
  return matrix;
}

void matrix_multiply_add(const Kernels *kernels, const Matrix *matrix, const float *x, float *y, float *scratch) {
  if (matrix->rank == 0) {
    kernels->matvec_add(matrix->left, matrix->rows, matrix->columns, x, y);
    return;
  }
  memset(scratch, 0, matrix->rank * sizeof(float));
  kernels->matvec_add(matrix->right, matrix->rank, matrix->columns, x, scratch);
  kernels->matvec_add(matrix->left, matrix->rows, matrix->rank, scratch, y);
  for (size_t row = 0; matrix->diagonal && row < matrix->rows; row += matrix->columns)
    kernels->diagonal_add(matrix->diagonal + row, x, matrix->columns, y + row);
}

/* Square by square, as in matrix_multiply_add(). */
static void add_diagonal_planes(const Kernels *kernels, const Matrix *matrix, const Planes *x, size_t lanes, float *y) {
  for (uint32_t row = 0; row < matrix->rows; row++) {
    const Planes one = {x->first + row % matrix->columns * x->stride, x->stride, 1, 1};
    kernels->planes_add(matrix->diagonal + row, 1, &one, lanes, y + row * lanes);
  }
}

void matrix_multiply_add_planes(const Kernels *kernels, const Matrix *matrix, const Planes *x, size_t lanes, float *y,
                                float *scratch) {
  if (matrix->rank == 0) {
    kernels->planes_add(matrix->left, matrix->rows, x, lanes, y);
    return;
  }
  const Planes middle = {scratch, lanes, matrix->rank, 1};
  memset(scratch, 0, matrix->rank * lanes * sizeof(float));
  kernels->planes_add(matrix->right, matrix->rank, x, lanes, scratch);
  kernels->planes_add(matrix->left, matrix->rows, &middle, lanes, y);
  if (matrix->diagonal) add_diagonal_planes(kernels, matrix, x, lanes, y);
}
