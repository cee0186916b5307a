/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the metadata "network" may say, and which tensors it asks for.
 */
#include "engine/network_description.h"
#include "malformed.h"
#include "tests/small_model.h"

#include <stdio.h>

/* ---- The text ---- */

#define VERSION "\"version\":1,"
#define BANDS "\"bands_hz\":[100,1000],"
#define FILTER "\"filter\":{\"bins\":0,\"taps\":0},"
#define HEAD VERSION BANDS FILTER
#define GAINS "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":2,\"inputs\":[\"features\"]}"
#define NETWORK(layers) "{" HEAD "\"layers\":[" layers "]}"
/* A wrong layer before the gains. */
#define LAYER_THEN_GAINS(layer) NETWORK(layer "," GAINS)
#define WITH_FILTER(filter, layers) "{" VERSION BANDS "\"filter\":" filter ",\"layers\":[" layers "]}"
#define WITH_BANDS(bands) "{" VERSION "\"bands_hz\":" bands "," FILTER "\"layers\":[" GAINS "]}"
#define DENSE(name, size, inputs)                                                                                      \
  "{\"name\":\"" name "\",\"type\":\"dense\",\"activation\":\"tanh\",\"size\":" size ",\"inputs\":" inputs "}"
#define SHARED(axis, reach, inputs)                                                                                    \
  "{\"name\":\"a\",\"type\":\"dense\",\"size\":3,\"over\":\"" axis "\",\"reach\":" reach ",\"inputs\":" inputs "}"
#define NAME_OF_64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct {
  const char *defect, *network, *says;
} Case;

