/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in the forms of a model file, and tensors of whole numbers with their scales.
 */
#include "malformed.h"

#include <float.h>
#include <math.h>

static float there_and_back(StorageType type, float value) {
  unsigned char bytes[sizeof(float)];
  storage_encode(type, value, bytes);
  return storage_decode(type, bytes);
}

static void every_form_is_found_by_its_name(void **state) {
  (void)state;
  for (int type = 0; type < STORAGE_TYPES; type++)
    assert_int_equal(storage_find(storage_name((StorageType)type)), type);
  assert_int_equal(storage_find("F64"), -1);
  assert_int_equal(storage_find(NULL), -1);
}

static void wider_forms_come_first(void **state) {
  (void)state;
  for (int type = 1; type < STORAGE_TYPES; type++)
    assert_true(storage_bytes((StorageType)type) < storage_bytes((StorageType)(type - 1)));
}

static void every_half_comes_back_to_the_bit(void **state) {
  (void)state;
  for (unsigned bits = 0; bits < 0x10000; bits++) {
    unsigned char bytes[2] = {bits & 255, bits >> 8}, back[2];
    const float value = storage_decode(STORAGE_F16, bytes);
    storage_encode(STORAGE_F16, value, back);
    if (isnan(value) ? (bits & 0x7c00) != 0x7c00 : memcmp(bytes, back, 2) != 0) fail_msg("%04x is %g", bits, value);
  }
}

static void halves_rise_with_their_bits(void **state) {
  (void)state;
  float last = -1;
  for (unsigned bits = 0; bits <= 0x7c00; bits++) {
    const unsigned char bytes[2] = {bits & 255, bits >> 8};
    const float value = storage_decode(STORAGE_F16, bytes);
    assert_true(value > last);
    last = value;
  }
  assert_true(isinf(last));
}

static void halves_are_what_the_standard_says(void **state) {
  (void)state;
  static const struct {
    unsigned bits;
    float value;
  } known[] = {{0x3c00, 1},        {0xc000, -2},          {0x7bff, 65504},        {0x0400, 0x1p-14f},
               {0x0001, 0x1p-24f}, {0x3555, 0x1.554p-2f}, {0x03ff, 0x1.ff8p-15f}, {0x8001, -0x1p-24f},
               {0x0000, 0}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    const unsigned char bytes[2] = {known[i].bits & 255, known[i].bits >> 8};
    assert_true(storage_decode(STORAGE_F16, bytes) == known[i].value);
  }
}

static void a_half_is_the_nearest_and_ties_go_to_even(void **state) {
  (void)state;
  assert_true(there_and_back(STORAGE_F16, 1 + 0x1p-11f) == 1);
  assert_true(there_and_back(STORAGE_F16, 1 + 3 * 0x1p-11f) == 1 + 0x1p-9f);
  assert_true(there_and_back(STORAGE_F16, nextafterf(1 + 0x1p-11f, 2)) == 1 + 0x1p-10f);
  assert_true(there_and_back(STORAGE_F16, 0x1p-25f) == 0);
  assert_true(there_and_back(STORAGE_F16, 3 * 0x1p-25f) == 0x1p-23f);
  assert_true(there_and_back(STORAGE_F16, nextafterf(65520, 0)) == 65504);
  assert_true(isinf(there_and_back(STORAGE_F16, 65520)));
  assert_true(isinf(there_and_back(STORAGE_F16, FLT_MAX)));
  assert_true(there_and_back(STORAGE_F16, FLT_TRUE_MIN) == 0);
}

static void whole_numbers_are_rounded_and_held(void **state) {
  (void)state;
  for (int value = -128; value <= 127; value++)
    assert_true(there_and_back(STORAGE_I8, (float)value) == (float)value);
  assert_true(there_and_back(STORAGE_I8, 2.4f) == 2);
  assert_true(there_and_back(STORAGE_I8, -2.6f) == -3);
  assert_true(there_and_back(STORAGE_I8, 1e30f) == 127);
  assert_true(there_and_back(STORAGE_I8, -1e30f) == -128);
}

/* ---- Tensors ---- */

static Tensor *matrix(ModelFile **file) {
  static const float values[] = {0.5f, -1, 0.25f, 0, 0, 0, 1e-3f, 2e-3f, -3e-3f};
  *file = model_file_new();
  Tensor *tensor = model_file_add(*file, "m", 3, 3, 2);
  memcpy(tensor->values, values, sizeof values);
  return tensor;
}

