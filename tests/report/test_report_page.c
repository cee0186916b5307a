/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page, drawn by someone who only counts.
 */
#include "made_result.h"
#include "offline/report/report_page.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t drawn;

static char *draw(void *context, const char *script, size_t size) {
  (void)context;
  assert_int_equal(strlen(script), size);
  drawn++;
  return strdup("<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 1 1\"><g id=\"canvas\"/></svg>\n");
}

static char *fail_to_draw(void *context, const char *script, size_t size) {
  (void)context;
  (void)script;
  (void)size;
  return NULL;
}

typedef struct {
  char text[600];
  size_t undrawn;
  char *page;
} Made;

static Made make(const ReportModel *items, size_t count, char *(*how)(void *, const char *, size_t)) {
  static const char no_pictures[] = "Nobody drew.";
  const Draughtsman draughtsman = {.draw = how};
  const ReportModels models = {items, count};
  Made made = {.undrawn = 0};
  Message message = {made.text, sizeof made.text};
  drawn = 0;
  made.page = report_page(&models, how ? &draughtsman : NULL, no_pictures, &made.undrawn, &message);
  return made;
}

static Made make_one(char *(*how)(void *, const char *, size_t)) {
  const ReportModel model = {"made", made_result()};
  return make(&model, 1, how);
}

static size_t count_of(const char *text, const char *what) {
  size_t count = 0;
  while ((text = strstr(text, what))) {
    count++;
    text++;
  }
  return count;
}

/* ---- Pictures ---- */

static const char *const identifiers[] = {
#define PICTURE(identifier, scope, needs, title, caption) #identifier,
#include "offline/report/pictures.def"
#undef PICTURE
};
#define PICTURES (sizeof identifiers / sizeof *identifiers)

static void every_picture_is_there_once(void **state) {
  (void)state;
  Made made = make_one(draw);
  for (size_t i = 0; i < PICTURES; i++) {
    char figure[100];
    snprintf(figure, sizeof figure, "<figure id=\"%s-0\">", identifiers[i]);
    assert_int_equal(count_of(made.page, figure), 1);
  }
  assert_int_equal(drawn, PICTURES);
  assert_int_equal(made.undrawn, 0);
  free(made.page);
}

static void of_two_models_all_but_the_common_picture_are_there_twice(void **state) {
  (void)state;
  const ReportModel models[] = {{"plain", made_result()}, {"adapted", made_result()}};
  Made made = make(models, 2, draw);
  assert_int_equal(drawn, 2 * PICTURES - 3); /* three show all models */
  assert_int_equal(count_of(made.page, "<figure id=\"strategies-"), 1);
  assert_int_equal(count_of(made.page, "<figure id=\"singular_values-1\">"), 1);
  free(made.page);
}

static void pictures_do_not_share_identifiers(void **state) {
  (void)state;
  Made made = make_one(draw);
  assert_int_equal(count_of(made.page, "id=\"singular_values-0-canvas\""), 1);
  assert_int_equal(count_of(made.page, "id=\"canvas\""), 0);
  free(made.page);
}

static void curves_that_nobody_measured_are_no_pictures_but_a_sentence(void **state) {
  (void)state;
  TuneResult *result = made_result();
  result->matrices[0].curve_count = 0;
  const ReportModel model = {"made", result};
  Made made = make(&model, 1, draw);
  assert_int_equal(drawn, PICTURES - 2);
  assert_non_null(strstr(made.page, "No matrix of made was tried alone"));
  free(made.page);
}

static void speed_that_nobody_measured_is_no_picture(void **state) {
  (void)state;
  TuneResult *result = made_result();
  result->networks[0].nanoseconds = NAN;
  const ReportModel model = {"made", result};
  Made made = make(&model, 1, draw);
  assert_int_equal(drawn, PICTURES - 1);
  assert_null(strstr(made.page, "<figure id=\"speed-"));
  free(made.page);
}

static void bytes_that_tell_no_more_than_parameters_are_no_picture(void **state) {
  (void)state;
  TuneResult *result = made_result();
  result->networks[1].bytes = result->networks[1].parameters * 4;
  const ReportModel model = {"made", result};
  Made made = make(&model, 1, draw);
  assert_int_equal(drawn, PICTURES - 1);
  assert_null(strstr(made.page, "<figure id=\"bytes-"));
  free(made.page);
}

static void a_matrix_says_how_it_is_stored(void **state) {
  (void)state;
  Made made = make_one(draw);
  assert_int_equal(count_of(made.page, "<td>F16, diagonal</td>"), 1);
  assert_int_equal(count_of(made.page, "<td>F32</td>"), 3);
  free(made.page);
}

static void what_cannot_be_drawn_is_counted_and_said(void **state) {
  (void)state;
  Made made = make_one(fail_to_draw);
  assert_int_equal(made.undrawn, PICTURES);
  assert_int_equal(count_of(made.page, "This picture could not be drawn."), PICTURES);
  free(made.page);
}

static void without_anyone_to_draw_the_tables_stand_and_the_page_says_so(void **state) {
  (void)state;
  Made made = make_one(NULL);
  assert_int_equal(count_of(made.page, "<figure"), 0);
  assert_int_equal(count_of(made.page, "Nobody drew."), 1);
  assert_int_equal(count_of(made.page, "<table"), 6);
  free(made.page);
}

/* ---- Numbers and words ---- */

