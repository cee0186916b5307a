/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks factored to chosen ranks, scored, and the strategies that choose.
 */
#include "assert_near.h"
#include "engine/quell.h"
#include "offline/rank/tuner.h"
#include "tests/small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RATE 16000
#define SECONDS 1
#define UTTERANCES 5
#define KIND 3 /* of small_model_make(): dense, GRU and LSTM layers with a filter */

typedef struct {
  ModelFile *model;
  NetworkDescription description;
  UtteranceSet set;
  Moments moments;
  CandidateSet candidates;
  Evaluator *evaluator;
  EvaluationCache *cache;
  char text[400];
  Message message;
} Fixture;

static Fixture all;

/* Tones that come and go, in noise. */
static void add_utterance(unsigned seed) {
  const size_t count = RATE * SECONDS + 37 * seed;
  float *clean = calloc(count, sizeof *clean), *noisy = calloc(count, sizeof *noisy);
  uint32_t state = seed;
  for (size_t n = 0; n < count; n++) {
    state = state * 1664525u + 1013904223u;
    const double time = (double)n / RATE;
    clean[n] = (float)(0.3 * sin(2 * M_PI * (150 + 40 * seed) * time) * fmax(0, sin(2 * M_PI * 3 * time)));
    noisy[n] = clean[n] + 0.1f * ((float)(state >> 8) / (1 << 24) - 0.5f);
  }
  assert_true(utterance_set_add(&all.set, &all.description, "made", RATE, noisy, clean, count));
  free(clean);
  free(noisy);
}

static int open_all(void **state) {
  (void)state;
  all.message = (Message){all.text, sizeof all.text};
  all.model = small_model_make(KIND);
  assert_int_equal(network_description_parse(model_file_text(all.model, "network"), &all.description, &all.message),
                   QUELL_OK);
  for (unsigned i = 0; i < UTTERANCES; i++)
    add_utterance(i + 1);
  assert_true(moments_measure(&all.description, all.model, &all.set, 2, &all.moments));
  if (!candidates_make(&all.description, all.model, &(CandidateOptions){.moments = &all.moments, .threads = 2},
                       &all.candidates, &all.message))
    fail_msg("%s", all.text);
  all.evaluator = evaluator_create(&all.description, all.model, &all.set, score_find("loss"), 2, &all.message);
  if (!all.evaluator) fail_msg("%s", all.text);
  all.cache = evaluation_cache_open(NULL, 1, &all.message);
  return 0;
}

static int close_all(void **state) {
  (void)state;
  evaluation_cache_close(all.cache);
  evaluator_free(all.evaluator);
  candidates_clear(&all.candidates);
  moments_clear(&all.moments);
  utterance_set_clear(&all.set);
  model_file_free(all.model);
  return 0;
}

static Tuner tuner(double target) {
  Tuner made = {.candidates = &all.candidates, .evaluator = all.evaluator, .cache = all.cache, .message = &all.message};
  tune_options_defaults(&made.options);
  made.options.target_count = 1;
  made.options.targets[0] = target;
  return made;
}

/* ---- Scores ---- */

static void the_scored_network_sounds_like_the_engine(void **state) {
  (void)state;
  const Utterance *utterance = &all.set.items[1];
  double benefits[UTTERANCES], benefit, noisy;
  QuellModel *model;
  QuellDenoiser *denoiser;
  QuellConfig config;
  char path[] = "/tmp/quell-rank-XXXXXX";
  assert_true(mkstemp(path) >= 0);
  assert_int_equal(model_file_write(all.model, path, &all.message), QUELL_OK);
  assert_int_equal(quell_model_open_file(path, &model, NULL, 0), QUELL_OK);
  remove(path);
  quell_config_defaults(&config);
  config.sample_rate = RATE;
  assert_int_equal(quell_denoiser_create(model, &config, &denoiser), QUELL_OK);
  const uint32_t latency = quell_denoiser_latency(denoiser);
  float *padded = calloc(utterance->samples + latency, sizeof *padded);
  memcpy(padded, utterance->noisy, utterance->samples * sizeof *padded);
  quell_denoiser_process(denoiser, (const float *const *)&padded, &padded, (uint32_t)(utterance->samples + latency));
  assert_null(score_input(score_find("loss"), &all.description, utterance, &noisy));
  assert_true(score_benefit(score_find("loss"), &all.description, utterance, noisy, padded + latency, &benefit));
  assert_true(evaluator_run(all.evaluator, all.model, 0, benefits, &all.message));
  assert_near(benefits[1], benefit, 1e-5 * fabs(benefit));
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(padded);
}

