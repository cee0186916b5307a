/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Equality of doubles within a tolerance; cmocka's own looks at floats.
 */
#ifndef QUELL_TESTS_ASSERT_NEAR_H
#define QUELL_TESTS_ASSERT_NEAR_H

#include <math.h>

#define assert_near(found, expected, tolerance)                                                                        \
  do {                                                                                                                 \
    const double found_value = (found), expected_value = (expected);                                                   \
    if (!(fabs(found_value - expected_value) <= (tolerance)))                                                          \
      fail_msg("%.12g is not %.12g", found_value, expected_value);                                                     \
  } while (0)

#endif
