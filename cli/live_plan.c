/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_plan.h"

#include "model_option.h"

#include <string.h>

int live_plan_profile(const LivePlan *plan, const QuellModel *model, uint32_t *profile) {
  const char *name = plan->profile;
  if (!name || strcmp(name, "auto") != 0 || quell_model_find_profile(model, name) >= 0)
    return choose_profile(model, name, profile);
  *profile = LIVE_PROFILE_AUTOMATIC;
  return 1;
}

LiveSession *live_plan_session(const LivePlan *plan, const LiveOptions *options, QuellModel *model, uint32_t profile) {
  LiveSession *session = live_session_create(model, options);
  if (!session) return NULL;
  live_session_set(session, QUELL_LIMIT, (float)plan->limit_db);
  live_session_set_profile(session, profile);
  return session;
}
