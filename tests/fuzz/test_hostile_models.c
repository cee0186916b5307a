/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the fuzzer tries at random, done without one: every truncation of small valid models, every byte of their
 * headers changed, and values of the weights that are no numbers.
 */
#include "tests/small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
  uint8_t *data;
  size_t size;
} Bytes;

static Bytes model_bytes(unsigned kind) {
  char path[] = "/tmp/quell-seed-XXXXXX";
  const int descriptor = mkstemp(path);
  ModelFile *file = small_model_make(kind);
  assert_true(descriptor >= 0 && file);
  assert_int_equal(model_file_write(file, path, &(Message){0}), QUELL_OK);
  model_file_free(file);
  close(descriptor);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  Bytes bytes = {malloc(1 << 20), 0};
  bytes.size = fread(bytes.data, 1, 1 << 20, stream);
  fclose(stream);
  unlink(path);
  assert_in_range(bytes.size, 9, (1 << 20) - 1);
  return bytes;
}

/* The input in memory of exactly its size, so that a sanitizer sees a read past its end. */
static QuellStatus try_bytes(const uint8_t *data, size_t size) {
  uint8_t *exact = malloc(size ? size : 1);
  if (size) memcpy(exact, data, size);
  LLVMFuzzerTestOneInput(exact, size);
  QuellModel *model;
  const QuellStatus status = quell_model_open_memory(exact, size, &model, NULL, 0);
  quell_model_free(model);
  free(exact);
  return status;
}

static void valid_models_open(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    Bytes bytes = model_bytes(kind);
    assert_int_equal(try_bytes(bytes.data, bytes.size), QUELL_OK);
    free(bytes.data);
  }
}

static void every_truncation_is_refused(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    Bytes bytes = model_bytes(kind);
    for (size_t size = 0; size < bytes.size; size += size < 4096 ? 1 : 61)
      assert_int_not_equal(try_bytes(bytes.data, size), QUELL_OK);
    free(bytes.data);
  }
}

static void a_model_with_something_behind_its_end_is_refused(void **state) {
  (void)state;
  Bytes bytes = model_bytes(0);
  memset(bytes.data + bytes.size, 0, 4);
  assert_int_not_equal(try_bytes(bytes.data, bytes.size + 4), QUELL_OK);
  free(bytes.data);
}

static size_t header_end(const Bytes *bytes) {
  uint64_t length;
  memcpy(&length, bytes->data, sizeof length);
  return 8 + (size_t)length;
}

static void every_changed_byte_of_the_header_is_refused_or_harmless(void **state) {
  (void)state;
  static const uint8_t changes[] = {0x01, 0x02, 0x10, 0x80, 0xff};
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    Bytes bytes = model_bytes(kind);
    for (size_t i = 0; i < header_end(&bytes); i++) {
      const uint8_t change = changes[i % sizeof changes];
      bytes.data[i] ^= change;
      try_bytes(bytes.data, bytes.size);
      bytes.data[i] ^= change;
    }
    free(bytes.data);
  }
}

static void a_weight_that_is_no_number_is_refused(void **state) {
  (void)state;
  static const uint32_t values[] = {0x7fc00000, 0xffc00001, 0x7f800000, 0xff800000};
  for (size_t i = 0; i < 4; i++) {
    Bytes bytes = model_bytes(1);
    memcpy(bytes.data + bytes.size - 4 * (i + 1), &values[i], 4);
    assert_int_equal(try_bytes(bytes.data, bytes.size), QUELL_BAD_MODEL_VALUE);
    free(bytes.data);
  }
}

static void a_message_stays_one_line_whatever_the_file_says(void **state) {
  (void)state;
  static const char header[] = "{\"\\\nx\033[31m\": 1}";
  uint8_t data[8 + sizeof header] = {sizeof header - 1};
  memcpy(data + 8, header, sizeof header);
  QuellModel *model;
  char message[200];
  assert_int_equal(quell_model_open_memory(data, 8 + sizeof header - 1, &model, message, sizeof message),
                   QUELL_NOT_A_MODEL);
  for (const char *at = message; *at; at++)
    assert_true(*at >= ' ' && *at != 127);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(valid_models_open),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(a_model_with_something_behind_its_end_is_refused),
      cmocka_unit_test(every_changed_byte_of_the_header_is_refused_or_harmless),
      cmocka_unit_test(a_weight_that_is_no_number_is_refused),
      cmocka_unit_test(a_message_stays_one_line_whatever_the_file_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
