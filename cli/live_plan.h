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
  const char *model, *profile; /* path, name; or NULL */
  const char *raw, *clean;     /* files to record to; NULL or empty for none */
  double limit_db;
  int json, reconnect;
} LivePlan;

/* Each returns an exit code. */
int live_list(int json);
int live_run(const LivePlan *plan);
int live_check(const LivePlan *plan);

#endif
