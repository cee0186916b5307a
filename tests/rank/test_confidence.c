/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How sure a measured loss is.
 */
#include "assert_near.h"
#include "offline/rank/confidence.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Values of the usual tables. */
static void quantiles_are_those_of_the_tables(void **state) {
  (void)state;
  assert_near(student_quantile(0.95, 1), 6.313752, 1e-5);
  assert_near(student_quantile(0.95, 10), 1.812461, 1e-6);
  assert_near(student_quantile(0.975, 5), 2.570582, 1e-6);
  assert_near(student_quantile(0.99, 59), 2.391229, 1e-5);
  assert_near(student_quantile(0.5, 7), 0, 1e-6);
}

/* Differences 0.1, 0.3, 0.2: mean 0.2, deviation 0.1. */
static void a_loss_is_computed_as_by_hand(void **state) {
  (void)state;
  const double reference[] = {1, 2, 3}, benefits[] = {0.9, 1.7, 2.8};
  const RelativeLoss loss = relative_loss(reference, benefits, 3, 2, 0.95);
  assert_near(loss.loss, 0.1, 1e-12);
  assert_near(loss.bound, (0.2 + 2.919986 * 0.1 / sqrt(3)) / 2, 1e-6);
}

static void what_all_utterances_lose_alike_is_certain(void **state) {
  (void)state;
  const double reference[] = {1, 5, 9}, benefits[] = {0.5, 4.5, 8.5};
  const RelativeLoss loss = relative_loss(reference, benefits, 3, 5, 0.99);
  assert_near(loss.bound, loss.loss, 1e-9);
}

static void one_utterance_proves_nothing(void **state) {
  (void)state;
  const double reference[] = {1}, benefits[] = {0.99};
  assert_true(isinf(relative_loss(reference, benefits, 1, 1, 0.95).bound));
}

static void a_better_network_has_a_negative_loss(void **state) {
  (void)state;
  const double reference[] = {1, 2}, benefits[] = {1.1, 2.1};
  assert_true(relative_loss(reference, benefits, 2, 1.5, 0.95).bound < 0);
}

/* Of many draws whose true loss is 0.05, the bound lies below it in about one of twenty. */
static void the_bound_holds_as_often_as_it_says(void **state) {
  (void)state;
  uint64_t seed = 12345;
  int missed = 0;
  for (int draw = 0; draw < 4000; draw++) {
    double reference[20], benefits[20];
    for (int i = 0; i < 20; i++) {
      double normal = -6; /* the sum of twelve uniform numbers is nearly normal */
      for (int k = 0; k < 12; k++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        normal += (double)(seed >> 11) / 9007199254740992.0;
      }
      reference[i] = 1;
      benefits[i] = 0.95 + 0.1 * normal;
    }
    missed += relative_loss(reference, benefits, 20, 1, 0.95).bound < 0.05;
  }
  assert_in_range(missed, 140, 260);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantiles_are_those_of_the_tables),
      cmocka_unit_test(a_loss_is_computed_as_by_hand),
      cmocka_unit_test(what_all_utterances_lose_alike_is_certain),
      cmocka_unit_test(one_utterance_proves_nothing),
      cmocka_unit_test(a_better_network_has_a_negative_loss),
      cmocka_unit_test(the_bound_holds_as_often_as_it_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
