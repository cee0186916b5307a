/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads, validates and writes safetensors files. Knows tensors and texts, not networks: network_description.h gives
 * them their meaning. All of class setup.
 *
 * Layout (little-endian): 1. eight bytes, length of the header; 2. the header, one JSON object: "__metadata__" maps
 * names to texts, every other member describes a tensor {"dtype", "shape", "data_offsets": [begin, end)}; 3. the
 * tensors' bytes, without holes or overlaps, offsets counted from the header's end. Here dtype is F32 and a tensor has
 * one or two dimensions.
 */
#ifndef QUELL_MODEL_FILE_H
#define QUELL_MODEL_FILE_H

#include "quell.h"

/* Limits of the format; a file beyond them is refused before anything is allocated for it. */
#define MODEL_FILE_BYTES_MAX ((size_t)1 << 30)
#define MODEL_HEADER_BYTES_MAX ((size_t)4 << 20)
#define MODEL_TENSORS_MAX 4096
#define MODEL_NAME_MAX 255
#define MODEL_DIMENSION_MAX 65536

typedef struct {
  char *name;
  uint32_t rows;    /* first dimension */
  uint32_t columns; /* second dimension; 1 when `dimensions` is 1 */
  int dimensions;   /* 1 or 2 */
  float *values;    /* rows * columns, row-major, all finite */
} Tensor;

typedef struct {
  char *key;
  char *text;
} ModelText;

typedef struct {
  Tensor *tensors; /* sorted by name */
  size_t tensor_count;
  ModelText *texts; /* the metadata */
  size_t text_count;
} ModelFile;

/* Where the one sentence about a failure goes; text may be NULL. */
typedef struct {
  char *text;
  size_t size;
} Message;
/* printf into the message, always ended by a zero. Returns `status`, so that a caller can return the call. */
QuellStatus message_set(Message *message, QuellStatus status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* On success *file is new and owned by the caller; on failure it is NULL and message says why. */
QuellStatus model_file_read(const char *path, ModelFile **file, Message *message);
QuellStatus model_file_parse(const void *data, size_t size, ModelFile **file, Message *message);
void model_file_free(ModelFile *file);

ModelFile *model_file_new(void); /* NULL without memory */
/* Adds a zeroed tensor and returns it; NULL when the name is taken or memory is short. The pointer holds until the next
 * add. */
Tensor *model_file_add(ModelFile *file, const char *name, uint32_t rows, uint32_t columns, int dimensions);
QuellStatus model_file_set_text(ModelFile *file, const char *key, const char *text);
/* NULL when absent. */
Tensor *model_file_tensor(const ModelFile *file, const char *name);
const char *model_file_text(const ModelFile *file, const char *key);

/* Written beside `path` under a temporary name, synced, then renamed: the old file stays whole until the new one is. */
QuellStatus model_file_write(const ModelFile *file, const char *path, Message *message);

#endif
