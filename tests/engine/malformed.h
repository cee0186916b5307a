/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are wrong in one way each. Every case becomes a test of its own, named after its defect.
 */
#ifndef QUELL_TESTS_MALFORMED_H
#define QUELL_TESTS_MALFORMED_H

#include "test.h"

/* Whether the text is one sentence: a line without a full stop at its end. */
static inline int is_one_sentence(const char *text) {
  const size_t length = strlen(text);
  return length > 10 && text[length - 1] != '.' && !strchr(text, '\n');
}

static inline void assert_says(const char *text, const char *part) {
  if (!is_one_sentence(text) || !strstr(text, part)) fail_msg("'%s' does not say '%s'", text, part);
}

#endif
