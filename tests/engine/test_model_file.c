/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The container: every malformed file is refused with a sentence of its own, every good one is read.
 */
#include "malformed.h"
#include "tests/small_model.h"

#include <math.h>
#include <stdio.h>

/* A file of this header and so many bytes of tensors, which are zero. */
typedef struct {
  const char *defect, *header;
  size_t bytes;
  QuellStatus status;
  const char *says;
} Case;

#define ENTRY(shape, offsets) "{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define ONE(shape, offsets) "{\"a\":" ENTRY(shape, offsets) "}"
#define TWO(first, second) "{\"a\":" ENTRY("[2]", first) ",\"b\":" ENTRY("[2]", second) "}"
#define WHOLE(shape, offsets) "{\"dtype\":\"I8\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define SCALED(shape, type, offsets)                                                                                   \
  "{\"a\":" WHOLE("[2,2]", "[0,4]") ",\"a.scale\":{\"dtype\":\"" type "\",\"shape\":" shape                            \
                                    ",\"data_offsets\":" offsets "}}"
#define NAME_OF_256                                                                                                    \
  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"   \
  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"   \
  "0123456789abcdef0123456789abcdef"

static const Case cases[] = {
    {"an_empty_header", "", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"a_header_that_is_no_json", "hello", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"a_header_that_is_a_list", "[]", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"a_header_that_does_not_end", "{\"a\":{", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"something_behind_the_header", "{} {}", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"a_header_that_is_no_utf_8", "{\"\xff\":0}", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"a_name_with_a_zero_in_it", "{\"a\\u0000b\":0}", 0, QUELL_NOT_A_MODEL, "header is no JSON object"},
    {"two_tensors_of_one_name", "{\"a\":" ENTRY("[1]", "[0,4]") ",\"a\":" ENTRY("[1]", "[4,8]") "}", 8,
     QUELL_NOT_A_MODEL, "duplicate"},
    {"two_metadata_of_one_name", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, QUELL_NOT_A_MODEL, "duplicate"},
    {"metadata_that_are_a_text", "{\"__metadata__\":\"network\"}", 0, QUELL_NOT_A_MODEL,
     "__metadata__ is not an object"},
    {"a_metadata_that_is_a_number", "{\"__metadata__\":{\"version\":1}}", 0, QUELL_NOT_A_MODEL,
     "metadata 'version' is not a text"},
    {"a_tensor_that_is_a_number", "{\"a\":1}", 0, QUELL_NOT_A_MODEL, "describes no tensor"},
    {"a_name_of_256_bytes", "{\"" NAME_OF_256 "\":" ENTRY("[1]", "[0,4]") "}", 4, QUELL_NOT_A_MODEL, "at most 255"},

    {"no_dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, QUELL_OTHER_MODEL, "type none"},
    {"a_dtype_of_double_precision", "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8,
     QUELL_OTHER_MODEL, "type F64"},
    {"halves_with_the_bytes_of_singles", "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
     QUELL_NOT_A_MODEL, "which its shape denies"},
    {"a_vector_of_whole_numbers", "{\"a\":" WHOLE("[4]", "[0,4]") "}", 4, QUELL_OTHER_MODEL, "a vector of type I8"},
    {"whole_numbers_without_scales", "{\"a\":" WHOLE("[2,2]", "[0,4]") "}", 4, QUELL_OTHER_MODEL,
     "no companion 'a.scale'"},
    {"scales_that_are_too_few", SCALED("[1]", "F32", "[4,8]"), 8, QUELL_OTHER_MODEL, "no companion 'a.scale'"},
    {"scales_that_are_a_matrix", SCALED("[2,1]", "F32", "[4,12]"), 12, QUELL_OTHER_MODEL, "no companion 'a.scale'"},
    {"scales_that_are_halves", SCALED("[2]", "F16", "[4,8]"), 8, QUELL_OTHER_MODEL, "no companion 'a.scale'"},
    {"scales_that_are_zero", SCALED("[2]", "F32", "[4,12]"), 12, QUELL_BAD_MODEL_VALUE,
     "'a.scale' holds a scale that is not above zero"},
    {"a_dtype_that_is_a_number", "{\"a\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, QUELL_OTHER_MODEL,
     "type none"},

    {"no_shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, QUELL_OTHER_MODEL, "0 dimensions"},
    {"a_shape_without_dimensions", ONE("[]", "[0,4]"), 4, QUELL_OTHER_MODEL, "0 dimensions"},
    {"a_shape_of_three_dimensions", ONE("[1,1,1]", "[0,4]"), 4, QUELL_OTHER_MODEL, "3 dimensions"},
    {"a_shape_that_is_an_object", ONE("{}", "[0,4]"), 4, QUELL_OTHER_MODEL, "0 dimensions"},
    {"a_dimension_of_zero", ONE("[0]", "[0,0]"), 0, QUELL_BAD_MODEL_VALUE, "size outside 1..65536"},
    {"a_negative_dimension", ONE("[-1]", "[0,4]"), 4, QUELL_BAD_MODEL_VALUE, "size outside 1..65536"},
    {"a_dimension_above_the_limit", ONE("[65537]", "[0,4]"), 4, QUELL_BAD_MODEL_VALUE, "size outside 1..65536"},
    {"a_dimension_that_is_no_whole_number", ONE("[1.0]", "[0,4]"), 4, QUELL_BAD_MODEL_VALUE, "size outside 1..65536"},
    {"a_shape_whose_product_passes_32_bits", ONE("[65536,65536]", "[0,0]"), 0, QUELL_NOT_A_MODEL,
     "which its shape denies"},
    {"a_shape_that_the_file_is_too_short_for", ONE("[65536,65536]", "[0,17179869184]"), 4, QUELL_NOT_A_MODEL,
     "cut off"},
    {"fewer_bytes_than_the_shape_has", ONE("[2]", "[0,4]"), 4, QUELL_NOT_A_MODEL, "which its shape denies"},
    {"more_bytes_than_the_shape_has", ONE("[1]", "[0,8]"), 8, QUELL_NOT_A_MODEL, "which its shape denies"},

    {"no_data_offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, QUELL_NOT_A_MODEL, "no valid data_offsets"},
    {"one_data_offset", ONE("[1]", "[0]"), 4, QUELL_NOT_A_MODEL, "no valid data_offsets"},
    {"three_data_offsets", ONE("[1]", "[0,4,8]"), 4, QUELL_NOT_A_MODEL, "no valid data_offsets"},
    {"a_negative_data_offset", ONE("[1]", "[-4,0]"), 4, QUELL_NOT_A_MODEL, "no valid data_offsets"},
    {"data_offsets_in_the_wrong_order", ONE("[1]", "[4,0]"), 4, QUELL_NOT_A_MODEL, "no valid data_offsets"},
    {"data_offsets_that_are_texts", ONE("[1]", "[\"0\",\"4\"]"), 4, QUELL_NOT_A_MODEL, "no valid data_offsets"},
    {"a_data_offset_beyond_64_bits", ONE("[1]", "[0,18446744073709551620]"), 4, QUELL_NOT_A_MODEL,
     "header is no JSON object"},
    {"a_tensor_past_the_end", TWO("[0,8]", "[8,16]"), 12, QUELL_NOT_A_MODEL, "cut off"},

    {"a_hole_between_tensors", TWO("[0,8]", "[12,20]"), 20, QUELL_NOT_A_MODEL, "leaves a hole or overlaps"},
    {"a_hole_before_the_first_tensor", ONE("[1]", "[4,8]"), 8, QUELL_NOT_A_MODEL, "leaves a hole or overlaps"},
    {"tensors_that_overlap", TWO("[0,8]", "[4,12]"), 12, QUELL_NOT_A_MODEL, "leaves a hole or overlaps"},
    {"tensors_in_one_place", TWO("[0,8]", "[0,8]"), 8, QUELL_NOT_A_MODEL, "leaves a hole or overlaps"},
    {"bytes_behind_the_last_tensor", ONE("[1]", "[0,4]"), 7, QUELL_NOT_A_MODEL, "3 bytes that belong to no tensor"},
};
#define CASES (sizeof cases / sizeof cases[0])

typedef struct {
  unsigned char *bytes; /* of exactly this size, so that a sanitizer sees a read past the end */
  size_t size;
} Bytes;

static Bytes container(const char *header, size_t header_size, size_t tensor_bytes) {
  Bytes file = {calloc(8 + header_size + tensor_bytes, 1), 8 + header_size + tensor_bytes};
  for (int i = 0; i < 8; i++)
    file.bytes[i] = (unsigned char)(header_size >> 8 * i);
  memcpy(file.bytes + 8, header, header_size);
  return file;
}

static void assert_refused(const void *bytes, size_t size, QuellStatus expected, const char *says) {
  char text[256] = "";
  ModelFile *file = (ModelFile *)text;
  const QuellStatus status = model_file_parse(bytes, size, &file, &(Message){text, sizeof text});
  if (status != expected) fail_msg("status %d instead of %d: %s", (int)status, (int)expected, text);
  assert_null(file);
  assert_says(text, says);
}

static void is_refused(void **state) {
  const Case *defect = *state;
  Bytes file = container(defect->header, strlen(defect->header), defect->bytes);
  assert_refused(file.bytes, file.size, defect->status, defect->says);
  free(file.bytes);
}

static void a_file_too_short_for_a_header_is_refused(void **state) {
  (void)state;
  assert_refused("", 0, QUELL_NOT_A_MODEL, "only 0 bytes");
  assert_refused("1234567", 7, QUELL_NOT_A_MODEL, "only 7 bytes");
}

static void a_header_longer_than_the_file_is_refused(void **state) {
  (void)state;
  assert_refused("\003\0\0\0\0\0\0\0{}", 10, QUELL_NOT_A_MODEL, "cut off inside its header");
}

static void a_file_of_another_kind_is_refused(void **state) {
  (void)state;
  assert_refused("RIFF\xff\xff\xff\xffWAVEfmt ", 16, QUELL_NOT_A_MODEL, "no safetensors file");
  assert_refused("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10, QUELL_NOT_A_MODEL, "no safetensors file");
}

static void values_that_are_not_finite_are_refused(void **state) {
  (void)state;
  static const float values[] = {NAN, -NAN, INFINITY, -INFINITY};
  static const char header[] = "{\"a\":" ENTRY("[3]", "[0,12]") "}";
  for (size_t i = 0; i < 4; i++) {
    Bytes file = container(header, strlen(header), 12);
    memcpy(file.bytes + file.size - 4 * (i % 3 + 1), &values[i], 4);
    assert_refused(file.bytes, file.size, QUELL_BAD_MODEL_VALUE, "'a' holds a value that is not finite");
    free(file.bytes);
  }
}

static void halves_that_are_not_finite_are_refused(void **state) {
  (void)state;
  static const unsigned char values[] = {0x7c, 0xfc, 0x7e};
  static const char header[] = "{\"a\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]}}";
  for (size_t i = 0; i < 3; i++) {
    Bytes file = container(header, strlen(header), 6);
    file.bytes[file.size - 2 * i - 1] = values[i];
    assert_refused(file.bytes, file.size, QUELL_BAD_MODEL_VALUE, "'a' holds a value that is not finite");
    free(file.bytes);
  }
}

/* Two rows of two whole numbers, 1 -2 and 127 -128, and these scales. */
static Bytes whole_numbers(float first, float second) {
  static const char header[] = SCALED("[2]", "F32", "[4,12]");
  static const unsigned char whole[] = {1, 254, 127, 128};
  const float scales[] = {first, second};
  Bytes file = container(header, strlen(header), 12);
  memcpy(file.bytes + file.size - 12, whole, 4);
  memcpy(file.bytes + file.size - 8, scales, 8);
  return file;
}

static void whole_numbers_are_multiplied_with_the_scale_of_their_row(void **state) {
  (void)state;
  static const float expected[] = {0.5f, -1, 254, -256};
  Bytes bytes = whole_numbers(0.5f, 2);
  ModelFile *file;
  assert_int_equal(model_file_parse(bytes.bytes, bytes.size, &file, NULL), QUELL_OK);
  assert_int_equal(file->tensor_count, 1);
  assert_int_equal(file->tensors[0].storage, STORAGE_I8);
  assert_same_bits(file->tensors[0].values, expected, 4);
  model_file_free(file);
  free(bytes.bytes);
}

static void scales_that_are_not_positive_and_finite_are_refused(void **state) {
  (void)state;
  static const float values[] = {0, -0.0f, -1, NAN, INFINITY};
  for (size_t i = 0; i < 5; i++) {
    Bytes file = whole_numbers(1, values[i]);
    assert_refused(file.bytes, file.size, QUELL_BAD_MODEL_VALUE, "'a.scale' holds a");
    free(file.bytes);
  }
}

static void whole_numbers_that_overflow_are_refused(void **state) {
  (void)state;
  Bytes file = whole_numbers(1, 1e38f);
  assert_refused(file.bytes, file.size, QUELL_BAD_MODEL_VALUE, "'a' holds a value that is not finite");
  free(file.bytes);
}

/* A header that lists so many tensors of one number each. */
static Bytes many_tensors(size_t count, int with_metadata) {
  char *header = calloc(count + 1, 80), part[80];
  size_t length = (size_t)snprintf(part, sizeof part, "{%s", with_metadata ? "\"__metadata__\":{}," : "");
  memcpy(header, part, length);
  for (size_t i = 0; i < count; i++) {
    const int size =
        snprintf(part, sizeof part, "%s\"%zu\":" ENTRY("[1]", "[%zu,%zu]"), i ? "," : "", i, 4 * i, 4 * i + 4);
    memcpy(header + length, part, (size_t)size);
    length += (size_t)size;
  }
  header[length++] = '}';
  Bytes file = container(header, length, 4 * count);
  free(header);
  return file;
}

static void as_many_tensors_as_the_limit_are_read(void **state) {
  (void)state;
  for (int with_metadata = 0; with_metadata <= 1; with_metadata++) {
    Bytes bytes = many_tensors(MODEL_TENSORS_MAX, with_metadata);
    ModelFile *file;
    assert_int_equal(model_file_parse(bytes.bytes, bytes.size, &file, NULL), QUELL_OK);
    assert_int_equal(file->tensor_count, MODEL_TENSORS_MAX);
    model_file_free(file);
    free(bytes.bytes);
  }
}

static void one_tensor_more_than_the_limit_is_refused(void **state) {
  (void)state;
  Bytes file = many_tensors(MODEL_TENSORS_MAX + 1, 0);
  assert_refused(file.bytes, file.size, QUELL_BAD_MODEL_VALUE, "4097 tensors, more than the limit of 4096");
  free(file.bytes);
}

static void a_header_of_the_longest_kind_is_read_and_one_byte_more_refused(void **state) {
  (void)state;
  char *header = malloc(MODEL_HEADER_BYTES_MAX + 1);
  memset(header, ' ', MODEL_HEADER_BYTES_MAX + 1);
  memcpy(header, "{}", 2);
  Bytes longest = container(header, MODEL_HEADER_BYTES_MAX, 0);
  ModelFile *file;
  assert_int_equal(model_file_parse(longest.bytes, longest.size, &file, NULL), QUELL_OK);
  model_file_free(file);
  Bytes longer = container(header, MODEL_HEADER_BYTES_MAX + 1, 0);
  assert_refused(longer.bytes, longer.size, QUELL_NOT_A_MODEL, "no header length");
  free(longest.bytes);
  free(longer.bytes);
  free(header);
}

/* ---- Whole models, cut or damaged ---- */

static QuellStatus open_exactly(const unsigned char *bytes, size_t size, QuellModel **model) {
  char text[256] = "";
  unsigned char *exact = malloc(size ? size : 1);
  memcpy(exact, bytes, size);
  const QuellStatus status = quell_model_open_memory(exact, size, model, text, sizeof text);
  free(exact);
  assert_true(status == QUELL_OK ? *model && !text[0] : !*model && is_one_sentence(text));
  return status;
}

static void a_model_cut_off_at_any_byte_is_refused(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    size_t size;
    QuellModel *model;
    unsigned char *bytes = model_bytes(small_model_make(kind), &size);
    for (size_t cut = 0; cut < size; cut++)
      assert_int_not_equal(open_exactly(bytes, cut, &model), QUELL_OK);
    assert_int_equal(open_exactly(bytes, size, &model), QUELL_OK);
    quell_model_free(model);
    free(bytes);
  }
}

static void assert_runs(QuellModel *model) {
  float *input = white_noise(800, 0.5f, 1);
  float *output = denoised(model, 8000, input, 800);
  assert_true(all_finite(output, 800));
  free(input);
  free(output);
}

static void a_model_with_any_byte_changed_is_refused_or_runs(void **state) {
  (void)state;
  static const unsigned char changes[] = {0x01, 0x40, 0xff};
  size_t size, runs = 0;
  QuellModel *model;
  unsigned char *bytes = model_bytes(small_model_make(0), &size);
  for (size_t at = 0; at < size; at++)
    for (size_t i = 0; i < sizeof changes; i++) {
      bytes[at] ^= changes[i];
      if (open_exactly(bytes, size, &model) == QUELL_OK) {
        runs++;
        assert_runs(model);
      }
      quell_model_free(model);
      bytes[at] ^= changes[i];
    }
  assert_true(runs > 0 && runs < 3 * size);
  free(bytes);
}

static void the_sentence_is_cut_to_the_memory_it_is_given(void **state) {
  (void)state;
  ModelFile *file;
  char text[12];
  memset(text, 'x', sizeof text);
  model_file_parse("RIFFRIFFWAVE", 12, &file, &(Message){text, 8});
  assert_string_equal(text, "this is");
  assert_int_equal(text[8], 'x');
  assert_int_equal(model_file_parse("RIFFRIFFWAVE", 12, &file, &(Message){text, 0}), QUELL_NOT_A_MODEL);
  assert_int_equal(model_file_parse("RIFFRIFFWAVE", 12, &file, &(Message){NULL, 100}), QUELL_NOT_A_MODEL);
  assert_int_equal(model_file_parse("RIFFRIFFWAVE", 12, &file, NULL), QUELL_NOT_A_MODEL);
}

static void a_name_of_several_lines_is_told_in_one(void **state) {
  (void)state;
  static const char header[] = "{\"a\\nb\\tc\":{\"dtype\":\"F64\"}}";
  Bytes file = container(header, strlen(header), 0);
  assert_refused(file.bytes, file.size, QUELL_OTHER_MODEL, "type F64");
  free(file.bytes);
}

int main(void) {
  const struct CMUnitTest others[] = {
      cmocka_unit_test(a_file_too_short_for_a_header_is_refused),
      cmocka_unit_test(a_header_longer_than_the_file_is_refused),
      cmocka_unit_test(a_file_of_another_kind_is_refused),
      cmocka_unit_test(values_that_are_not_finite_are_refused),
      cmocka_unit_test(halves_that_are_not_finite_are_refused),
      cmocka_unit_test(whole_numbers_are_multiplied_with_the_scale_of_their_row),
      cmocka_unit_test(scales_that_are_not_positive_and_finite_are_refused),
      cmocka_unit_test(whole_numbers_that_overflow_are_refused),
      cmocka_unit_test(as_many_tensors_as_the_limit_are_read),
      cmocka_unit_test(one_tensor_more_than_the_limit_is_refused),
      cmocka_unit_test(a_header_of_the_longest_kind_is_read_and_one_byte_more_refused),
      cmocka_unit_test(a_model_cut_off_at_any_byte_is_refused),
      cmocka_unit_test(a_model_with_any_byte_changed_is_refused_or_runs),
      cmocka_unit_test(the_sentence_is_cut_to_the_memory_it_is_given),
      cmocka_unit_test(a_name_of_several_lines_is_told_in_one),
  };
  struct CMUnitTest defects[CASES];
  for (size_t i = 0; i < CASES; i++)
    defects[i] = (struct CMUnitTest){cases[i].defect, is_refused, NULL, NULL, (void *)(uintptr_t)&cases[i]};
  return cmocka_run_group_tests_name("is refused", defects, NULL, NULL) +
         cmocka_run_group_tests_name("whole files", others, NULL, NULL);
}
