/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tensor_storage.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static float decode_f32(const unsigned char *bytes) {
  const uint32_t bits =
      (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void encode_f32(float value, unsigned char *bytes) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  for (int i = 0; i < 4; i++)
    bytes[i] = (unsigned char)(bits >> 8 * i);
}

/* Sign, five bits of exponent, ten of fraction. */
static float decode_f16(const unsigned char *bytes) {
  const uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
  const int exponent = (int)(bits >> 10 & 31), fraction = (int)(bits & 1023);
  float magnitude = ldexpf((float)(exponent ? fraction + 1024 : fraction), (exponent ? exponent : 1) - 25);
  if (exponent == 31) magnitude = fraction ? NAN : INFINITY;
  return bits >> 15 ? -magnitude : magnitude;
}

/* A number below 2^-14 is a multiple of 2^-24; above, its spacing follows its exponent. rintf() rounds ties to even. */
static uint32_t half_of_magnitude(float magnitude) {
  if (isnan(magnitude)) return 0x7e00;
  if (magnitude >= 65520) return 0x7c00;
  if (magnitude < 0x1p-14f) return (uint32_t)rintf(magnitude * 0x1p24f);
  int exponent;
  const float fraction = frexpf(magnitude, &exponent);
  /* A fraction that is rounded up to 2048 carries into the exponent by itself. */
  return ((uint32_t)(exponent + 13) << 10) + (uint32_t)rintf(fraction * 2048);
}

static void encode_f16(float value, unsigned char *bytes) {
  const uint32_t bits = half_of_magnitude(fabsf(value)) | (signbit(value) ? 1u << 15 : 0);
  bytes[0] = (unsigned char)bits;
  bytes[1] = (unsigned char)(bits >> 8);
}

static float decode_i8(const unsigned char *bytes) {
  return (float)(bytes[0] < 128 ? bytes[0] : bytes[0] - 256);
}

static void encode_i8(float value, unsigned char *bytes) {
  const float held = fminf(fmaxf(rintf(value), -STORAGE_I8_MAX - 1), STORAGE_I8_MAX);
  bytes[0] = (unsigned char)((int)held & 255);
}

static const struct {
  const char *name;
  size_t bytes;
  float (*decode)(const unsigned char *bytes);
  void (*encode)(float value, unsigned char *bytes);
} types[STORAGE_TYPES] = {
    [STORAGE_F32] = {"F32", 4, decode_f32, encode_f32},
    [STORAGE_F16] = {"F16", 2, decode_f16, encode_f16},
    [STORAGE_I8] = {"I8", 1, decode_i8, encode_i8},
};

const char *storage_name(StorageType type) {
  return types[type].name;
}

int storage_find(const char *name) {
  for (int type = 0; name && type < STORAGE_TYPES; type++)
    if (strcmp(types[type].name, name) == 0) return type;
  return -1;
}

size_t storage_bytes(StorageType type) {
  return types[type].bytes;
}

float storage_decode(StorageType type, const unsigned char *bytes) {
  return types[type].decode(bytes);
}

void storage_encode(StorageType type, float value, unsigned char *bytes) {
  types[type].encode(value, bytes);
}
