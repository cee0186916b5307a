/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "json_print.h"

#include "command.h"

#include <math.h>
#include <stdio.h>

json_t *json_number_or_null(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_text_or_null(const char *text) {
  return text ? json_string(text) : json_null();
}

int json_print(json_t *value) {
  if (!value) {
    complain("out of memory");
    return EXIT_FAILED;
  }
  json_dumpf(value, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
  putchar('\n');
  json_decref(value);
  return EXIT_DONE;
}
