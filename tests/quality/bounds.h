/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the default model must hold, one line each in bounds.def.
 */
#ifndef QUELL_TESTS_QUALITY_BOUNDS_H
#define QUELL_TESTS_QUALITY_BOUNDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generators.h"
#include "sound.h"

#include <math.h>
#include <string.h>

typedef enum {
#define QUALITY_BOUND(identifier, side, bound, goal, unit, what) BOUND_##identifier,
#include "bounds.def"
#undef QUALITY_BOUND
  BOUND_COUNT
} Bound;

/* Prints the row of the table in docs/quality.md, "| what | value | bound | goal |", and fails when the value is on the
 * wrong side of the bound. */
void bound_check(Bound bound, double value);

/* Names of the voices in recordings/; from UNHEARD_FROM on they speak languages that training did not hear. */
#define VOICES 8
#define UNHEARD_FROM 4
extern const char *const voices[VOICES];

#define QUALITY_TEST(name) cmocka_unit_test_teardown(name, sounds_end)

#endif
