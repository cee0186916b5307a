/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a search has found, as numbers, JSON, tables and files.
 */
#include "offline/rank/tune_result.h"
#include "offline/rank/tune_result_text.h"
#include "tests/small_model.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define RATE 16000
#define KIND 3

/* A search for one network with its first matrix at rank 1, which was tried alone at ranks 2, 1 and 2 again. */
typedef struct {
  ModelFile *model;
  NetworkDescription description;
  UtteranceSet set;
  CandidateSet candidates;
  Evaluator *evaluator;
  Tuner tuner;
  TunePoint point;
  TuneCurvePoint curve[3];
  RelativeLoss confirmation;
  TuneResult result;
  char text[400];
  Message message;
} Search;

static Search made;

static void add_utterance(void) {
  static float clean[RATE], noisy[RATE];
  for (int n = 0; n < RATE; n++) {
    clean[n] = (float)(0.3 * sin(0.08 * n) * fmax(0, sin(0.001 * n)));
    noisy[n] = clean[n] + 0.05f * (float)sin(1.7 * n);
  }
  assert_true(utterance_set_add(&made.set, &made.description, "made", RATE, noisy, clean, RATE));
}

static void make_search(void) {
  made.message = (Message){made.text, sizeof made.text};
  made.model = small_model_make(KIND);
  assert_int_equal(network_description_parse(model_file_text(made.model, "network"), &made.description, &made.message),
                   QUELL_OK);
  add_utterance();
  assert_true(candidates_make(&made.description, made.model, &(CandidateOptions){.threads = 1}, &made.candidates,
                              &made.message));
  made.evaluator = evaluator_create(&made.description, made.model, &made.set, score_find("loss"), 1, &made.message);
  assert_non_null(made.evaluator);
}

static int open_search(void **state) {
  (void)state;
  made = (Search){0};
  make_search();
  made.point = (TunePoint){.strategy = "joint", .target = 0.014, .benefit = -2, .loss = {0.01, 0.012}};
  made.point.choice.ranks[0] = 1;
  made.point.parameters = choice_parameters(&made.candidates, &made.point.choice);
  const uint32_t ranks[] = {2, 1, 2};
  for (int i = 0; i < 3; i++)
    made.curve[i] = (TuneCurvePoint){.candidate = 0, .rank = ranks[i], .benefit = -1, .loss = {0.1 / ranks[i], 0.2}};
  made.tuner = (Tuner){.candidates = &made.candidates,
                       .evaluator = made.evaluator,
                       .message = &made.message,
                       .points = &made.point,
                       .point_count = 1,
                       .curve = made.curve,
                       .curve_count = 3};
  tune_options_defaults(&made.tuner.options);
  made.tuner.options.targets[0] = 0.014;
  made.tuner.options.target_count = 1;
  made.confirmation = (RelativeLoss){0.011, 0.013};
  static uint32_t profile_ranks[CANDIDATES_MAX] = {1, 2};
  const ProfileResult profiles[] = {
      {"full", 0.014, NAN, profile_ranks, 99, 396, NAN, -2, {0.01, 0.012}, {0.011, 0.013}, 1},
      {"eco", NAN, 8, profile_ranks, 55, 220, NAN, -3, {0.2, 0.3}, {0.25, 0.35}, 0}};
  const TuneResultSource source = {.profiles = profiles,
                                   .profile_count = 2,
                                   .model = "folder/made.safetensors",
                                   .score = score_find("loss"),
                                   .factors = "plain",
                                   .chosen = &made.point,
                                   .confirmation = &made.confirmation,
                                   .confirmation_count = 9};
  assert_true(tune_result_make(&made.tuner, &source, &made.result));
  return 0;
}

static int close_search(void **state) {
  (void)state;
  tune_result_clear(&made.result);
  evaluator_free(made.evaluator);
  candidates_clear(&made.candidates);
  utterance_set_clear(&made.set);
  model_file_free(made.model);
  return 0;
}

/* ---- Numbers ---- */

static void the_first_network_is_the_reference(void **state) {
  (void)state;
  assert_int_equal(made.result.network_count, 2);
  assert_string_equal(made.result.networks[0].strategy, "reference");
  assert_float_equal(made.result.networks[0].benefit, evaluator_reference(made.evaluator)[0], 1e-12);
  assert_true(made.result.networks[0].search.loss == 0);
}

static void the_chosen_network_is_known_and_alone_is_confirmed(void **state) {
  (void)state;
  assert_int_equal(made.result.chosen, 1);
  assert_true(made.result.networks[1].is_confirmed && !made.result.networks[0].is_confirmed);
  assert_true(made.result.networks[1].confirmation.bound == 0.013);
  assert_int_equal(made.result.networks[1].ranks[0], 1);
}

