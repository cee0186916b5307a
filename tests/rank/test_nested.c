/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several sizes of a network in one file, against files made for each of them alone.
 */
#include "assert_near.h"
#include "offline/data/random_generator.h"
#include "offline/rank/nested.h"
#include "tests/small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RATE 16000
#define SAMPLES RATE
#define KIND 3 /* of small_model_make(): GRU, LSTM and dense layers, with a filter */

typedef struct {
  ModelFile *model;
  NetworkDescription description;
  UtteranceSet set;
  Moments moments;
  CandidateSet candidates;
} Fixture;

static Fixture all;

static int open_all(void **state) {
  (void)state;
  static float clean[SAMPLES], noisy[SAMPLES];
  char text[400];
  Message message = {text, sizeof text};
  RandomGenerator random;
  all.model = small_model_make(KIND);
  assert_int_equal(network_description_parse(model_file_text(all.model, "network"), &all.description, &message),
                   QUELL_OK);
  random_start(&random, 1, 0);
  random_fill_noise(&random, noisy, SAMPLES);
  for (size_t n = 0; n < SAMPLES; n++) {
    clean[n] = (float)(0.3 * sin(0.08 * (double)n));
    noisy[n] = clean[n] + 0.05f * noisy[n];
  }
  assert_true(utterance_set_add(&all.set, &all.description, "made", RATE, noisy, clean, SAMPLES));
  assert_true(moments_measure(&all.description, all.model, &all.set, 1, &all.moments));
  const CandidateOptions options = {.moments = &all.moments, .nested = 1, .threads = 1};
  if (!candidates_make(&all.description, all.model, &options, &all.candidates, &message)) fail_msg("%s", text);
  return 0;
}

static int close_all(void **state) {
  (void)state;
  candidates_clear(&all.candidates);
  moments_clear(&all.moments);
  utterance_set_clear(&all.set);
  model_file_free(all.model);
  return 0;
}

/* Profile 0 has rank 3 or what there is of all matrices, profile 1 has 2 and 1 by turns. */
static void choose_two(RankChoice *choices) {
  memset(choices, 0, 2 * sizeof *choices);
  for (size_t i = 0; i < all.candidates.count; i++) {
    const uint32_t most = all.candidates.items[i].largest_rank;
    choices[0].ranks[i] = most < 3 ? most : 3;
    choices[1].ranks[i] = most < 2 ? 1 : 1 + i % 2;
  }
  nested_settle(&all.candidates, choices, 2);
}

static Profile profile_of(const RankChoice *choice, ProfileRank *ranks) {
  Profile profile = {.name = "eco", .ranks = ranks};
  for (size_t i = 0; i < all.candidates.count; i++)
    if (choice->ranks[i]) ranks[profile.rank_count++] = (ProfileRank){all.candidates.items[i].name, choice->ranks[i]};
  return profile;
}

static void assert_same_tensors(const ModelFile *a, const ModelFile *b) {
  assert_int_equal(a->tensor_count, b->tensor_count);
  for (size_t i = 0; i < a->tensor_count; i++) {
    const Tensor *x = &a->tensors[i], *y = &b->tensors[i];
    assert_string_equal(x->name, y->name);
    assert_true(x->rows == y->rows && x->columns == y->columns);
    assert_memory_equal(x->values, y->values, (size_t)x->rows * x->columns * sizeof(float));
  }
}

static void a_profile_is_to_the_bit_the_file_made_for_it_alone(void **state) {
  (void)state;
  RankChoice choices[2];
  ProfileRank ranks[CANDIDATES_MAX];
  choose_two(choices);
  const RankChoice whole = nested_union(&all.candidates, choices, 2);
  ModelFile *file = choice_model(&all.candidates, &whole), *alone = choice_model(&all.candidates, &choices[1]);
  const Profile profile = profile_of(&choices[1], ranks);
  ModelFile *lower = nested_lower(file, &profile);
  assert_same_tensors(lower, alone);
  model_file_free(file);
  model_file_free(alone);
  model_file_free(lower);
}

static void the_whole_rank_loses_nothing(void **state) {
  (void)state;
  const Candidate *candidate = &all.candidates.items[0]; /* a pair in the file */
  assert_int_equal(candidate->largest_rank, candidate->stored_rank);
  assert_near(factor_basis_error(&candidate->basis, candidate->largest_rank), 0, 1e-9);
}

static void a_matrix_that_never_saves_is_dense_in_all(void **state) {
  (void)state;
  RankChoice choices[2] = {{.others = 0}, {.others = 0}};
  for (size_t i = 0; i < all.candidates.count; i++)
    for (int p = 0; p < 2; p++)
      choices[p].ranks[i] = i ? 1 : all.candidates.items[i].saving_rank + 1;
  nested_settle(&all.candidates, choices, 2);
  assert_true(choices[0].ranks[0] == 0 && choices[1].ranks[0] == 0);
  assert_true(choices[0].ranks[1] == 1 && choices[1].ranks[1] == 1);
}

static void the_widest_storage_that_is_asked_for_is_that_of_all(void **state) {
  (void)state;
  RankChoice choices[2] = {{.others = STORAGE_F16}, {.others = STORAGE_F16}};
  choice_store_all(&choices[0], &all.candidates, STORAGE_F16);
  choice_store_all(&choices[1], &all.candidates, STORAGE_I8);
  choices[0].storage[1] = STORAGE_I8;
  nested_settle(&all.candidates, choices, 2);
  assert_true(choices[0].storage[0] == STORAGE_F16 && choices[1].storage[0] == STORAGE_F16);
  assert_true(choices[0].storage[1] == STORAGE_I8 && choices[1].storage[1] == STORAGE_I8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_profile_is_to_the_bit_the_file_made_for_it_alone),
      cmocka_unit_test(the_whole_rank_loses_nothing),
      cmocka_unit_test(a_matrix_that_never_saves_is_dense_in_all),
      cmocka_unit_test(the_widest_storage_that_is_asked_for_is_that_of_all),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
