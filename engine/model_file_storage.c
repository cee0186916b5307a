/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tensors in the forms of tensor_storage.h.
 */
#include "model_file.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t number_count(const Tensor *tensor) {
  return (size_t)tensor->rows * tensor->columns;
}

uint64_t tensor_stored_bytes(const Tensor *tensor) {
  return (uint64_t)number_count(tensor) * storage_bytes(tensor->storage) +
         (tensor->scales ? tensor->rows * sizeof(float) : 0);
}

/* The least scale whose whole multiples reach all of the row. */
static float scale_of_row(const float *row, uint32_t columns) {
  float largest = 0;
  for (uint32_t i = 0; i < columns; i++)
    largest = fmaxf(largest, fabsf(row[i]));
  const float scale = fmaxf(largest / STORAGE_I8_MAX, FLT_MIN);
  return isfinite(scale * STORAGE_I8_MAX) ? scale : nextafterf(scale, 0);
}

static int is_scale(float value) {
  return value > 0 && isfinite(value);
}

/* `rounded` receives what the form makes of the values. Returns 0 when it cannot hold one of them. */
static int round_values(const Tensor *tensor, StorageType storage, const float *scales, float *rounded) {
  int held = 1;
  for (size_t i = 0; i < number_count(tensor); i++) {
    const float scale = scales ? scales[i / tensor->columns] : 1;
    unsigned char bytes[sizeof(float)];
    storage_encode(storage, tensor->values[i] / scale, bytes);
    rounded[i] = storage_decode(storage, bytes) * scale;
    held &= isfinite(rounded[i]) && (!scales || fabsf(tensor->values[i] / scale) < STORAGE_I8_MAX + 1);
  }
  return held;
}

static QuellStatus choose_scales(const Tensor *tensor, const float *wanted, float *scales) {
  for (uint32_t row = 0; row < tensor->rows; row++) {
    scales[row] = wanted ? wanted[row] : scale_of_row(tensor->values + (size_t)row * tensor->columns, tensor->columns);
    if (!is_scale(scales[row])) return QUELL_BAD_ARGUMENT;
  }
  return QUELL_OK;
}

QuellStatus tensor_store(Tensor *tensor, StorageType storage, const float *scales) {
  const int scaled = storage == STORAGE_I8;
  if (scaled && tensor->dimensions != 2) return QUELL_BAD_ARGUMENT;
  float *rounded = malloc(number_count(tensor) * sizeof *rounded);
  float *own_scales = scaled ? malloc(tensor->rows * sizeof *own_scales) : NULL;
  QuellStatus status = rounded && (own_scales || !scaled) ? QUELL_OK : QUELL_NO_MEMORY;
  if (status == QUELL_OK && scaled) status = choose_scales(tensor, scales, own_scales);
  if (status == QUELL_OK && !round_values(tensor, storage, own_scales, rounded)) status = QUELL_BAD_MODEL_VALUE;
  if (status == QUELL_OK) {
    memcpy(tensor->values, rounded, number_count(tensor) * sizeof *rounded);
    free(tensor->scales);
    tensor->scales = own_scales;
    tensor->storage = storage;
  } else {
    free(own_scales);
  }
  free(rounded);
  return status;
}

/* Moves the scales into their tensor. */
static void join(ModelFile *file, Tensor *tensor, Tensor *scale) {
  const size_t place = (size_t)(scale - file->tensors);
  tensor->scales = scale->values;
  free(scale->name);
  memmove(scale, scale + 1, (file->tensor_count - place - 1) * sizeof *scale);
  file->tensor_count--;
}

static QuellStatus find_scales(ModelFile *file, const Tensor *tensor, Tensor **scale, Message *message) {
  char name[MODEL_NAME_MAX + sizeof ".scale"];
  if (tensor->dimensions != 2)
    return message_set(message, QUELL_OTHER_MODEL, "tensor '%s' is a vector of type I8, which only matrices may have",
                       tensor->name);
  snprintf(name, sizeof name, "%s.scale", tensor->name);
  *scale = model_file_tensor(file, name);
  if (!*scale || (*scale)->storage != STORAGE_F32 || (*scale)->dimensions != 1 || (*scale)->rows != tensor->rows)
    return message_set(message, QUELL_OTHER_MODEL,
                       "tensor '%s' of type I8 has no companion '%s' of type F32 with one number for each of its rows",
                       tensor->name, name);
  for (uint32_t row = 0; row < tensor->rows; row++)
    if (!is_scale((*scale)->values[row]))
      return message_set(message, QUELL_BAD_MODEL_VALUE, "tensor '%s' holds a scale that is not above zero", name);
  return QUELL_OK;
}

static QuellStatus apply_scales(Tensor *tensor, Message *message) {
  for (size_t i = 0; i < number_count(tensor); i++) {
    tensor->values[i] *= tensor->scales[i / tensor->columns];
    if (!isfinite(tensor->values[i]))
      return message_set(message, QUELL_BAD_MODEL_VALUE, "tensor '%s' holds a value that is not finite", tensor->name);
  }
  return QUELL_OK;
}

QuellStatus model_file_join_scales(ModelFile *file, Message *message) {
  for (size_t i = 0; i < file->tensor_count; i++) {
    if (file->tensors[i].storage != STORAGE_I8) continue;
    Tensor *scale;
    QuellStatus status = find_scales(file, &file->tensors[i], &scale, message);
    if (status != QUELL_OK) return status;
    join(file, &file->tensors[i], scale);
    status = apply_scales(&file->tensors[i], message);
    if (status != QUELL_OK) return status;
  }
  return QUELL_OK;
}
