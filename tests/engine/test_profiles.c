/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles: how they are read, and how a denoiser changes from one to another while it runs.
 */
#include "engine/profiles.h"
#include "malformed.h"
#include "tests/small_model.h"

#include <math.h>

#define KIND SMALL_MODEL_WITH_PROFILES /* with "full" and "eco" */

static void a_model_without_profiles_has_one(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  QuellModelInfo info;
  QuellProfileInfo profile;
  quell_model_info(model, &info);
  assert_int_equal(info.profiles, 1);
  assert_int_equal(quell_model_profile(model, 0, &profile), QUELL_OK);
  assert_string_equal(profile.name, "full");
  assert_int_equal(profile.parameters, info.parameters);
  assert_true(profile.macs_per_second == info.macs_per_second);
  assert_null(profile.scores);
  assert_int_equal(quell_model_profile(model, 1, &profile), QUELL_BAD_ARGUMENT);
  quell_model_free(model);
}

/* "eco" takes first.weight_hh_l0 (30 x 10) from rank 3 to 1 and second.weight_ih_l0 (20 x 10) from 3 to 2. */
static void numbers_of_a_profile_are_counted(void **state) {
  (void)state;
  QuellModel *model = small_model(KIND);
  QuellProfileInfo full, eco;
  assert_int_equal(quell_model_find_profile(model, "eco"), 1);
  assert_int_equal(quell_model_find_profile(model, "none"), -1);
  assert_int_equal(quell_model_profile(model, 0, &full), QUELL_OK);
  assert_int_equal(quell_model_profile(model, 1, &eco), QUELL_OK);
  assert_int_equal(full.parameters - eco.parameters, 2 * (30 + 10) + 1 * (20 + 10));
  assert_true(full.macs_per_second - eco.macs_per_second == 100 * (2 * (30 + 10) + 1 * (20 + 10)));
  assert_true(eco.packed_bytes < full.packed_bytes && eco.packed_bytes >= 4 * eco.parameters);
  assert_string_equal(eco.scores, "{\"si_sdr\":9.5}");
  assert_string_equal(eco.cost, "{\"ns_per_frame\":700}");
  for (uint32_t i = 0;; i++) {
    QuellMatrixInfo matrix;
    if (quell_model_matrix(model, i, &matrix) != QUELL_OK) break;
    const int first = strcmp(matrix.name, "first.weight_hh_l0") == 0;
    const int second = strcmp(matrix.name, "second.weight_ih_l0") == 0;
    assert_int_equal(quell_model_profile_rank(model, 0, i), matrix.rank);
    assert_int_equal(quell_model_profile_rank(model, 1, i), first ? 1 : second ? 2 : matrix.rank);
  }
  quell_model_free(model);
}

static const struct {
  const char *defect, *text, *says;
} defects[] = {
    {"profiles_that_are_no_json", "eco", "must be a JSON list"},
    {"profiles_that_are_an_object", "{}", "must be a JSON list"},
    {"no_profiles", "[]", "list of 1 to 8"},
    {"nine_profiles",
     "[{\"name\":\"1\"},{\"name\":\"2\"},{\"name\":\"3\"},{\"name\":\"4\"},{\"name\":\"5\"},{\"name\":\"6\"},"
     "{\"name\":\"7\"},{\"name\":\"8\"},{\"name\":\"9\"}]",
     "list of 1 to 8"},
    {"a_profile_that_is_a_text", "[\"full\"]", "a name of its own"},
    {"a_profile_without_a_name", "[{}]", "a name of its own"},
    {"an_empty_name", "[{\"name\":\"\"}]", "a name of its own"},
    {"a_name_of_32_bytes", "[{\"name\":\"0123456789abcdef0123456789abcdef\"}]", "at most 31 bytes"},
    {"one_name_twice", "[{\"name\":\"a\"},{\"name\":\"a\"}]", "a name of its own"},
    {"ranks_that_are_a_list", "[{\"name\":\"a\",\"ranks\":[1]}]", "ranks must be an object"},
    {"a_matrix_that_is_not_there", "[{\"name\":\"a\",\"ranks\":{\"third.weight\":1}}]",
     "names 'third.weight', which is no matrix of factors"},
    {"a_matrix_that_is_dense", "[{\"name\":\"a\",\"ranks\":{\"gains.weight\":1}}]", "no matrix of factors"},
    {"a_rank_of_zero", "[{\"name\":\"a\",\"ranks\":{\"first.weight_hh_l0\":0}}]", "a rank outside 1 to 3"},
    {"a_rank_above_the_stored_one", "[{\"name\":\"a\",\"ranks\":{\"first.weight_hh_l0\":4}}]", "a rank outside 1 to 3"},
    {"a_rank_that_is_no_whole_number", "[{\"name\":\"a\",\"ranks\":{\"first.weight_hh_l0\":1.5}}]",
     "a rank outside 1 to 3"},
    {"scores_that_are_texts", "[{\"name\":\"a\",\"scores\":{\"stoi\":\"high\"}}]", "objects of numbers"},
    {"a_cost_that_is_a_number", "[{\"name\":\"a\",\"cost\":5}]", "objects of numbers"},
};
#define DEFECTS (sizeof defects / sizeof defects[0])