static void curves_ascend_and_hold_each_rank_once(void **state) {
  (void)state;
  const MatrixResult *matrix = &made.result.matrices[0];
  assert_int_equal(matrix->curve_count, 2);
  assert_int_equal(matrix->curve[0].rank, 1);
  assert_int_equal(matrix->curve[1].rank, 2);
  assert_int_equal(made.result.matrices[1].curve_count, 0);
}

static void errors_of_truncation_are_the_tails_of_the_singular_values(void **state) {
  (void)state;
  const MatrixResult *matrix = &made.result.matrices[0];
  double whole = 0;
  for (uint32_t k = 0; k < matrix->value_count; k++)
    whole += matrix->plain_values[k] * matrix->plain_values[k];
  const double left = 1 - matrix->plain_values[0] * matrix->plain_values[0] / whole;
  assert_float_equal(matrix->curve[0].plain_error, left, 1e-9);
  assert_float_equal(matrix->curve[0].chosen_error, left, 1e-9);
}

static void times_are_unknown_when_nothing_was_measured(void **state) {
  (void)state;
  assert_true(isnan(made.result.networks[0].nanoseconds));
}

static const Claim *find_claim(const TuneResult *result, const char *words) {
  for (size_t i = 0; i < result->claim_count; i++)
    if (strstr(result->claims[i].promise, words)) return &result->claims[i];
  return NULL;
}

static TuneResult with_bound(double bound) {
  TuneResult result;
  made.confirmation.bound = bound;
  const TuneResultSource source = {
      .factors = "plain", .chosen = &made.point, .confirmation = &made.confirmation, .confirmation_count = 9};
  assert_true(tune_result_make(&made.tuner, &source, &result));
  return result;
}

static void the_promise_holds_when_the_bound_keeps_the_target(void **state) {
  (void)state;
  for (int keeps = 0; keeps < 2; keeps++) {
    TuneResult result = with_bound(keeps ? 0.0139 : 0.0141);
    const Claim *promise = find_claim(&result, "on recordings that nothing was chosen by");
    assert_non_null(promise);
    assert_int_equal(promise->holds, keeps);
    assert_non_null(strstr(promise->finding, "9 recordings"));
    assert_true(promise->confidence == 0.95);
    tune_result_clear(&result);
  }
}

static void a_search_that_chose_nothing_claims_one_thing_that_does_not_hold(void **state) {
  (void)state;
  TuneResult result;
  const TuneResultSource source = {.factors = "plain"};
  assert_true(tune_result_make(&made.tuner, &source, &result));
  assert_int_equal(result.claim_count, 1);
  assert_false(result.claims[0].holds);
  tune_result_clear(&result);
}

static void a_strategy_s_answer_to_a_target_is_its_best_network(void **state) {
  (void)state;
  assert_int_equal(made.result.answer_count, 1);
  assert_string_equal(made.result.answers[0].strategy, "joint");
  assert_true(made.result.answers[0].target == 0.014);
  assert_int_equal(made.result.answers[0].network, 1);
}

static void each_profile_has_a_claim_that_holds_when_it_was_kept(void **state) {
  (void)state;
  const Claim *full = find_claim(&made.result, "Profile full: at most 1.40 %");
  const Claim *eco = find_claim(&made.result, "Profile eco costs 8.00 times less");
  assert_true(full && eco && full->holds && !eco->holds);
  assert_int_equal(made.result.profiles[1].ranks[1], 2);
}

static void a_factored_matrix_costs_what_its_pair_takes(void **state) {
  (void)state;
  const MatrixResult *matrix = &made.result.matrices[0];
  assert_int_equal(matrix->before.parameters, matrix->stored_rank * (matrix->rows + matrix->columns));
  assert_int_equal(matrix->after.parameters, matrix->rows + matrix->columns);
  assert_int_equal(matrix->after.bytes, 4 * (matrix->rows + matrix->columns));
}

/* ---- Texts ---- */

static void the_json_tells_ranks_and_leaves_unknown_numbers_null(void **state) {
  (void)state;
  char *text = tune_result_json(&made.result);
  json_t *root = json_loads(text, 0, NULL);
  assert_non_null(root);
  const json_t *network = json_array_get(json_object_get(root, "networks"), 1);
  const json_t *ranks = json_object_get(network, "ranks");
  assert_int_equal(json_integer_value(json_object_get(ranks, made.result.matrices[0].name)), 1);
  assert_true(json_is_null(json_object_get(network, "nanoseconds")));
  assert_int_equal(json_integer_value(json_object_get(root, "chosen")), 1);
  json_decref(root);
  free(text);
}

static void a_result_that_is_read_again_is_the_same(void **state) {
  (void)state;
  TuneResult result;
  char *text = tune_result_json(&made.result);
  assert_true(tune_result_parse(text, strlen(text), &result, &made.message));
  char *again = tune_result_json(&result);
  assert_string_equal(again, text);
  assert_string_equal(result.model, "made.safetensors");
  tune_result_clear(&result);
  free(again);
  free(text);
}