static void shared_layers_give_the_same_scores_as_computed_ones(void **state) {
  (void)state;
  RankChoice choice = {0};
  double shared[UTTERANCES], whole[UTTERANCES];
  choice.ranks[all.candidates.count - 1] = 1;
  assert_true(choice_first_layer(&all.candidates, &choice) > 0);
  ModelFile *model = choice_model(&all.candidates, &choice);
  assert_true(evaluator_run(all.evaluator, model, choice_first_layer(&all.candidates, &choice), shared, &all.message));
  assert_true(evaluator_run(all.evaluator, model, 0, whole, &all.message));
  assert_memory_equal(shared, whole, sizeof whole);
  model_file_free(model);
}

static void scores_do_not_depend_on_threads(void **state) {
  (void)state;
  double two[UTTERANCES], one[UTTERANCES];
  Evaluator *evaluator = evaluator_create(&all.description, all.model, &all.set, score_find("loss"), 1, &all.message);
  assert_true(evaluator_run(all.evaluator, all.model, 0, two, &all.message));
  assert_true(evaluator_run(evaluator, all.model, 0, one, &all.message));
  assert_memory_equal(one, two, sizeof one);
  evaluator_free(evaluator);
}

static void a_silent_recording_is_no_validation(void **state) {
  (void)state;
  UtteranceSet silent = {0};
  static float nothing[RATE];
  assert_true(utterance_set_add(&silent, &all.description, "silence", RATE, nothing, nothing, RATE));
  assert_null(evaluator_create(&all.description, all.model, &silent, score_find("loss"), 1, &all.message));
  assert_non_null(strstr(all.text, "the clean signal is silent"));
  utterance_set_clear(&silent);
}

/* ---- Networks ---- */

static void parameters_are_counted_as_the_file_holds_them(void **state) {
  (void)state;
  RankChoice choice = {0};
  for (size_t i = 0; i < all.candidates.count; i++)
    choice.ranks[i] = 1 + i % all.candidates.items[i].largest_rank;
  ModelFile *model = choice_model(&all.candidates, &choice);
  size_t count = 0;
  for (size_t i = 0; i < model->tensor_count; i++)
    count += (size_t)model->tensors[i].rows * model->tensors[i].columns;
  assert_int_equal(choice_parameters(&all.candidates, &choice), count);
  assert_int_equal(network_description_check(&all.description, model, &all.message), QUELL_OK);
  model_file_free(model);
}

static void bytes_are_counted_as_the_file_holds_them(void **state) {
  (void)state;
  RankChoice choice = {0};
  choice_store_all(&choice, &all.candidates, STORAGE_I8);
  for (size_t i = 0; i < all.candidates.count; i += 2)
    choice.ranks[i] = 1 + i % all.candidates.items[i].largest_rank;
  choice.storage[1] = STORAGE_F16;
  ModelFile *model = choice_model(&all.candidates, &choice);
  size_t bytes = 0;
  for (size_t i = 0; i < model->tensor_count; i++)
    bytes += tensor_stored_bytes(&model->tensors[i]);
  assert_int_equal(choice_bytes(&all.candidates, &choice), bytes);
  model_file_free(model);
}

/* A wide file is scored as it is, a rounded one as it will be read. */
static void scores_are_those_of_the_rounded_weights(void **state) {
  (void)state;
  Tuner search = tuner(0.05);
  double benefits[UTTERANCES], mean = 0;
  RankChoice rounded = {0};
  assert_true(tuner_add_baseline(&search, "dense int8", STORAGE_I8));
  choice_store_all(&rounded, &all.candidates, STORAGE_I8);
  ModelFile *model = choice_model(&all.candidates, &rounded);
  assert_true(evaluator_run(all.evaluator, model, 0, benefits, &all.message));
  for (int i = 0; i < UTTERANCES; i++)
    mean += benefits[i] / UTTERANCES;
  assert_near(search.points[0].benefit, mean, 1e-12);
  assert_true(fabs(search.points[0].loss.loss) > 1e-6);
  model_file_free(model);
  tuner_clear(&search);
}

/* W m + b of the model at hand equals A B m + b of the factored one. */
static void the_mean_input_loses_nothing(void **state) {
  (void)state;
  const Candidate *candidate = &all.candidates.items[0];
  RankChoice choice = {0};
  choice.ranks[0] = 1;
  ModelFile *model = choice_model(&all.candidates, &choice);
  const Tensor *old_bias = model_file_tensor(all.model, candidate->bias);
  const Tensor *new_bias = model_file_tensor(model, candidate->bias);
  double inner = 0;
  for (uint32_t column = 0; column < candidate->columns; column++)
    inner += (double)candidate->basis.right[column] * candidate->mean[column];
  for (uint32_t row = 0; row < candidate->rows; row++) {
    double before = (double)old_bias->values[row];
    for (uint32_t column = 0; column < candidate->columns; column++)
      before += (double)candidate->weight[row * candidate->columns + column] * candidate->mean[column];
    const double after =
        (double)candidate->basis.left[row * candidate->basis.count] * inner + (double)new_bias->values[row];
    assert_near(after, before, 1e-4);
  }
  model_file_free(model);
}