static void is_refused(void **state) {
  const size_t index = (size_t)(uintptr_t)*state;
  char text[256] = "";
  ModelFile *file = small_model_make(KIND);
  Profiles profiles;
  assert_int_equal(profiles_parse(defects[index].text, file, &profiles, &(Message){text, sizeof text}),
                   QUELL_OTHER_MODEL);
  assert_says(text, defects[index].says);
  profiles_clear(&profiles);
  model_file_free(file);
}

static void profiles_that_are_written_are_read_again(void **state) {
  (void)state;
  const char *text =
      "[{\"name\":\"full\"},{\"name\":\"eco\",\"ranks\":{\"first.weight_hh_l0\":1,\"second.weight_ih_l0\":2},"
      "\"scores\":{\"si_sdr\":9.5},\"cost\":{\"ns_per_frame\":700}}]";
  ModelFile *file = small_model_make(KIND);
  Profiles profiles;
  assert_int_equal(profiles_parse(text, file, &profiles, NULL), QUELL_OK);
  char *written = profiles_format(&profiles);
  assert_string_equal(written, text);
  free(written);
  profiles_clear(&profiles);
  model_file_free(file);
}

static void a_model_with_wrong_profiles_is_not_opened(void **state) {
  (void)state;
  size_t size;
  char text[256] = "";
  QuellModel *model;
  ModelFile *file = small_model_make(KIND);
  model_file_set_text(file, "profiles", "[]");
  unsigned char *bytes = model_bytes(file, &size);
  assert_int_equal(quell_model_open_memory(bytes, size, &model, text, sizeof text), QUELL_OTHER_MODEL);
  assert_says(text, "profiles are wrong");
  free(bytes);
}

/* ---- Running ---- */

/* A model of kind KIND without profiles whose factors are cut to the ranks of "eco". */
static QuellModel *cut_model(void) {
  static const struct {
    const char *name;
    uint32_t rank;
  } cuts[] = {{"first.weight_hh_l0", 1}, {"second.weight_ih_l0", 2}};
  ModelFile *whole = small_model_make(KIND), *cut = model_file_new();
  for (size_t i = 0; i < whole->text_count; i++)
    if (strcmp(whole->texts[i].key, "profiles") != 0)
      model_file_set_text(cut, whole->texts[i].key, whole->texts[i].text);
  for (size_t i = 0; i < whole->tensor_count; i++) {
    const Tensor *tensor = &whole->tensors[i];
    uint32_t rows = tensor->rows, columns = tensor->columns;
    for (size_t k = 0; k < 2; k++) {
      if (strncmp(tensor->name, cuts[k].name, strlen(cuts[k].name)) != 0) continue;
      if (strstr(tensor->name, ".left")) columns = cuts[k].rank;
      if (strstr(tensor->name, ".right")) rows = cuts[k].rank;
    }
    Tensor *copy = model_file_add(cut, tensor->name, rows, columns, tensor->dimensions);
    for (uint32_t row = 0; row < rows; row++)
      memcpy(copy->values + row * columns, tensor->values + row * tensor->columns, columns * sizeof(float));
  }
  model_file_free(whole);
  return model_from(cut);
}

enum { RATE = 16000, COUNT = 3 * RATE, HOP = RATE / 100 };

static float *run_with(QuellModel *model, uint32_t profile, const float *input) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *output = malloc(COUNT * sizeof *output);
  assert_int_equal(quell_denoiser_set_profile(denoiser, profile), QUELL_OK);
  assert_int_equal(quell_denoiser_profile(denoiser), profile);
  run(denoiser, input, output, COUNT);
  quell_denoiser_free(denoiser);
  return output;
}

static void a_profile_equals_a_model_of_its_ranks_to_the_bit(void **state) {
  (void)state;
  QuellModel *model = small_model(KIND), *cut = cut_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  float *full = run_with(model, 0, input), *eco = run_with(model, 1, input), *expected = run_with(cut, 0, input);
  assert_same_bits(eco, expected, COUNT);
  assert_true(difference_db(full, eco, COUNT) > -60);
  quell_model_free(model);
  quell_model_free(cut);
  free(input);
  free(full);
  free(eco);
  free(expected);
}