static const Case cases[] = {
    {"an_empty_text", "", "it is no JSON object"},
    {"a_text_that_is_no_json", "gains", "it is no JSON object"},
    {"a_list", "[]", "it is no JSON object"},
    {"a_member_named_twice", "{" VERSION HEAD "\"layers\":[" GAINS "]}", "it is no JSON object"},
    {"no_version", "{" BANDS FILTER "\"layers\":[" GAINS "]}", "version is not 1"},
    {"a_later_version", "{\"version\":2," BANDS FILTER "\"layers\":[" GAINS "]}", "version is not 1"},
    {"a_version_that_is_a_text", "{\"version\":\"1\"," BANDS FILTER "\"layers\":[" GAINS "]}", "version is not 1"},

    {"no_bands", "{" VERSION FILTER "\"layers\":[" GAINS "]}", "1 to 256 frequencies"},
    {"an_empty_list_of_bands", WITH_BANDS("[]"), "1 to 256 frequencies"},
    {"bands_that_are_a_number", WITH_BANDS("100"), "1 to 256 frequencies"},
    {"bands_that_fall", WITH_BANDS("[1000,100]"), "must rise"},
    {"bands_that_are_equal", WITH_BANDS("[100,100]"), "must rise"},
    {"bands_too_close_for_a_float_to_tell", WITH_BANDS("[100,100.000000001]"), "must rise"},
    {"a_band_at_0_hz", WITH_BANDS("[0,100]"), "must rise"},
    {"a_band_too_low_for_a_float", WITH_BANDS("[1e-60,100]"), "must rise"},
    {"a_negative_band", WITH_BANDS("[-1,100]"), "must rise"},
    {"a_band_above_96_khz", WITH_BANDS("[100,96000.1]"), "at most 96000 Hz"},
    {"a_band_that_is_a_text", WITH_BANDS("[\"100\",1000]"), "must rise"},
    {"a_band_that_is_no_number", WITH_BANDS("[NaN,1000]"), "it is no JSON object"},
    {"a_band_that_is_infinite", WITH_BANDS("[100,1e999]"), "it is no JSON object"},

    {"no_filter", "{" VERSION BANDS "\"layers\":[" GAINS "]}", "filter must have"},
    {"a_filter_that_is_a_number", WITH_FILTER("0", GAINS), "filter must have"},
    {"a_filter_without_taps", WITH_FILTER("{\"bins\":4,\"taps\":0}", GAINS), "filter must have"},
    {"a_filter_without_bins", WITH_FILTER("{\"bins\":0,\"taps\":2}", GAINS), "filter must have"},
    {"a_filter_of_121_bins", WITH_FILTER("{\"bins\":121,\"taps\":1}", GAINS), "filter must have bins 0 to 120"},
    {"a_filter_of_six_taps", WITH_FILTER("{\"bins\":4,\"taps\":6}", GAINS), "taps 0 to 5"},
    {"a_filter_of_fewer_than_no_bins", WITH_FILTER("{\"bins\":-1,\"taps\":1}", GAINS), "filter must have"},
    {"a_filter_without_a_layer", WITH_FILTER("{\"bins\":4,\"taps\":1}", GAINS), "a layer named filter must exist"},
    {"a_layer_for_a_filter_that_is_not_there", LAYER_THEN_GAINS(DENSE("filter", "8", "[\"features\"]")),
     "a layer named filter must exist"},
    {"a_filter_layer_of_the_wrong_size",
     WITH_FILTER("{\"bins\":4,\"taps\":2}", DENSE("filter", "8", "[\"features\"]") "," GAINS),
     "'filter' has 8 outputs, where 16 are needed"},

    {"no_layers", "{" VERSION BANDS "\"filter\":{\"bins\":0,\"taps\":0}}", "1 to 32 layers"},
    {"an_empty_list_of_layers", NETWORK(""), "1 to 32 layers"},
    {"a_layer_that_is_a_text", LAYER_THEN_GAINS("\"dense\""), "a name of its own"},
    {"a_layer_without_a_name", LAYER_THEN_GAINS("{\"type\":\"gru\",\"size\":1,\"inputs\":[\"features\"]}"),
     "a name of its own"},
    {"a_layer_with_an_empty_name", LAYER_THEN_GAINS(DENSE("", "1", "[\"features\"]")), "a name of its own"},
    {"a_layer_with_a_name_of_64_bytes", LAYER_THEN_GAINS(DENSE(NAME_OF_64, "1", "[\"features\"]")), "at most 63 bytes"},
    {"a_layer_with_a_dot_in_its_name", LAYER_THEN_GAINS(DENSE("a.weight.m", "1", "[\"features\"]")), "without a dot"},
    {"two_layers_of_one_name", NETWORK(GAINS "," GAINS), "a name of its own"},
    {"a_layer_named_like_the_features", LAYER_THEN_GAINS(DENSE("features", "1", "[\"features\"]")),
     "a name of its own"},

    {"a_layer_without_a_type", LAYER_THEN_GAINS("{\"name\":\"a\",\"size\":1,\"inputs\":[\"features\"]}"),
     "layer 'a' has a type, activation or size"},
    {"a_layer_of_an_unknown_type",
     LAYER_THEN_GAINS("{\"name\":\"a\",\"type\":\"attention\",\"size\":1,\"inputs\":[\"features\"]}"),
     "layer 'a' has a type, activation or size"},
    {"an_unknown_activation",
     LAYER_THEN_GAINS(
         "{\"name\":\"a\",\"type\":\"dense\",\"activation\":\"gelu\",\"size\":1,\"inputs\":[\"features\"]}"),
     "layer 'a' has a type, activation or size"},
    {"an_activation_that_is_a_number",
     LAYER_THEN_GAINS("{\"name\":\"a\",\"type\":\"dense\",\"activation\":1,\"size\":1,\"inputs\":[\"features\"]}"),
     "layer 'a' has a type, activation or size"},
    {"an_activation_of_a_recurrent_layer",
     LAYER_THEN_GAINS("{\"name\":\"a\",\"type\":\"gru\",\"activation\":\"tanh\",\"size\":1,\"inputs\":[\"features\"]}"),
     "layer 'a' has a type, activation or size"},
    {"a_layer_without_a_size", LAYER_THEN_GAINS("{\"name\":\"a\",\"type\":\"gru\",\"inputs\":[\"features\"]}"),
     "layer 'a' has a type, activation or size"},
    {"a_layer_of_size_0", LAYER_THEN_GAINS(DENSE("a", "0", "[\"features\"]")),
     "layer 'a' has a type, activation or size"},
    {"a_layer_of_size_4097", LAYER_THEN_GAINS(DENSE("a", "4097", "[\"features\"]")),
     "layer 'a' has a type, activation or size"},
    {"a_size_that_is_no_whole_number", LAYER_THEN_GAINS(DENSE("a", "1.5", "[\"features\"]")),
     "layer 'a' has a type, activation or size"},

    {"a_layer_without_inputs", LAYER_THEN_GAINS("{\"name\":\"a\",\"type\":\"gru\",\"size\":1}"),
     "must have 1 to 8 inputs"},
    {"an_empty_list_of_inputs", LAYER_THEN_GAINS(DENSE("a", "1", "[]")), "must have 1 to 8 inputs"},
    {"nine_inputs",
     LAYER_THEN_GAINS(
         DENSE("a", "1",
               "[\"features\",\"features\",\"features\",\"features\",\"features\",\"features\",\"features\","
               "\"features\",\"features\"]")),
     "must have 1 to 8 inputs"},
    {"an_input_that_is_no_layer", LAYER_THEN_GAINS(DENSE("a", "1", "[\"b\"]")),
     "'a' has an input that is no earlier layer"},
    {"an_input_that_is_a_number", LAYER_THEN_GAINS(DENSE("a", "1", "[0]")),
     "'a' has an input that is no earlier layer"},
    {"a_layer_that_is_its_own_input", LAYER_THEN_GAINS(DENSE("a", "1", "[\"a\"]")),
     "'a' has an input that is no earlier layer"},
    {"a_layer_over_something_unknown", LAYER_THEN_GAINS(SHARED("frames", "1", "[\"features\"]")),
     "'a' is shared over something that is not there"},
    {"a_layer_over_a_number",
     LAYER_THEN_GAINS("{\"name\":\"a\",\"type\":\"dense\",\"size\":1,\"over\":2,\"inputs\":[]}"),
     "'a' is shared over something that is not there"},
    {"a_layer_over_bins_without_a_filter", LAYER_THEN_GAINS(SHARED("bins", "1", "[\"features\"]")),
     "'a' is shared over something that is not there"},
    {"a_reach_of_nine", LAYER_THEN_GAINS(SHARED("bands", "9", "[\"features\"]")), "a reach beyond 0 to 8"},
    {"a_reach_below_zero", LAYER_THEN_GAINS(SHARED("bands", "-1", "[\"features\"]")), "a reach beyond 0 to 8"},
    {"a_reach_of_a_layer_that_is_not_shared", LAYER_THEN_GAINS(SHARED("nothing", "1", "[\"features\"]")),
     "a reach beyond 0 to 8"},
    {"an_input_that_no_band_has_a_part_of",
     NETWORK(DENSE("odd", "3", "[\"features\"]") "," SHARED("bands", "1", "[\"odd\"]") "," GAINS),
     "'a' has an input that cannot be split over its bands"},
    {"an_input_that_comes_later", LAYER_THEN_GAINS(DENSE("a", "1", "[\"gains\"]")),
     "'a' has an input that is no earlier layer"},

    {"no_layer_of_gains", NETWORK(DENSE("gain", "2", "[\"features\"]")), "no layer named gains"},
    {"gains_that_are_not_as_many_as_bands", NETWORK(DENSE("gains", "3", "[\"features\"]")),
     "'gains' has 3 outputs, where 2 are needed"},
    {"a_voice_of_two_numbers", LAYER_THEN_GAINS(DENSE("voice", "2", "[\"features\"]")),
     "'voice' has 2 outputs, where 1 are needed"},
};
#define CASES (sizeof cases / sizeof cases[0])

