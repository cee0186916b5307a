/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which clean file belongs to which noisy or enhanced one: those of the same name without its ending.
 */
#ifndef QUELL_EVAL_PAIRS_H
#define QUELL_EVAL_PAIRS_H

#include <stddef.h>

typedef struct {
  char *name;                     /* without folder and ending */
  char *clean, *noisy, *enhanced; /* paths; NULL where there is no such folder */
} EvalPair;

typedef struct {
  EvalPair *pairs; /* sorted by name */
  size_t count;
  size_t failures; /* files without a partner, each said on stderr */
} EvalPairs;

/* Folders other than `clean` may be NULL. Returns 0, after one sentence, when a folder cannot be read or holds no
 * sound. */
int eval_pairs_find(const char *clean, const char *noisy, const char *enhanced, EvalPairs *pairs);
void eval_pairs_free(EvalPairs *pairs);

#endif
