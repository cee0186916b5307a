/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "matrix.h"
#include <stdio.h>
#include <string.h>

#define SUFFIX_MAX 8

static const float *pack(const Tensor *tensor, AlignedBlock *block) {
  float *packed = aligned_block_take(block, packed_size(tensor->rows, tensor->columns));
  if (packed) pack_matrix(tensor->values, tensor->rows, tensor->columns, packed);
  return packed;
}

static const Tensor *factor(const ModelFile *file, const char *name, const char *side) {
  char full[MODEL_NAME_MAX + SUFFIX_MAX];
  snprintf(full, sizeof full, "%s.%s", name, side);
  return model_file_tensor(file, full);
}

Matrix matrix_pack(const ModelFile *file, const char *name, AlignedBlock *block) {
  const Tensor *dense = model_file_tensor(file, name);
  if (dense) return (Matrix){.rows = dense->rows, .columns = dense->columns, .left = pack(dense, block)};

  const Tensor *left = factor(file, name, "left"), *right = factor(file, name, "right");
  Matrix matrix = {.rows = left->rows, .columns = right->columns, .rank = right->rows};
  matrix.right = pack(right, block);
  matrix.left = pack(left, block);
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
}