static void a_row_of_whole_numbers_is_off_by_half_a_scale_at_most(void **state) {
  (void)state;
  ModelFile *file, *original;
  Tensor *tensor = matrix(&file);
  const Tensor *exact = matrix(&original);
  assert_int_equal(tensor_store(tensor, STORAGE_I8, NULL), QUELL_OK);
  for (int i = 0; i < 9; i++) {
    assert_below(fabs((double)tensor->values[i] - exact->values[i]), 0.5001 * tensor->scales[i / 3], "number %d", i);
    const float whole = tensor->values[i] / tensor->scales[i / 3];
    assert_below(fabs((double)whole - rintf(whole)), 1e-4, "number %d", i);
  }
  assert_true(tensor->scales[0] == 1.0f / 127 && tensor->scales[1] > 0);
  model_file_free(file);
  model_file_free(original);
}

static void the_largest_float_has_a_scale(void **state) {
  (void)state;
  ModelFile *file;
  Tensor *tensor = matrix(&file);
  tensor->values[0] = FLT_MAX;
  assert_int_equal(tensor_store(tensor, STORAGE_I8, NULL), QUELL_OK);
  assert_true(isfinite(tensor->values[0]) && tensor->values[0] > 0.999f * FLT_MAX);
  model_file_free(file);
}

static void storing_again_changes_nothing(void **state) {
  (void)state;
  for (int type = 0; type < STORAGE_TYPES; type++) {
    ModelFile *file;
    Tensor *tensor = matrix(&file);
    float once[9];
    tensor_store(tensor, (StorageType)type, NULL);
    memcpy(once, tensor->values, sizeof once);
    tensor_store(tensor, (StorageType)type, NULL);
    assert_same_bits(tensor->values, once, 9);
    model_file_free(file);
  }
}

static void scales_of_the_caller_are_kept(void **state) {
  (void)state;
  static const float scales[] = {0.01f, 1, 0.5f};
  ModelFile *file;
  Tensor *tensor = matrix(&file);
  assert_int_equal(tensor_store(tensor, STORAGE_I8, scales), QUELL_OK);
  assert_same_bits(tensor->scales, scales, 3);
  assert_true(tensor->values[0] == 50 * 0.01f);
  model_file_free(file);
}

static void assert_not_stored(Tensor *tensor, StorageType type, const float *scales, QuellStatus expected) {
  const float before = tensor->values[0];
  assert_int_equal(tensor_store(tensor, type, scales), expected);
  assert_true(tensor->storage == STORAGE_F32 && !tensor->scales && tensor->values[0] == before);
}

static void what_a_form_cannot_hold_is_refused_and_nothing_changes(void **state) {
  (void)state;
  static const float zero[] = {1, 0, 1}, infinite[] = {INFINITY, 1, 1}, small[] = {1e-5f, 1, 1};
  ModelFile *file;
  Tensor *tensor = matrix(&file);
  assert_not_stored(tensor, STORAGE_I8, zero, QUELL_BAD_ARGUMENT);
  assert_not_stored(tensor, STORAGE_I8, infinite, QUELL_BAD_ARGUMENT);
  assert_not_stored(tensor, STORAGE_I8, small, QUELL_BAD_MODEL_VALUE);
  tensor->values[0] = 70000;
  assert_not_stored(tensor, STORAGE_F16, NULL, QUELL_BAD_MODEL_VALUE);
  assert_not_stored(model_file_add(file, "v", 3, 1, 1), STORAGE_I8, NULL, QUELL_BAD_ARGUMENT);
  model_file_free(file);
}

static void scales_count_among_the_bytes(void **state) {
  (void)state;
  static const uint64_t bytes[STORAGE_TYPES] = {4 * 9, 2 * 9, 9 + 4 * 3};
  for (int type = 0; type < STORAGE_TYPES; type++) {
    ModelFile *file;
    Tensor *tensor = matrix(&file);
    tensor_store(tensor, (StorageType)type, NULL);
    assert_int_equal(tensor_stored_bytes(tensor), bytes[type]);
    model_file_free(file);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_form_is_found_by_its_name),
      cmocka_unit_test(wider_forms_come_first),
      cmocka_unit_test(every_half_comes_back_to_the_bit),
      cmocka_unit_test(halves_rise_with_their_bits),
      cmocka_unit_test(halves_are_what_the_standard_says),
      cmocka_unit_test(a_half_is_the_nearest_and_ties_go_to_even),
      cmocka_unit_test(whole_numbers_are_rounded_and_held),
      cmocka_unit_test(a_row_of_whole_numbers_is_off_by_half_a_scale_at_most),
      cmocka_unit_test(the_largest_float_has_a_scale),
      cmocka_unit_test(storing_again_changes_nothing),
      cmocka_unit_test(scales_of_the_caller_are_kept),
      cmocka_unit_test(what_a_form_cannot_hold_is_refused_and_nothing_changes),
      cmocka_unit_test(scales_count_among_the_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
