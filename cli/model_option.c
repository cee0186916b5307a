/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_option.h"

#include "command.h"

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

const char *model_name(const QuellModel *model, const char *absent) {
  const char *name = quell_model_text(model, "name");
  return name && *name ? name : absent;
}
