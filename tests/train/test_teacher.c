/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Imitating a teacher: gradients of the whole loss of a piece against central differences, and what is refused.
 */
#include "offline/train/factored_start.h"
#include "piece_loss.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static TinyRun run;

static int open_run(void **state) {
  (void)state;
  tiny_run_open(&run);
  return 0;
}

static int reset_run(void **state) {
  (void)state;
  tiny_run_reset(&run);
  run.options.batch = 2;
  return 0;
}

static int close_run(void **state) {
  (void)state;
  tiny_run_close(&run);
  return 0;
}

/* A network of other sizes and weights; its second recurrent layer is as large as the student's. */
static ModelFile *make_teacher(uint32_t seed) {
  static NetworkDescription description;
  TrainerOptions options = run.options;
  description = run.description;
  description.layers[0].size = 11;
  description.layers[1].size = 13;
  description.layers[1].input_size = 11;
  description.layers[2].input_size = 13;
  for (uint32_t i = 3; i < description.layer_count; i++)
    description.layers[i].input_size = 13 + 17;
  options.seed = seed;
  options.teacher.model = NULL;
  Trainer *trainer = trainer_create(&options, &description, NULL, run.corpus, &run.recipe, &run.message);
  if (!trainer) fail_msg("%s", run.text);
  tiny_run_update(&run, trainer, 4);
  ModelFile *model = trainer_model(trainer);
  trainer_free(trainer);
  return model;
}

/* ---- Gradients ---- */

static void check_gradient(LossShares shares, float states_weight, const ModelFile *start) {
  ModelFile *teacher = make_teacher(3);
  const PieceLoss wanted = {.teacher = teacher, .shares = shares, .states_weight = states_weight, .start = start};
  piece_loss_check_gradient(&run, &wanted);
  model_file_free(teacher);
}

static void the_true_loss_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  check_gradient((LossShares){1, 0}, 0, NULL);
}

static void imitation_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  check_gradient((LossShares){0, 1}, 0, NULL);
}

static void imitation_of_states_has_the_gradient_that_differences_show(void **state) {
  (void)state;
  check_gradient((LossShares){0, 1}, 3, NULL);
}

static void truth_and_imitation_together_have_it_for_factor_pairs_too(void **state) {
  (void)state;
  ModelFile *start = factored_start(&run.description, NULL, 1, 5);
  check_gradient((LossShares){1, 0.7f}, 1, start);
  model_file_free(start);
}

/* ---- A run ---- */

static void the_teacher_itself_is_taught_nothing(void **state) {
  (void)state;
  Trainer *first = tiny_run_trainer(&run);
  ModelFile *model = trainer_model(first);
  trainer_free(first);
  run.options.teacher = (TeacherOptions){.model = model, .updates = 100, .states_weight = 1};
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 1);
  assert_true(trainer_gradient_norm(trainer) == 0);
  trainer_free(trainer);
  model_file_free(model);
}

static void the_imitation_falls_when_it_is_all_that_counts(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.options.optimiser.rate = 0.01;
  run.options.teacher = (TeacherOptions){.model = model, .updates = 1000, .states_weight = 0.1};
  Trainer *trainer = tiny_run_trainer(&run);
  double first = 0, last = 0;
  for (int i = 0; i < 60; i++) {
    tiny_run_update(&run, trainer, 1);
    const LossSums sums = trainer_sums(trainer);
    if (i < 10) first += sums.imitation / (double)sums.frames;
    if (i >= 50) last += sums.imitation / (double)sums.frames;
  }
  print_message("imitation %.4f at first, %.4f at last\n", first / 10, last / 10);
  assert_true(last < 0.5 * first);
  trainer_free(trainer);
  model_file_free(model);
}

/* Once it has no weight the teacher does not run, and the sums tell. */
static void the_true_loss_takes_over_after_the_updates_of_imitation(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.options.teacher = (TeacherOptions){.model = model, .updates = 2, .weight = 0};
  Trainer *trainer = tiny_run_trainer(&run);
  tiny_run_update(&run, trainer, 2);
  assert_true(trainer_sums(trainer).imitation > 0);
  tiny_run_update(&run, trainer, 1);
  assert_true(trainer_sums(trainer).imitation == 0);
  trainer_free(trainer);
  model_file_free(model);
}

static void expect_refusal(const char *words) {
  assert_null(trainer_create(&run.options, &run.description, NULL, run.corpus, &run.recipe, &run.message));
  if (!strstr(run.text, words)) fail_msg("the sentence is: %s", run.text);
}

static void a_teacher_of_other_bands_is_refused(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.description.bands_hz[3] += 1;
  run.options.teacher.model = model;
  expect_refusal("other bands or another filter");
  model_file_free(model);
}

static void states_of_a_teacher_without_a_layer_in_common_are_refused(void **state) {
  (void)state;
  ModelFile *model = make_teacher(5);
  run.options.teacher.model = model;
  run.options.teacher.states_weight = 1;
  strcpy(run.description.layers[2].name, "other");
  expect_refusal("states cannot be imitated");
  model_file_free(model);
}

int main(void) {
#define WITH_RUN(test) cmocka_unit_test_setup(test, reset_run)
  const struct CMUnitTest tests[] = {
      WITH_RUN(the_true_loss_has_the_gradient_that_differences_show),
      WITH_RUN(imitation_has_the_gradient_that_differences_show),
      WITH_RUN(imitation_of_states_has_the_gradient_that_differences_show),
      WITH_RUN(truth_and_imitation_together_have_it_for_factor_pairs_too),
      WITH_RUN(the_teacher_itself_is_taught_nothing),
      WITH_RUN(the_imitation_falls_when_it_is_all_that_counts),
      WITH_RUN(the_true_loss_takes_over_after_the_updates_of_imitation),
      WITH_RUN(a_teacher_of_other_bands_is_refused),
      WITH_RUN(states_of_a_teacher_without_a_layer_in_common_are_refused),
  };
  return cmocka_run_group_tests(tests, open_run, close_run);
}
