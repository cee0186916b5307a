/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bounds.h"

#include <stdio.h>

typedef enum { AT_LEAST, AT_MOST } Side;

typedef struct {
  Side side;
  double bound, goal;
  const char *unit, *what;
} Row;

#define NONE NAN
static const Row rows[BOUND_COUNT] = {
#define QUALITY_BOUND(identifier, side, bound, goal, unit, what) {side, bound, goal, unit, what},
#include "bounds.def"
#undef QUALITY_BOUND
};

const char *const voices[VOICES] = {"woman",   "man",       "child",      "learner",
                                    "persian", "ukrainian", "lithuanian", "italian"};

void bound_check(Bound bound, double value) {
  const Row *row = &rows[bound];
  const char *side = row->side == AT_LEAST ? "≥" : "≤";
  char goal[40] = "–";
  if (isfinite(row->goal)) snprintf(goal, sizeof goal, "%s %g", side, row->goal);
  print_message("| %s%s%s | %.*f | %s %g | %s |\n", row->what, *row->unit ? ", " : "", row->unit, *row->unit ? 2 : 3,
                value, side, row->bound, goal);
  if (!(row->side == AT_LEAST ? value >= row->bound : value <= row->bound))
    fail_msg("%s: %g %s is not %s %g", row->what, value, row->unit, row->side == AT_LEAST ? "at least" : "at most",
             row->bound);
}