/* ---- Strategies ---- */

static void rank_tuning_takes_the_first_rank_that_keeps_the_target(void **state) {
  (void)state;
  Tuner search = tuner(0.02), check = tuner(0.02);
  assert_true(strategy_find("rank-tuning")->search(&search));
  assert_int_equal(search.point_count, 1);
  for (size_t i = 0; i < all.candidates.count; i++) {
    uint32_t first = 0;
    for (uint32_t rank = 1; !first && rank <= all.candidates.items[i].largest_rank; rank++) {
      RelativeLoss loss;
      assert_true(tuner_score_alone(&check, i, rank, &loss));
      if (loss.loss <= 0.02) first = rank;
    }
    assert_int_equal(search.points[0].choice.ranks[i], first);
  }
  tuner_clear(&search);
  tuner_clear(&check);
}

static void joint_keeps_the_target_as_a_whole_with_confidence(void **state) {
  (void)state;
  Tuner search = tuner(0.05);
  assert_true(strategy_find("joint")->search(&search));
  const TunePoint *best = tuner_best(&search, "joint", 0.05);
  assert_non_null(best);
  assert_true(best->loss.bound <= 0.05);
  assert_true(best->parameters < all.candidates.dense_parameters);
  tuner_clear(&search);
}

static void joint_is_not_larger_for_a_looser_target(void **state) {
  (void)state;
  Tuner strict = tuner(0.01), loose = tuner(0.2);
  assert_true(strategy_find("joint")->search(&strict));
  assert_true(strategy_find("joint")->search(&loose));
  const TunePoint *small = tuner_best(&loose, "joint", 0.2), *large = tuner_best(&strict, "joint", 0.01);
  assert_non_null(small);
  assert_true(!large || small->parameters <= large->parameters);
  tuner_clear(&strict);
  tuner_clear(&loose);
}

static void a_budget_is_kept(void **state) {
  (void)state;
  Tuner search = tuner(0);
  search.options.target_count = 0;
  search.options.budget = 0.75 * (double)all.candidates.dense_parameters;
  assert_true(strategy_find("joint")->search(&search));
  const TunePoint *best = tuner_best(&search, "joint", NAN);
  assert_non_null(best);
  assert_true((double)best->parameters <= search.options.budget);
  tuner_clear(&search);
}

static double bytes_for(int storage) {
  Tuner search = tuner(0.1);
  search.options.currency = CURRENCY_BYTES;
  search.options.storage = storage;
  assert_true(strategy_find("joint")->search(&search));
  const TunePoint *best = tuner_best(&search, "joint", 0.1);
  assert_true(best && best->loss.bound <= 0.1);
  const double bytes = best->cost;
  tuner_clear(&search);
  return bytes;
}

/* The scales of thin factors take more than whole numbers save, so that either may be the smaller one. */
static void automatic_storage_is_no_larger_than_one_for_all(void **state) {
  (void)state;
  const double automatic = bytes_for(TUNE_STORAGE_AUTO);
  assert_true(automatic <= bytes_for(STORAGE_F16) && automatic <= bytes_for(STORAGE_I8));
  assert_true(automatic < bytes_for(STORAGE_F32));
}

static void nanoseconds_can_be_what_a_budget_is_of(void **state) {
  (void)state;
  Tuner search = tuner(0);
  search.times = kernel_cost_create();
  search.options.target_count = 0;
  search.options.currency = CURRENCY_NANOSECONDS;
  search.options.budget = 0.97 * cost_of_dense(CURRENCY_NANOSECONDS, search.times, &all.candidates);
  assert_true(strategy_find("joint")->search(&search));
  assert_int_equal(search.point_count, 1);
  assert_near(search.points[0].cost,
              cost_of_choice(CURRENCY_NANOSECONDS, search.times, &all.candidates, &search.points[0].choice), 1e-6);
  kernel_cost_free(search.times);
  tuner_clear(&search);
}

static void one_rank_is_the_same_for_every_matrix(void **state) {
  (void)state;
  Tuner search = tuner(0.05);
  assert_true(strategy_find("one-rank")->search(&search));
  for (size_t p = 0; p < search.point_count; p++) {
    uint32_t rank = 0;
    for (size_t i = 0; i < all.candidates.count; i++) {
      const uint32_t chosen = search.points[p].choice.ranks[i];
      if (!chosen) continue;
      assert_true(!rank || rank == chosen);
      rank = chosen;
    }
  }
  tuner_clear(&search);
}