static void numbers_are_those_of_the_result(void **state) {
  (void)state;
  static const char *const wanted[] = {
      "<span data-value=\"2977\">2,977</span>",    "<span data-value=\"1044\">1,044</span>",
      "<span data-value=\"1234.25\">1,234</span>", "<span data-value=\"0.03515625\">3.52",
      "<span data-value=\"0.0703125\">7.03",       "<span data-value=\"480\">480</span>"};
  Made made = make_one(draw);
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    assert_non_null(strstr(made.page, wanted[i]));
  free(made.page);
}

static void claims_say_whether_they_hold(void **state) {
  (void)state;
  Made made = make_one(draw);
  const char *small = strstr(made.page, "It is small."), *good = strstr(made.page, "It is good.");
  assert_true(small && good);
  assert_true(strstr(small, "class=\"yes\"") < good);
  assert_non_null(strstr(good, "class=\"no\""));
  free(made.page);
}

static void profiles_are_there_where_a_file_has_several(void **state) {
  (void)state;
  TuneResult *result = made_result();
  for (int several = 1; several >= 0; several--) {
    result->profile_count = (size_t)several;
    const ReportModel model = {"made", result};
    Made made = make(&model, 1, draw);
    assert_int_equal(count_of(made.page, "<td>thrifty</td>"), several);
    assert_int_equal(count_of(made.page, "<span data-value=\"0.375\">37.50"), several);
    free(made.page);
  }
}

static void a_strategy_without_an_answer_says_none(void **state) {
  (void)state;
  Made made = make_one(draw);
  assert_int_equal(count_of(made.page, "none of its networks does it"), 1);
  free(made.page);
}

static void the_only_network_that_was_made_for_a_target_is_shown_though_it_misses_it(void **state) {
  (void)state;
  TuneResult *result = made_result();
  result->networks[1].target = 0.05;
  const ReportModel model = {"made", result};
  Made made = make(&model, 1, draw);
  assert_int_equal(count_of(made.page, "one-rank <small>misses it</small>"), 1);
  assert_int_equal(count_of(made.page, "none of its networks does it"), 0);
  free(made.page);
}

static void what_rounds_to_zero_has_no_sign(void **state) {
  (void)state;
  TuneResult *result = made_result();
  result->networks[1].search.loss = -0x1p-20;
  const ReportModel model = {"made", result};
  Made made = make(&model, 1, draw);
  assert_non_null(strstr(made.page, "<span data-value=\"-9.5367431640625e-07\">0.00"));
  free(made.page);
}

static void names_are_no_markup(void **state) {
  (void)state;
  const ReportModel model = {"<b>&\"made\"", made_result()};
  Made made = make(&model, 1, draw);
  assert_null(strstr(made.page, "<b>&\"made"));
  assert_non_null(strstr(made.page, "&lt;b&gt;&amp;&quot;made&quot;"));
  free(made.page);
}

static void nothing_comes_from_outside(void **state) {
  (void)state;
  static const char *const forbidden[] = {"http", "src=", "url(", "@import", "<script", "<link"};
  Made made = make_one(draw);
  for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
    assert_null(strstr(made.page, forbidden[i]));
  free(made.page);
}

/* ---- Models that do not fit together ---- */

static void results_of_different_scores_are_refused(void **state) {
  (void)state;
  TuneResult other = *made_result();
  strcpy(other.score, "stoi");
  const ReportModel models[] = {{"plain", made_result()}, {"adapted", &other}};
  Made made = make(models, 2, draw);
  assert_null(made.page);
  assert_non_null(strstr(made.text, "adapted by stoi"));
}

static void different_recordings_are_pointed_out(void **state) {
  (void)state;
  TuneResult other = *made_result();
  for (int differs = 0; differs < 2; differs++) {
    if (differs) strcpy(other.recordings, "44556677");
    const ReportModel models[] = {{"plain", made_result()}, {"adapted", &other}};
    Made made = make(models, 2, draw);
    assert_int_equal(count_of(made.page, "measured on different recordings"), differs);
    free(made.page);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_picture_is_there_once),
      cmocka_unit_test(of_two_models_all_but_the_common_picture_are_there_twice),
      cmocka_unit_test(pictures_do_not_share_identifiers),
      cmocka_unit_test(curves_that_nobody_measured_are_no_pictures_but_a_sentence),
      cmocka_unit_test(speed_that_nobody_measured_is_no_picture),
      cmocka_unit_test(bytes_that_tell_no_more_than_parameters_are_no_picture),
      cmocka_unit_test(a_matrix_says_how_it_is_stored),
      cmocka_unit_test(what_cannot_be_drawn_is_counted_and_said),
      cmocka_unit_test(without_anyone_to_draw_the_tables_stand_and_the_page_says_so),
      cmocka_unit_test(numbers_are_those_of_the_result),
      cmocka_unit_test(claims_say_whether_they_hold),
      cmocka_unit_test(profiles_are_there_where_a_file_has_several),
      cmocka_unit_test(a_strategy_without_an_answer_says_none),
      cmocka_unit_test(the_only_network_that_was_made_for_a_target_is_shown_though_it_misses_it),
      cmocka_unit_test(what_rounds_to_zero_has_no_sign),
      cmocka_unit_test(names_are_no_markup),
      cmocka_unit_test(nothing_comes_from_outside),
      cmocka_unit_test(results_of_different_scores_are_refused),
      cmocka_unit_test(different_recordings_are_pointed_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