static void a_profile_that_is_not_there_changes_nothing(void **state) {
  (void)state;
  QuellModel *model = small_model(KIND);
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  assert_int_equal(quell_denoiser_set_profile(denoiser, 1), QUELL_OK);
  assert_int_equal(quell_denoiser_set_profile(denoiser, 2), QUELL_BAD_ARGUMENT);
  assert_int_equal(quell_denoiser_profile(denoiser), 1);
  quell_denoiser_reset(denoiser);
  assert_int_equal(quell_denoiser_profile(denoiser), 1);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
}

/* Runs with a change of profile every so many hops; 0: one change in the middle. */
static float *run_changing(QuellModel *model, const float *input, size_t hops) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *output = malloc(COUNT * sizeof *output);
  const uint32_t latency = quell_denoiser_latency(denoiser);
  for (size_t hop = 0; hop * HOP < COUNT; hop++) {
    const uint32_t profile = hops ? hop / hops % 2 : hop * HOP >= COUNT / 2;
    assert_int_equal(quell_denoiser_set_profile(denoiser, profile), QUELL_OK);
    assert_int_equal(quell_denoiser_latency(denoiser), latency);
    run(denoiser, input + hop * HOP, output + hop * HOP, HOP);
  }
  quell_denoiser_free(denoiser);
  return output;
}

static void after_a_change_the_sound_becomes_that_of_the_new_profile(void **state) {
  (void)state;
  QuellModel *model = small_model(KIND);
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  float *full = run_with(model, 0, input), *eco = run_with(model, 1, input), *changed = run_changing(model, input, 0);
  assert_same_bits(changed, full, COUNT / 2);
  assert_below(difference_db(changed + COUNT - RATE, eco + COUNT - RATE, RATE), -100, "a half second later, dB");
  quell_model_free(model);
  free(input);
  free(full);
  free(eco);
  free(changed);
}

/* A steady tone has no steps of its own beyond its slope: what exceeds it would be heard as a click. The second
 * difference of a tone of 200 Hz lies 44 dB below it; a step as large as the difference of two gains would stand far
 * above. */
static double roughest(const float *signal) {
  double largest = 0;
  for (size_t n = RATE / 2; n + 1 < COUNT; n++)
    largest = fmax(largest, fabs((double)signal[n + 1] - 2 * (double)signal[n] + (double)signal[n - 1]));
  return largest;
}

static void no_change_of_profile_is_rougher_than_the_sound_itself(void **state) {
  (void)state;
  QuellModel *model = small_model(KIND);
  float *input = malloc(COUNT * sizeof *input);
  for (size_t n = 0; n < COUNT; n++)
    input[n] = 0.5f * (float)sin(2 * 3.14159265358979 * 200 * (double)n / RATE);
  float *full = run_with(model, 0, input), *eco = run_with(model, 1, input);
  const double own = fmax(roughest(full), roughest(eco));
  for (size_t hops = 1; hops <= 16; hops *= 2) {
    float *changed = run_changing(model, input, hops);
    assert_below(roughest(changed), 1.1 * own, "second difference with changes every %zu hops", hops);
    free(changed);
  }
  quell_model_free(model);
  free(input);
  free(full);
  free(eco);
}

int main(void) {
  const struct CMUnitTest others[] = {
      cmocka_unit_test(a_model_without_profiles_has_one),
      cmocka_unit_test(numbers_of_a_profile_are_counted),
      cmocka_unit_test(profiles_that_are_written_are_read_again),
      cmocka_unit_test(a_model_with_wrong_profiles_is_not_opened),
      cmocka_unit_test(a_profile_equals_a_model_of_its_ranks_to_the_bit),
      cmocka_unit_test(a_profile_that_is_not_there_changes_nothing),
      cmocka_unit_test(after_a_change_the_sound_becomes_that_of_the_new_profile),
      cmocka_unit_test(no_change_of_profile_is_rougher_than_the_sound_itself),
  };
  struct CMUnitTest refused[DEFECTS];
  for (size_t i = 0; i < DEFECTS; i++)
    refused[i] = (struct CMUnitTest){defects[i].defect, is_refused, NULL, NULL, (void *)(uintptr_t)i};
  return cmocka_run_group_tests_name("is refused", refused, NULL, NULL) +
         cmocka_run_group_tests_name("profiles", others, NULL, NULL);
}