static void one_rank_input_leaves_recurrent_matrices_alone(void **state) {
  (void)state;
  Tuner search = tuner(0.05);
  assert_true(strategy_find("one-rank-input")->search(&search));
  assert_true(search.point_count > 0);
  for (size_t p = 0; p < search.point_count; p++)
    for (size_t i = 0; i < all.candidates.count; i++)
      assert_true(!all.candidates.items[i].recurrent || !search.points[p].choice.ranks[i]);
  tuner_clear(&search);
}

static void frobenius_spares_matrices_that_would_change_much(void **state) {
  (void)state;
  Tuner search = tuner(0.05);
  search.options.threshold = 0.5;
  assert_true(strategy_find("frobenius")->search(&search));
  for (size_t p = 0; p < search.point_count; p++)
    for (size_t i = 0; i < all.candidates.count; i++) {
      const uint32_t rank = search.points[p].choice.ranks[i];
      assert_true(!rank || factor_basis_error(&all.candidates.items[i].basis, rank) <= 0.25);
    }
  tuner_clear(&search);
}

static void equal_energy_keeps_the_same_share_everywhere(void **state) {
  (void)state;
  Tuner search = tuner(0.05);
  assert_true(strategy_find("equal-energy")->search(&search));
  for (size_t p = 0; p < search.point_count; p++) {
    double most_with = 0, least_without = 1;
    for (size_t i = 0; i < all.candidates.count; i++) {
      const FactorBasis *basis = &all.candidates.items[i].basis;
      const uint32_t rank = search.points[p].choice.ranks[i];
      if (!rank) continue;
      most_with = fmax(most_with, factor_basis_error(basis, rank));
      least_without = fmin(least_without, factor_basis_error(basis, rank - 1));
    }
    assert_true(most_with <= least_without);
  }
  tuner_clear(&search);
}

/* Two halves fill the cache; what follows finds all its sweeps there. */
static void shards_score_all_sweeps_between_them(void **state) {
  (void)state;
  EvaluationCache *cache = evaluation_cache_open(NULL, 1, &all.message);
  for (size_t shard = 0; shard < 2; shard++) {
    Tuner part = tuner(0.02);
    part.cache = cache;
    part.options.shard = shard;
    part.options.shards = 2;
    assert_true(strategy_find("rank-tuning")->search(&part));
    assert_int_equal(part.point_count, 0);
    tuner_clear(&part);
  }
  Tuner whole = tuner(0.02), alone = tuner(0.02);
  whole.cache = cache;
  assert_true(strategy_find("rank-tuning")->search(&whole));
  assert_true(strategy_find("rank-tuning")->search(&alone));
  assert_memory_equal(&whole.points[0].choice, &alone.points[0].choice, sizeof alone.points[0].choice);
  assert_int_equal(whole.curve_count, alone.curve_count);
  tuner_clear(&whole);
  tuner_clear(&alone);
  evaluation_cache_close(cache);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_scored_network_sounds_like_the_engine),
      cmocka_unit_test(shared_layers_give_the_same_scores_as_computed_ones),
      cmocka_unit_test(scores_do_not_depend_on_threads),
      cmocka_unit_test(a_silent_recording_is_no_validation),
      cmocka_unit_test(parameters_are_counted_as_the_file_holds_them),
      cmocka_unit_test(bytes_are_counted_as_the_file_holds_them),
      cmocka_unit_test(scores_are_those_of_the_rounded_weights),
      cmocka_unit_test(the_mean_input_loses_nothing),
      cmocka_unit_test(rank_tuning_takes_the_first_rank_that_keeps_the_target),
      cmocka_unit_test(joint_keeps_the_target_as_a_whole_with_confidence),
      cmocka_unit_test(joint_is_not_larger_for_a_looser_target),
      cmocka_unit_test(a_budget_is_kept),
      cmocka_unit_test(automatic_storage_is_no_larger_than_one_for_all),
      cmocka_unit_test(nanoseconds_can_be_what_a_budget_is_of),
      cmocka_unit_test(one_rank_is_the_same_for_every_matrix),
      cmocka_unit_test(one_rank_input_leaves_recurrent_matrices_alone),
      cmocka_unit_test(frobenius_spares_matrices_that_would_change_much),
      cmocka_unit_test(equal_energy_keeps_the_same_share_everywhere),
      cmocka_unit_test(shards_score_all_sweeps_between_them),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