static NetworkDescription description;

static void assert_wrong(const char *network, const char *says) {
  char text[256] = "";
  assert_int_equal(network_description_parse(network, &description, &(Message){text, sizeof text}), QUELL_OTHER_MODEL);
  assert_says(text, says);
}

static void is_refused(void **state) {
  const Case *defect = *state;
  assert_wrong(defect->network, defect->says);
}

static void assert_parses(const char *network) {
  char text[256] = "";
  if (network_description_parse(network, &description, &(Message){text, sizeof text}) != QUELL_OK)
    fail_msg("%s: %s", network, text);
}

/* A list of so many times the same kind of text, with its number in it. */
static char *list(const char *head, const char *format, int count, const char *tail) {
  char *text = malloc(200 * (size_t)count + 500);
  size_t length = (size_t)sprintf(text, "%s", head);
  for (int i = 1; i <= count; i++) {
    length += (size_t)sprintf(text + length, i > 1 ? "," : "");
    for (const char *c = format; *c; c++)
      length += *c == '#' ? (size_t)sprintf(text + length, "%d", i) : (size_t)sprintf(text + length, "%c", *c);
  }
  sprintf(text + length, "%s", tail);
  return text;
}

static void as_many_bands_as_the_limit_are_read_and_no_more(void **state) {
  (void)state;
  char tail[300];
  for (int count = BANDS_MAX; count <= BANDS_MAX + 1; count++) {
    snprintf(tail, sizeof tail, "]," FILTER "\"layers\":[" DENSE("gains", "%d", "[\"features\"]") "]}", count);
    char *network = list("{" VERSION "\"bands_hz\":[", "#0", count, tail);
    if (count == BANDS_MAX)
      assert_parses(network);
    else
      assert_wrong(network, "1 to 256 frequencies");
    free(network);
  }
}

