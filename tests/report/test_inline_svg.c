/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures as parts of a page.
 */
#include "offline/report/inline_svg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What becomes of a picture; NULL when it is refused. */
static char *become(const char *svg) {
  char *text, copy[2000];
  size_t size;
  snprintf(copy, sizeof copy, "%s", svg);
  FILE *stream = open_memstream(&text, &size);
  assert_non_null(stream);
  const int good = inline_svg(stream, copy, "p-", "A <picture>");
  assert_int_equal(fclose(stream), 0);
  if (good) return text;
  assert_int_equal(size, 0);
  free(text);
  return NULL;
}

static void assert_becomes(const char *svg, const char *expected) {
  char *text = become(svg);
  assert_non_null(text);
  assert_string_equal(text, expected);
  free(text);
}

#define OPEN "<svg role=\"img\" aria-label=\"A &lt;picture&gt;\""

static void what_surrounds_the_picture_is_left_out(void **state) {
  (void)state;
  assert_becomes("<?xml version=\"1.0\"?>\n<svg a=\"1\"><g/></svg>\nrest", OPEN " a=\"1\"><g/></svg>\n");
}

static void names_and_links_get_the_prefix(void **state) {
  (void)state;
  assert_becomes("<svg><g id='x'/><use xlink:href='#x'/><i id=\"y\" f=\"url(#y)\"/></svg>",
                 OPEN "><g id='p-x'/><use href='#p-x'/><i id=\"p-y\" f=\"url(#p-y)\"/></svg>\n");
}

static void titles_that_say_nothing_are_left_out(void **state) {
  (void)state;
  assert_becomes("<svg><title>gnuplot</title><g><title>plot_1</title></g><desc>by</desc></svg>",
                 OPEN "><g></g></svg>\n");
}

static void namespaces_are_left_out(void **state) {
  (void)state;
  assert_becomes("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"></svg>",
                 OPEN "></svg>\n");
}

static void what_is_no_whole_picture_is_refused(void **state) {
  (void)state;
  assert_null(become(""));
  assert_null(become("gnuplot: no such terminal"));
  assert_null(become("<svg><g></g>"));
  assert_null(become("</svg><svg>"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_surrounds_the_picture_is_left_out), cmocka_unit_test(names_and_links_get_the_prefix),
      cmocka_unit_test(titles_that_say_nothing_are_left_out),   cmocka_unit_test(namespaces_are_left_out),
      cmocka_unit_test(what_is_no_whole_picture_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
