/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A model: how it is opened, what it says of itself, when it goes.
 */
#include "malformed.h"
#include "tests/small_model.h"

static void missing_arguments_are_refused(void **state) {
  (void)state;
  char text[200] = "";
  QuellModel *model = (QuellModel *)text;
  assert_int_equal(quell_model_open_memory(NULL, 10, &model, text, sizeof text), QUELL_BAD_ARGUMENT);
  assert_null(model);
  assert_says(text, "no memory was given");
  model = (QuellModel *)text;
  assert_int_equal(quell_model_open_file(NULL, &model, text, sizeof text), QUELL_BAD_ARGUMENT);
  assert_null(model);
  assert_says(text, "no path was given");
}

static void a_missing_place_for_the_model_is_refused(void **state) {
  (void)state;
  char text[200] = "";
  assert_int_equal(quell_model_open_memory("", 0, NULL, text, sizeof text), QUELL_BAD_ARGUMENT);
  assert_says(text, "no place");
  assert_int_equal(quell_model_open_file("model", NULL, text, sizeof text), QUELL_BAD_ARGUMENT);
  assert_int_equal(quell_model_open_default(NULL, text, sizeof text), QUELL_BAD_ARGUMENT);
}

static void no_model_may_be_freed(void **state) {
  (void)state;
  quell_model_free(NULL);
}

static void assert_other_model(ModelFile *file, const char *says) {
  size_t size;
  char text[256] = "";
  QuellModel *model = (QuellModel *)text;
  unsigned char *bytes = model_bytes(file, &size);
  assert_int_equal(quell_model_open_memory(bytes, size, &model, text, sizeof text), QUELL_OTHER_MODEL);
  assert_null(model);
  assert_says(text, says);
  free(bytes);
}

static void a_file_without_a_network_is_another_model(void **state) {
  (void)state;
  ModelFile *file = model_file_new();
  model_file_add(file, "layer.weight", 2, 2, 2);
  assert_other_model(file, "its metadata has no entry 'network'");
}

static void a_wrong_description_is_told(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  model_file_set_text(file, "network", "{}");
  assert_other_model(file, "version is not 1");
}

static void a_missing_tensor_is_told(void **state) {
  (void)state;
  ModelFile *file = small_model_make(0);
  model_file_add(file, "spare", 1, 1, 1);
  assert_other_model(file, "tensors, where the network has");
}

static void the_built_in_model_opens_and_names_its_licence(void **state) {
  (void)state;
  QuellModel *model = default_model();
  assert_non_null(quell_model_text(model, "licence"));
  assert_non_null(quell_model_text(model, "training_data"));
  assert_non_null(quell_model_text(model, "network"));
  quell_model_free(model);
}

static void a_text_that_is_not_there_is_none(void **state) {
  (void)state;
  QuellModel *model = small_model(0);
  assert_null(quell_model_text(model, "no such key"));
  assert_string_equal(quell_model_text(model, "format"), "quell");
  quell_model_free(model);
}

/* Kind 1: dense 16 -> 5 (factors), gru 5 -> 9 (input dense, recurrence as factors), filter 14 -> 30 (factors), gains
 * 9 -> 3 (dense), voice 9 -> 1 (factors); rank 3 all over. */
static void numbers_of_a_model_are_counted(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  QuellModelInfo info;
  quell_model_info(model, &info);
  const uint64_t biases = 5 + 2 * 27 + 30 + 3 + 1;
  const uint64_t dense = 16 * 5 + 27 * 5 + 27 * 9 + 14 * 30 + 9 * 3 + 9 * 1;
  const uint64_t weights = 3 * (16 + 5) + 27 * 5 + 3 * (27 + 9) + 3 * (14 + 30) + 9 * 3 + 3 * (9 + 1);
  assert_int_equal(info.parameters, biases + weights);
  assert_int_equal(info.dense_parameters, biases + dense);
  assert_int_equal(info.bytes, 4 * (biases + weights));
  assert_int_equal(info.matrices, 6);
  assert_true(info.frames_per_second == 100);
  assert_true(info.macs_per_second == 100.0 * (double)weights);
  quell_model_free(model);
}

static const QuellMatrixInfo *find_matrix(const QuellModel *model, const char *name, QuellMatrixInfo *matrix) {
  for (uint32_t i = 0; quell_model_matrix(model, i, matrix) == QUELL_OK; i++)
    if (strcmp(matrix->name, name) == 0) return matrix;
  fail_msg("there is no matrix '%s'", name);
  return NULL;
}

