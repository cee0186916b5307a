/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loss curves and the ranks that follow from them, on matrices whose singular values are known.
 */
#include "assert_near.h"
#include "offline/rank/allocation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- Curves ---- */

static void a_curve_is_straight_between_measurements(void **state) {
  (void)state;
  const LossCurve curve = loss_curve_fit((double[]){0.4, 0.1}, (double[]){0.5, 0.1}, 2, 0);
  assert_near(loss_curve_at(&curve, 0), 0, 0);
  assert_near(loss_curve_at(&curve, 0.05), 0.05, 1e-12);
  assert_near(loss_curve_at(&curve, 0.1), 0.1, 1e-12);
  assert_near(loss_curve_at(&curve, 0.25), 0.3, 1e-12);
}

static void beyond_the_last_measurement_loss_is_proportional(void **state) {
  (void)state;
  const LossCurve curve = loss_curve_fit((double[]){0.4}, (double[]){0.5}, 1, 0);
  assert_near(loss_curve_at(&curve, 0.8), 1, 1e-12);
}

static void measurements_that_fall_are_pooled(void **state) {
  (void)state;
  const LossCurve curve = loss_curve_fit((double[]){0.1, 0.2, 0.3}, (double[]){0.3, 0.1, 0.5}, 3, 0);
  assert_near(loss_curve_at(&curve, 0.1), 0.2, 1e-12);
  assert_near(loss_curve_at(&curve, 0.2), 0.2, 1e-12);
  assert_near(loss_curve_at(&curve, 0.3), 0.5, 1e-12);
}

static void luck_is_not_believed(void **state) {
  (void)state;
  const LossCurve curve = loss_curve_fit((double[]){0.5}, (double[]){-0.2}, 1, 0.01);
  assert_near(loss_curve_at(&curve, 0.5), 0.005, 1e-12);
}

/* ---- Ranks ---- */

/* Two matrices of 8 x 8, energies by rank 8 4 2 1 and 4 4 4 4: errors in fifteenths and in quarters. */
static double steep[8] = {2.8284271247461903, 2, 1.4142135623730951, 1}, flat[8] = {2, 2, 2, 2};

static const AllocationRules every_rank = {.grid = 1, .storages = 1u << STORAGE_F32};

static CandidateSet two_matrices(void) {
  CandidateSet set = {.count = 2, .dense_parameters = 128};
  double *const values[2] = {steep, flat};
  for (int i = 0; i < 2; i++) {
    set.items[i] = (Candidate){.rows = 8, .columns = 8, .largest_rank = 3};
    set.items[i].basis = (FactorBasis){.rows = 8, .columns = 8, .count = 8, .values = values[i]};
  }
  return set;
}

static LossModel loss_is_the_error(void) {
  LossModel model;
  memset(&model, 0, sizeof model);
  for (int i = 0; i < 2; i++)
    model.curves[i] = loss_curve_fit((double[]){1}, (double[]){1}, 1, 0);
  return model;
}

/* A rank costs 16 parameters. Of the first matrix ranks 2 and 3 save 4/15 and 2/15, of the second 1/4 each. */
static void a_rank_is_bought_when_it_saves_more_than_it_costs(void **state) {
  (void)state;
  const CandidateSet set = two_matrices();
  const LossModel model = loss_is_the_error();
  RankChoice choice = allocate_ranks(&set, &model, &every_rank, 0.26 / 16);
  assert_int_equal(choice.ranks[0], 2);
  assert_int_equal(choice.ranks[1], 1);
  choice = allocate_ranks(&set, &model, &every_rank, 0.14 / 16);
  assert_int_equal(choice.ranks[0], 2);
  assert_int_equal(choice.ranks[1], 0); /* 1/4 for each of ranks 2, 3 and 4, which is dense */
}

static void what_costs_nothing_stays_dense(void **state) {
  (void)state;
  const CandidateSet set = two_matrices();
  const LossModel model = loss_is_the_error();
  const RankChoice choice = allocate_ranks(&set, &model, &every_rank, 0);
  assert_true(choice.ranks[0] == 0 && choice.ranks[1] == 0);
}

static void a_budget_is_kept_and_used(void **state) {
  (void)state;
  const CandidateSet set = two_matrices();
  const LossModel model = loss_is_the_error();
  const RankChoice choice = allocate_budget(&set, &model, &every_rank, 50);
  assert_true(choice_parameters(&set, &choice) <= 50);
  assert_int_equal(choice.ranks[0] + choice.ranks[1], 3);
  assert_int_equal(choice.ranks[0], 2);
}

/* No price makes one of the equal ranks of the second matrix worth its cost and not the others. */
static void what_a_price_leaves_of_a_budget_is_spent(void **state) {
  (void)state;
  const CandidateSet set = two_matrices();
  const LossModel model = loss_is_the_error();
  for (double budget = 48; budget < 112; budget += 16) {
    const RankChoice choice = allocate_budget(&set, &model, &every_rank, budget);
    const double cost = (double)choice_parameters(&set, &choice);
    assert_true(cost <= budget && cost > budget - 16);
  }
}

static void ranks_lie_on_the_grid(void **state) {
  (void)state;
  const CandidateSet set = two_matrices();
  const LossModel model = loss_is_the_error();
  for (double price = 1e-3; price < 1; price *= 2) {
    const AllocationRules even = {.grid = 2, .storages = 1u << STORAGE_F32};
    const RankChoice choice = allocate_ranks(&set, &model, &even, price);
    assert_true(choice.ranks[0] % 2 == 0 && choice.ranks[1] % 2 == 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_curve_is_straight_between_measurements),
      cmocka_unit_test(beyond_the_last_measurement_loss_is_proportional),
      cmocka_unit_test(measurements_that_fall_are_pooled),
      cmocka_unit_test(luck_is_not_believed),
      cmocka_unit_test(a_rank_is_bought_when_it_saves_more_than_it_costs),
      cmocka_unit_test(what_costs_nothing_stays_dense),
      cmocka_unit_test(a_budget_is_kept_and_used),
      cmocka_unit_test(what_a_price_leaves_of_a_budget_is_spent),
      cmocka_unit_test(ranks_lie_on_the_grid),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
