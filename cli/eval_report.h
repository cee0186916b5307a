/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the evaluation found, as a table and as JSON. Both say which variant of each measure it is, at which rate it was
 * taken, and how the signals were aligned: scores of one name and different making do not compare.
 */
#ifndef QUELL_EVAL_REPORT_H
#define QUELL_EVAL_REPORT_H

#include "eval_score.h"

typedef struct {
  const EvalPairs *pairs;
  const EvalScore *scores;
  const char *clean, *noisy, *enhanced; /* folders; NULL where there is none */
  const char *model;                    /* its name; NULL when none was run */
  float limit_db;
  int voice; /* tell how well voices are told */
  size_t failures;
} EvalReport;

/* Both return an exit code. */
int eval_report_print(const EvalReport *report);
int eval_report_print_json(const EvalReport *report);

#endif