static void as_many_layers_as_the_limit_are_read_and_no_more(void **state) {
  (void)state;
  for (int count = LAYERS_MAX; count <= LAYERS_MAX + 1; count++) {
    char *network = list("{" HEAD "\"layers\":[", DENSE("a#", "1", "[\"features\"]"), count - 1, "," GAINS "]}");
    if (count == LAYERS_MAX)
      assert_parses(network);
    else
      assert_wrong(network, "1 to 32 layers");
    free(network);
  }
}

static void the_largest_sizes_are_read(void **state) {
  (void)state;
  assert_parses(LAYER_THEN_GAINS(DENSE("a", "4096", "[\"features\",\"features\"]")));
  assert_parses(WITH_BANDS("[50,96000]"));
  assert_parses(WITH_FILTER("{\"bins\":120,\"taps\":5}", DENSE("filter", "1200", "[\"features\"]") "," GAINS));
}

static void sizes_of_inputs_add_up(void **state) {
  (void)state;
  assert_parses(WITH_FILTER("{\"bins\":3,\"taps\":1}", DENSE("a", "7", "[\"features\"]") "," DENSE(
                                                           "filter", "6", "[\"a\",\"features\",\"a\"]") "," GAINS));
  assert_int_equal(description.feature_count, 2 * 2 + 2 * 3);
  assert_int_equal(description.layers[1].input_size, 7 + 10 + 7);
  assert_int_equal(description.gains, 2);
  assert_int_equal(description.filter, 1);
  assert_int_equal(description.voice, -1);
}

static void an_activation_that_is_not_named_is_none(void **state) {
  (void)state;
  assert_parses(NETWORK("{\"name\":\"gains\",\"type\":\"dense\",\"size\":2,\"inputs\":[\"features\"]}"));
  assert_int_equal(description.layers[0].activation, ACTIVATION_LINEAR);
}

static void a_description_written_out_is_read_as_the_same(void **state) {
  (void)state;
  for (unsigned kind = 0; kind <= SMALL_MODELS; kind++) {
    QuellModel *model = kind < SMALL_MODELS ? small_model(kind) : default_model();
    assert_parses(quell_model_text(model, "network"));
    NetworkDescription first = description;
    char *text = network_description_format(&first);
    assert_parses(text);
    assert_memory_equal(&first, &description, sizeof first);
    free(text);
    quell_model_free(model);
  }
}

