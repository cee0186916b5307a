/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every test of this folder includes.
 */
#ifndef QUELL_TESTS_ENGINE_TEST_H
#define QUELL_TESTS_ENGINE_TEST_H

#include "models.h"
#include "signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Fails with the numbers that were compared. */
#define assert_below(value, limit, ...) assert_number_below((value), (limit), __FILE__, __LINE__, __VA_ARGS__)
static inline __attribute__((format(printf, 5, 6))) void
assert_number_below(double value, double limit, const char *file, int line, const char *format, ...) {
  if (value < limit) return;
  char where[200];
  va_list values;
  va_start(values, format);
  vsnprintf(where, sizeof where, format, values);
  va_end(values);
  print_error("%s: %g is not below %g\n", where, value, limit);
  _fail(file, line);
}

/* Equal to the bit: -0 is not 0. */
static inline void assert_same_bits(const float *a, const float *b, size_t count) {
  for (size_t n = 0; n < count; n++)
    if (memcmp(&a[n], &b[n], sizeof *a) != 0) fail_msg("sample %zu: %.9g is not %.9g", n, a[n], b[n]);
}

#endif
