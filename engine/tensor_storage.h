/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In which forms a model file may hold the numbers of a tensor. In memory they are always float. Class setup.
 */
#ifndef QUELL_TENSOR_STORAGE_H
#define QUELL_TENSOR_STORAGE_H

#include <stddef.h>

/* In the order in which a file holds them, the widest first, so that each number starts at a multiple of its size. */
typedef enum {
  STORAGE_F32, /* IEEE 754 single precision */
  STORAGE_F16, /* IEEE 754 half precision: up to 65504, 11 bits */
  STORAGE_I8,  /* a whole number from -128 to 127; the reader of the file multiplies each row with a scale */
  STORAGE_TYPES
} StorageType;

#define STORAGE_I8_MAX 127 /* the largest that is written, so that the range is symmetric */

/* "F32", "F16", "I8": the format's word for it. */
const char *storage_name(StorageType type);
/* Returns -1 when it is no such word; NULL is allowed. */
int storage_find(const char *name);
/* Of one number. */
size_t storage_bytes(StorageType type);
/* One number out of its bytes, lowest first. */
float storage_decode(StorageType type, const unsigned char *bytes);
/* The nearest number of that form, to its bytes. Too large a number becomes infinity, or the largest whole one. */
void storage_encode(StorageType type, float value, unsigned char *bytes);

#endif
