/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `quell live` was asked to do, and what it shows while it does it.
 */
#ifndef QUELL_LIVE_PLAN_H
#define QUELL_LIVE_PLAN_H

#include "live/live_session.h"

typedef struct {
  LiveOptions session;
  const char *model, *profile; /* path, name or "auto"; or NULL */
  const char *raw, *clean;     /* files to record to; NULL or empty for none */
  double limit_db;
  int json, reconnect;
} LivePlan;

/* The profile that is wished for: an index, or LIVE_PROFILE_AUTOMATIC for "auto". Returns 0 after one sentence on
 * stderr when the model has none of that name. */
int live_plan_profile(const LivePlan *plan, const QuellModel *model, uint32_t *profile);
/* A session with the plan's settings; `options` are the plan's, changed as the caller needs it. NULL without memory. */
LiveSession *live_plan_session(const LivePlan *plan, const LiveOptions *options, QuellModel *model, uint32_t profile);

/* Each returns an exit code. */
int live_list(int json);
int live_run(const LivePlan *plan);
int live_check(const LivePlan *plan);

#endif