static void a_description_that_cannot_be_written_whole_is_not_written(void **state) {
  (void)state;
  assert_parses(LAYER_THEN_GAINS(DENSE("a", "1", "[\"features\"]")));
  strcpy(description.layers[0].name, "caf\xe9");
  assert_null(network_description_format(&description));
}

/* ---- The tensors ---- */

#define TENSORS_OF                                                                                                     \
  "{" HEAD "\"layers\":[" DENSE(                                                                                       \
      "one", "1", "[\"features\"]") ","                                                                                \
                                    "{\"name\":\"memory\",\"type\":\"gru\",\"size\":3,\"inputs\":[\"one\"]},"          \
                                    "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"sigmoid\",\"size\":2,"    \
                                    "\"inputs\":[\"memory\"]}]}"

static const struct {
  const char *name;
  uint32_t rows, columns;
  int dimensions;
} tensors[] = {{"one.weight", 1, 4, 2},          {"one.bias", 1, 1, 1},          {"memory.weight_ih_l0", 9, 1, 2},
               {"memory.weight_hh_l0", 9, 3, 2}, {"memory.bias_ih_l0", 9, 1, 1}, {"memory.bias_hh_l0", 9, 1, 1},
               {"gains.weight", 2, 3, 2},        {"gains.bias", 2, 1, 1}};
#define TENSORS (sizeof tensors / sizeof tensors[0])

/* All tensors but one. */
static ModelFile *file_without(const char *name) {
  assert_parses(TENSORS_OF);
  ModelFile *file = model_file_new();
  for (size_t i = 0; i < TENSORS; i++)
    if (strcmp(tensors[i].name, name) != 0)
      model_file_add(file, tensors[i].name, tensors[i].rows, tensors[i].columns, tensors[i].dimensions);
  return file;
}

static void assert_check(ModelFile *file, const char *says) {
  char text[256] = "";
  const QuellStatus status = network_description_check(&description, file, &(Message){text, sizeof text});
  model_file_free(file);
  assert_int_equal(status, says ? QUELL_OTHER_MODEL : QUELL_OK);
  if (says) assert_says(text, says);
}

static void a_file_with_all_tensors_is_good(void **state) {
  (void)state;
  assert_check(file_without(""), NULL);
}

static void any_missing_tensor_is_named(void **state) {
  (void)state;
  for (size_t i = 0; i < TENSORS; i++) {
    char says[100];
    snprintf(says, sizeof says, "'%s' of %u x %u", tensors[i].name, tensors[i].rows, tensors[i].columns);
    assert_check(file_without(tensors[i].name), says);
  }
}

static void a_tensor_of_the_wrong_shape_is_refused(void **state) {
  (void)state;
  ModelFile *file = file_without("gains.weight");
  model_file_add(file, "gains.weight", 3, 2, 2);
  assert_check(file, "'gains.weight' of 2 x 3");
}

static void a_bias_of_two_dimensions_is_refused(void **state) {
  (void)state;
  ModelFile *file = file_without("gains.bias");
  model_file_add(file, "gains.bias", 2, 1, 2);
  assert_check(file, "'gains.bias' of 2 x 1");
}

static void a_weight_of_one_dimension_is_refused(void **state) {
  (void)state;
  ModelFile *file = file_without("memory.weight_ih_l0");
  model_file_add(file, "memory.weight_ih_l0", 9, 1, 1);
  assert_check(file, "'memory.weight_ih_l0' of 9 x 1");
}

static void a_tensor_too_many_is_refused(void **state) {
  (void)state;
  ModelFile *file = file_without("");
  model_file_add(file, "other.weight", 2, 3, 2);
  assert_check(file, "holds 9 tensors, where the network has 8");
}

