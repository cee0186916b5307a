/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole system's microphone without noise: the plugin in PipeWire's filter-chain.
 */
#include "command.h"
#include "pipewire_config.h"
#include "pipewire_status.h"
#include "quell.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int install(const Arguments *arguments, const char *path) {
  const QuellParameterInfo *limit = quell_parameter_info(QUELL_LIMIT);
  PipewireSettings settings = {.limit_db = (double)limit->standard,
                               .microphone = argument_text(arguments, "microphone")};
  char plugin[4096];
  long long channels = 1;
  if (!argument_number(arguments, "limit", (double)limit->minimum, (double)limit->maximum, &settings.limit_db) ||
      !argument_whole(arguments, "channels", 1, 2, &channels)) {
    return EXIT_USAGE;
  }
  settings.channels = (int)channels;
  if (!pipewire_find_plugin(plugin, sizeof plugin)) {
    complain("the plugin quell.lv2 is in no folder that LV2 hosts search: install it first");
    return EXIT_FAILED;
  }
  if (!pipewire_config_write(path, &settings)) return EXIT_FAILED;
  printf("%s is written. Now:\n"
         "  systemctl --user restart pipewire wireplumber\n"
         "and choose \"Microphone without noise (Quell)\" as microphone. quell pipewire status looks at every link.\n",
         path);
  return EXIT_DONE;
}

static int remove_config(const char *path) {
  if (unlink(path) != 0) {
    if (errno == ENOENT)
      complain("there is nothing to remove: %s is not there", path);
    else
      complain("%s cannot be removed: %s", path, strerror(errno));
    return EXIT_FAILED;
  }
  printf("%s is removed. It ends with: systemctl --user restart pipewire wireplumber\n", path);
  return EXIT_DONE;
}

static int run(const Arguments *arguments) {
  const char *action = positional(arguments, 0);
  char path[4096];
  if (!pipewire_config_path(path, sizeof path)) return EXIT_FAILED;
  if (strcmp(action, "install") == 0) return install(arguments, path);
  if (strcmp(action, "status") == 0) return pipewire_status_print(path, argument_given(arguments, "json"));
  if (strcmp(action, "remove") == 0) return remove_config(path);
  complain("there is no action '%s', only install, status and remove", action);
  return EXIT_USAGE;
}

static const Option options[] = {
    {"limit", 'l', "dB", "install: the most that is attenuated, 0 to 100; default 100"},
    {"microphone", 'm', "NODE",
     "install: node.name of the microphone, as pw-cli ls Node lists it; default: the system's"},
    {"channels", 0, "N", "install: 1 for one voice, 2 for a stereo microphone; default 1"},
    {"json", 0, NULL, "status: print JSON"},
    {0},
};

const Command command_pipewire = {
    .name = "pipewire",
    .summary = "make a microphone without noise for all programs, by PipeWire",
    .arguments = "ACTION",
    .description = "ACTION install writes a file to the user's configuration of PipeWire, which then offers a second "
                   "microphone: the first without its noise, for every program. ACTION status looks at each link from "
                   "the microphone to there and says which is missing. ACTION remove takes the file away. Nothing "
                   "needs root.",
    .example = "quell pipewire install --limit 30",
    .options = options,
    .run = run,
};
