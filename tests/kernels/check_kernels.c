/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Holds every set that this processor runs to every check, and prints the result in TAP.
 *   check_kernels [--expect NAME] [--step N]
 * --expect: NAME must be the best set; --step: try every N-th float only, for slow emulated processors.
 */
#include "kernel_checks.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count, failures;

static void report(int holds, const char *set, const char *fact) {
  printf("%s %d - %s: %s\n", holds ? "ok" : "not ok", ++count, set, fact);
  if (!holds) failures++;
}

static void run(const Kernels *kernels, const KernelCheck *checks) {
  for (; checks->fact; checks++)
    report(checks->holds(kernels), kernels->name, checks->fact);
}

static int plain_is_last(void) {
  size_t last = 0;
  while (kernels_at(last + 1))
    last++;
  return strcmp(kernels_at(last)->name, "plain") == 0;
}

static void check_table(const char *expected) {
  report(kernels_find(NULL) == kernels_at(0), "table", "without_a_name_the_best_set_is_found");
  report(kernels_find("no such set") == NULL, "table", "an_unknown_name_finds_nothing");
  report(plain_is_last(), "table", "plain_runs_everywhere_and_is_the_last_choice");
  for (size_t i = 0; kernels_at(i); i++)
    report(kernels_find(kernels_at(i)->name) == kernels_at(i), kernels_at(i)->name, "is_found_by_its_name");
  if (expected) report(strcmp(kernels_at(0)->name, expected) == 0, expected, "is_chosen_on_this_processor");
}

int main(int argc, char **argv) {
  const char *expected = NULL;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--expect") == 0) expected = argv[i + 1];
    if (strcmp(argv[i], "--step") == 0) activation_step = (uint32_t)strtoul(argv[i + 1], NULL, 10);
  }
  check_table(expected);
  for (size_t i = 0; kernels_at(i); i++) {
    run(kernels_at(i), matvec_checks);
    run(kernels_at(i), planes_checks);
    run(kernels_at(i), activation_checks);
  }
  printf("1..%d\n", count);
  return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