static ModelFile *file_with_factors(const char *name, uint32_t left_rows, uint32_t left_columns, uint32_t right_rows,
                                    uint32_t right_columns) {
  ModelFile *file = file_without(name);
  char full[100];
  snprintf(full, sizeof full, "%s.left", name);
  if (left_rows) model_file_add(file, full, left_rows, left_columns, 2);
  snprintf(full, sizeof full, "%s.right", name);
  if (right_rows) model_file_add(file, full, right_rows, right_columns, 2);
  return file;
}

static void any_matrix_may_be_a_pair_of_factors(void **state) {
  (void)state;
  assert_check(file_with_factors("one.weight", 1, 1, 1, 4), NULL);
  assert_check(file_with_factors("memory.weight_ih_l0", 9, 1, 1, 1), NULL);
  assert_check(file_with_factors("memory.weight_hh_l0", 9, 2, 2, 3), NULL);
  assert_check(file_with_factors("gains.weight", 2, 1, 1, 3), NULL);
}

static void a_bias_is_never_a_pair_of_factors(void **state) {
  (void)state;
  assert_check(file_with_factors("gains.bias", 2, 1, 1, 1), "'gains.bias' of 2 x 1");
}

static void a_factor_without_the_other_is_refused(void **state) {
  (void)state;
  assert_check(file_with_factors("gains.weight", 2, 1, 0, 0), "'gains.weight' of 2 x 3, or one factor pair");
  assert_check(file_with_factors("gains.weight", 0, 0, 1, 3), "'gains.weight' of 2 x 3, or one factor pair");
}

static void factors_of_different_ranks_are_refused(void **state) {
  (void)state;
  assert_check(file_with_factors("gains.weight", 2, 1, 2, 3), "'gains.weight' of 2 x 3, or one factor pair");
}

static void a_matrix_beside_its_factors_is_refused(void **state) {
  (void)state;
  ModelFile *file = file_with_factors("gains.weight", 2, 1, 1, 3);
  model_file_add(file, "gains.weight", 2, 3, 2);
  assert_check(file, "'gains.weight' of 2 x 3, or one factor pair");
}

int main(void) {
  const struct CMUnitTest others[] = {
      cmocka_unit_test(as_many_bands_as_the_limit_are_read_and_no_more),
      cmocka_unit_test(as_many_layers_as_the_limit_are_read_and_no_more),
      cmocka_unit_test(the_largest_sizes_are_read),
      cmocka_unit_test(sizes_of_inputs_add_up),
      cmocka_unit_test(an_activation_that_is_not_named_is_none),
      cmocka_unit_test(a_description_written_out_is_read_as_the_same),
      cmocka_unit_test(a_description_that_cannot_be_written_whole_is_not_written),
      cmocka_unit_test(a_file_with_all_tensors_is_good),
      cmocka_unit_test(any_missing_tensor_is_named),
      cmocka_unit_test(a_tensor_of_the_wrong_shape_is_refused),
      cmocka_unit_test(a_bias_of_two_dimensions_is_refused),
      cmocka_unit_test(a_weight_of_one_dimension_is_refused),
      cmocka_unit_test(a_tensor_too_many_is_refused),
      cmocka_unit_test(any_matrix_may_be_a_pair_of_factors),
      cmocka_unit_test(a_bias_is_never_a_pair_of_factors),
      cmocka_unit_test(a_factor_without_the_other_is_refused),
      cmocka_unit_test(factors_of_different_ranks_are_refused),
      cmocka_unit_test(a_matrix_beside_its_factors_is_refused),
  };
  struct CMUnitTest defects[CASES];
  for (size_t i = 0; i < CASES; i++)
    defects[i] = (struct CMUnitTest){cases[i].defect, is_refused, NULL, NULL, (void *)(uintptr_t)&cases[i]};
  return cmocka_run_group_tests_name("is refused", defects, NULL, NULL) +
         cmocka_run_group_tests_name("descriptions and tensors", others, NULL, NULL);
}
