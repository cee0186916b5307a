/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "matrix.h"
#include <stdio.h>
#include <string.h>

#define SUFFIX_MAX 16

static const float *pack(const Tensor *tensor, AlignedBlock *block) {
  float *packed = aligned_block_take(block, packed_size(tensor->rows, tensor->columns));
  if (packed) pack_matrix(tensor->values, tensor->rows, tensor->columns, tensor->columns, packed);
  return packed;
}

/* The first `rank` columns. */
static const float *pack_left(const Tensor *left, uint32_t rank, AlignedBlock *block) {
  float *packed = aligned_block_take(block, packed_size(left->rows, rank));
  if (packed) pack_matrix(left->values, left->rows, rank, left->columns, packed);
  return packed;
}

/* The first `rank` rows. */
static const float *pack_right(const Tensor *right, uint32_t rank, AlignedBlock *block) {
  float *packed = aligned_block_take(block, packed_size(rank, right->columns));
  if (packed) pack_matrix(right->values, rank, right->columns, right->columns, packed);
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

Matrix matrix_pack(const WeightSource *source, const char *name, AlignedBlock *block) {
  const Tensor *dense = model_file_tensor(source->file, name);
  if (dense) return (Matrix){.rows = dense->rows, .columns = dense->columns, .left = pack(dense, block)};

  const Tensor *left = part(source->file, name, "left"), *right = part(source->file, name, "right");
  Matrix matrix = {.rows = left->rows,
                   .columns = right->columns,
                   .rank = profile_rank(source->profile, name, right->rows),
                   .stored_rank = right->rows};
  matrix.right = pack_right(right, matrix.rank, block);
  matrix.left = pack_left(left, matrix.rank, block);
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
