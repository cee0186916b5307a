/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How libFuzzer changes an input. Blind changes nearly always break the length in front of the header and get no
 * further than that check; so two times in three the header is changed by itself and its length written anew.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static size_t mutate_header(uint8_t *data, size_t header, size_t size, size_t max_size) {
  const size_t tail = size - 8 - header, room = max_size - 8 - tail;
  uint8_t *text = malloc(room);
  if (!text) return size;
  memcpy(text, data + 8, header);
  const uint64_t length = LLVMFuzzerMutate(text, header, room);
  memmove(data + 8 + length, data + 8 + header, tail);
  memcpy(data + 8, text, length);
  memcpy(data, &length, sizeof length);
  free(text);
  return 8 + length + tail;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  uint64_t header = 0;
  if (size > 8) memcpy(&header, data, sizeof header);
  const int whole = header > 0 && header <= size - 8 && size < max_size;
  return whole && seed % 3 ? mutate_header(data, header, size, max_size) : LLVMFuzzerMutate(data, size, max_size);
}