static void a_name_that_is_no_text_is_left_empty(void **state) {
  (void)state;
  TuneResult result, named = made.result;
  strcpy(named.model, "m\xff.safetensors");
  char *text = tune_result_json(&named);
  assert_true(tune_result_parse(text, strlen(text), &result, &made.message));
  assert_string_equal(result.model, "");
  tune_result_clear(&result);
  free(text);
}

/* Each kind of field once, an index past the end, a list that is too short, and no JSON at all. */
static void a_result_that_was_tampered_with_is_refused_with_the_field_s_name(void **state) {
  (void)state;
  static const struct {
    const char *name, *from, *to;
  } changes[] = {
      {"score", "\"score\": \"loss\"", "\"score\": 3"},
      {"search_recordings", "\"search_recordings\": 1", "\"search_recordings\": -1"},
      {"holds", "\"holds\": true", "\"holds\": 1"},
      {"chosen", "\"chosen\": 1", "\"chosen\": 2"},
      {"network", "\"network\": 1", "\"network\": 7"},
      {"confidence", "\"confidence\": 0.9", "\"assurance\": 0.9"},
      {"curve", "\"curve\": [", "\"curves\": ["},
      {"it is not JSON", "{", "("},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    TuneResult result;
    char *text = tune_result_json(&made.result), changed[1 << 16];
    const char *at = strstr(text, changes[i].from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, changes[i].to, at + strlen(changes[i].from));
    assert_false(tune_result_parse(changed, strlen(changed), &result, &made.message));
    assert_non_null(strstr(made.text, changes[i].name));
    tune_result_clear(&result);
    free(text);
  }
}

/* Fields of each line; -1 when lines differ. */
static int fields_of(const char *table) {
  int first = -1, fields = 1;
  for (const char *at = table; *at; at++) {
    fields += *at == ',';
    if (*at != '\n') continue;
    if (first >= 0 && fields != first) return -1;
    first = fields;
    fields = 1;
  }
  return first;
}

static void every_row_of_a_table_has_as_many_fields_as_its_header(void **state) {
  (void)state;
  char *(*const tables[])(const TuneResult *) = {tune_result_matrices_csv, tune_result_values_csv,
                                                 tune_result_curves_csv, tune_result_networks_csv};
  const int expected[] = {17, 4, 7, 10 + (int)made.result.matrix_count};
  for (int i = 0; i < 4; i++) {
    char *table = tables[i](&made.result);
    assert_int_equal(fields_of(table), expected[i]);
    free(table);
  }
}

/* ---- Files ---- */

static void a_folder_gets_all_files_and_no_other(void **state) {
  (void)state;
  char folder[] = "/tmp/quell-result-XXXXXX", path[100];
  static const char *const names[] = {"result.json", "matrices.csv", "singular_values.csv", "curves.csv",
                                      "networks.csv"};
  assert_non_null(mkdtemp(folder));
  assert_true(tune_result_write(&made.result, folder, &made.message));
  for (int i = 0; i < 5; i++) {
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    assert_int_equal(stat(path, &about), 0);
    assert_true(about.st_size > 0);
    assert_int_equal(unlink(path), 0);
  }
  assert_int_equal(rmdir(folder), 0); /* which fails when anything is left */
}

static void a_folder_that_cannot_be_made_is_named(void **state) {
  (void)state;
  assert_false(tune_result_write(&made.result, "/dev/null/report", &made.message));
  assert_non_null(strstr(made.text, "/dev/null/report"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_network_is_the_reference),
      cmocka_unit_test(the_chosen_network_is_known_and_alone_is_confirmed),
      cmocka_unit_test(curves_ascend_and_hold_each_rank_once),
      cmocka_unit_test(errors_of_truncation_are_the_tails_of_the_singular_values),
      cmocka_unit_test(times_are_unknown_when_nothing_was_measured),
      cmocka_unit_test(the_promise_holds_when_the_bound_keeps_the_target),
      cmocka_unit_test(a_search_that_chose_nothing_claims_one_thing_that_does_not_hold),
      cmocka_unit_test(a_strategy_s_answer_to_a_target_is_its_best_network),
      cmocka_unit_test(each_profile_has_a_claim_that_holds_when_it_was_kept),
      cmocka_unit_test(a_factored_matrix_costs_what_its_pair_takes),
      cmocka_unit_test(a_result_that_is_read_again_is_the_same),
      cmocka_unit_test(a_name_that_is_no_text_is_left_empty),
      cmocka_unit_test(a_result_that_was_tampered_with_is_refused_with_the_field_s_name),
      cmocka_unit_test(the_json_tells_ranks_and_leaves_unknown_numbers_null),
      cmocka_unit_test(every_row_of_a_table_has_as_many_fields_as_its_header),
      cmocka_unit_test(a_folder_gets_all_files_and_no_other),
      cmocka_unit_test(a_folder_that_cannot_be_made_is_named),
  };
  return cmocka_run_group_tests(tests, open_search, close_search);
}
