/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_option.h"

#include "command.h"

#include <stdio.h>
#include <string.h>

QuellModel *open_model(const char *path) {
  QuellModel *model;
  char message[512] = "";
  const QuellStatus status = path ? quell_model_open_file(path, &model, message, sizeof message)
                                  : quell_model_open_default(&model, message, sizeof message);
  if (status == QUELL_OK) return model;
  const char *reason = *message ? message : quell_status_text(status);
  if (!path)
    complain("the model that is built in cannot be used: %s", reason);
  else if (strstr(reason, path))
    complain("%s", reason);
  else
    complain("the model '%s' cannot be used: %s", path, reason);
  return NULL;
}

int choose_profile(const QuellModel *model, const char *name, uint32_t *index) {
  const int found = name ? quell_model_find_profile(model, name) : 0;
  if (found >= 0) {
    *index = (uint32_t)found;
    return 1;
  }
  char known[512] = "";
  QuellProfileInfo profile;
  for (uint32_t i = 0; quell_model_profile(model, i, &profile) == QUELL_OK; i++) {
    const size_t length = strlen(known);
    snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", profile.name);
  }
  complain("the model has no profile '%s'; it has %s", name, known);
  return 0;
}

const char *model_name(const QuellModel *model, const char *absent) {
  const char *name = quell_model_text(model, "name");
  return name && *name ? name : absent;
}
