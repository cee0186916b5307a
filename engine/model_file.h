/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads, validates and writes safetensors files. Knows tensors and texts, not networks: network_description.h gives
 * them their meaning. All of class setup.
 *
 * Layout (little-endian):
 *
 * - eight bytes, the length of the header;
 * - the header, one JSON object: "__metadata__" maps names to texts, every other member describes a tensor {"dtype",
 *   "shape", "data_offsets": [begin, end)} of one or two dimensions;
 * - the tensors' bytes, without holes or overlaps, offsets counted from the header's end.
 *
 * A tensor NAME of dtype I8 has a companion NAME.scale of dtype F32 with one number for each row: value = scale * whole
 * number. Both together are one Tensor here.
 */
#ifndef QUELL_MODEL_FILE_H
#define QUELL_MODEL_FILE_H

#include "quell.h"
#include "tensor_storage.h"

/* Limits of the format; a file beyond them is refused before anything is allocated for it. The JSON reader may need
 * about 75 times the header's length. */
#define MODEL_FILE_BYTES_MAX ((size_t)1 << 30)
#define MODEL_HEADER_BYTES_MAX ((size_t)1 << 20)
#define MODEL_TENSORS_MAX 4096
#define MODEL_NAME_MAX 255
#define MODEL_DIMENSION_MAX 65536

typedef struct {
  char *name;
  uint32_t rows;       /* first dimension */
  uint32_t columns;    /* second dimension; 1 when `dimensions` is 1 */
  int dimensions;      /* 1 or 2 */
  float *values;       /* rows * columns, row-major, all finite */
  StorageType storage; /* in the file; see tensor_store() */
  float *scales;       /* [rows], positive: of STORAGE_I8, whose values are whole multiples of them; else NULL */
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
/* Rounds the values to what that form holds and has them stored so: what is read later is what stands in memory now. A
 * new tensor is STORAGE_F32. For STORAGE_I8, which is for matrices, `scales` [rows] are copied; NULL takes the least of
 * each row that its largest magnitude fits. QUELL_BAD_ARGUMENT for a vector or a scale that is not positive and finite,
 * QUELL_BAD_MODEL_VALUE when a value is too large for the form, QUELL_NO_MEMORY; the tensor then stays as it was. */
QuellStatus tensor_store(Tensor *tensor, StorageType storage, const float *scales);
/* What the tensor takes in a file, scales included. */
uint64_t tensor_stored_bytes(const Tensor *tensor);
/* NULL when absent. */
Tensor *model_file_tensor(const ModelFile *file, const char *name);
const char *model_file_text(const ModelFile *file, const char *key);
/* Makes NAME.scale the scales of each tensor of STORAGE_I8, whose values are whole numbers until then. */
QuellStatus model_file_join_scales(ModelFile *file, Message *message);

/* Written beside `path` under a temporary name, synced, then renamed: the old file stays whole until the new one is. */
QuellStatus model_file_write(const ModelFile *file, const char *path, Message *message);

#endif