static void assert_matrix(const QuellModel *model, const char *name, uint32_t rows, uint32_t columns, uint32_t rank) {
  QuellMatrixInfo matrix;
  find_matrix(model, name, &matrix);
  if (matrix.rows != rows || matrix.columns != columns || matrix.rank != rank)
    fail_msg("'%s' is %u x %u of rank %u", name, matrix.rows, matrix.columns, matrix.rank);
}

static void every_matrix_is_listed_with_its_rank(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  QuellMatrixInfo matrix;
  assert_matrix(model, "in.weight", 5, 16, 3);
  assert_matrix(model, "memory.weight_ih_l0", 27, 5, 0);
  assert_matrix(model, "memory.weight_hh_l0", 27, 9, 3);
  assert_matrix(model, "filter.weight", 30, 14, 3);
  assert_matrix(model, "gains.weight", 3, 9, 0);
  assert_matrix(model, "voice.weight", 1, 9, 3);
  assert_int_equal(quell_model_matrix(model, 6, &matrix), QUELL_BAD_ARGUMENT);
  assert_int_equal(quell_model_matrix(model, UINT32_MAX, &matrix), QUELL_BAD_ARGUMENT);
  quell_model_free(model);
}

static void a_factored_model_sounds_like_its_product(void **state) {
  (void)state;
  ModelFile *factored = small_model_make(1), *dense = model_file_new();
  for (size_t i = 0; i < factored->text_count; i++)
    model_file_set_text(dense, factored->texts[i].key, factored->texts[i].text);
  for (size_t i = 0; i < factored->tensor_count; i++) {
    const Tensor *left = &factored->tensors[i], *right = &factored->tensors[i + 1];
    const size_t length = strlen(left->name);
    const int pair = length > 5 && strcmp(left->name + length - 5, ".left") == 0;
    char name[100] = "";
    memcpy(name, left->name, pair ? length - 5 : length);
    Tensor *product = model_file_add(dense, name, left->rows, pair ? right->columns : left->columns, left->dimensions);
    for (uint32_t row = 0; row < product->rows; row++)
      for (uint32_t column = 0; column < product->columns; column++) {
        double sum = pair ? 0 : left->values[row * left->columns + column];
        for (uint32_t k = 0; pair && k < left->columns; k++)
          sum += (double)left->values[row * left->columns + k] * right->values[k * right->columns + column];
        product->values[row * product->columns + column] = (float)sum;
      }
    i += (size_t)pair;
  }
  QuellModel *first = model_from(factored), *second = model_from(dense);
  float *input = noisy_speech(16000, 16000, 3900, 1);
  float *output = denoised(first, 16000, input, 16000), *expected = denoised(second, 16000, input, 16000);
  assert_below(difference_db(output, expected, 16000), -80, "difference in dB");
  quell_model_free(first);
  quell_model_free(second);
  free(input);
  free(output);
  free(expected);
}

static void every_status_has_a_sentence(void **state) {
  (void)state;
  for (int status = -1; status <= QUELL_STATUS_COUNT; status++) {
    assert_true(is_one_sentence(quell_status_text((QuellStatus)status)));
    for (int other = 0; other < status && status < QUELL_STATUS_COUNT; other++)
      assert_string_not_equal(quell_status_text((QuellStatus)status), quell_status_text((QuellStatus)other));
  }
}

static void the_version_is_three_numbers(void **state) {
  (void)state;
  int numbers[3], end = 0;
  assert_int_equal(sscanf(quell_version(), "%d.%d.%d%n", &numbers[0], &numbers[1], &numbers[2], &end), 3);
  assert_int_equal(end, strlen(quell_version()));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(missing_arguments_are_refused),
      cmocka_unit_test(a_missing_place_for_the_model_is_refused),
      cmocka_unit_test(no_model_may_be_freed),
      cmocka_unit_test(a_file_without_a_network_is_another_model),
      cmocka_unit_test(a_wrong_description_is_told),
      cmocka_unit_test(a_missing_tensor_is_told),
      cmocka_unit_test(the_built_in_model_opens_and_names_its_licence),
      cmocka_unit_test(a_text_that_is_not_there_is_none),
      cmocka_unit_test(numbers_of_a_model_are_counted),
      cmocka_unit_test(every_matrix_is_listed_with_its_rank),
      cmocka_unit_test(a_factored_model_sounds_like_its_product),
      cmocka_unit_test(every_status_has_a_sentence),
      cmocka_unit_test(the_version_is_three_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
