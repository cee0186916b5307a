/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command.h"
#include "json_print.h"
#include "live_plan.h"

#include "live/sound_system.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *default_mark(const SoundDevice *device) {
  if (device->default_input && device->default_output) return "default input and output";
  return device->default_input ? "default input" : device->default_output ? "default output" : "";
}

static int longest_api(void) {
  int longest = (int)strlen("API");
  for (size_t i = 0; i < sound_device_count(); i++) {
    const int length = (int)strlen(sound_device(i).api);
    if (length > longest) longest = length;
  }
  return longest;
}

static int print_table(void) {
  const int width = longest_api();
  printf("%3s  %-*s %4s %4s %8s  %s\n", "", width, "API", "in", "out", "Hz", "name");
  for (size_t i = 0; i < sound_device_count(); i++) {
    const SoundDevice device = sound_device(i);
    const char *mark = default_mark(&device);
    printf("%3zu  %-*s %4u %4u %8.0f  %s%s%s%s\n", i, width, device.api, device.inputs, device.outputs,
           device.sample_rate, device.name, *mark ? " (" : "", mark, *mark ? ")" : "");
  }
  return EXIT_DONE;
}

static int print_json(void) {
  json_t *devices = json_array();
  for (size_t i = 0; i < sound_device_count(); i++) {
    const SoundDevice device = sound_device(i);
    json_array_append_new(devices, json_pack("{s:i, s:o, s:s, s:i, s:i, s:f, s:b, s:b}", "number", (int)i, "name",
                                             json_stringn_nocheck(device.name, strlen(device.name)), "api", device.api,
                                             "inputs", (int)device.inputs, "outputs", (int)device.outputs,
                                             "sample_rate", device.sample_rate, "default_input", device.default_input,
                                             "default_output", device.default_output));
  }
  return json_print(json_pack("{s:o}", "devices", devices));
}

static int print_devices(int json) {
  if (json) return print_json();
  if (sound_device_count() > 0) return print_table();
  complain("no device was found: plug one in, or start the sound server");
  return EXIT_FAILED;
}

static int list_devices(int json) {
  LiveTrouble trouble;
  if (!sound_system_start(&trouble)) {
    complain("%s", trouble.text);
    return EXIT_FAILED;
  }
  int code = print_devices(json);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    complain("standard output cannot be written: %s", strerror(errno));
    code = EXIT_FAILED;
  }
  sound_system_stop();
  return code;
}

/* In a process of its own, which libraries of sound may abort. */
int live_list(int json) {
  int status = 0;
  fflush(NULL);
  const pid_t process = fork();
  if (process == 0) _exit(list_devices(json));
  if (process > 0 && waitpid(process, &status, 0) == process && WIFEXITED(status)) return WEXITSTATUS(status);
  complain("the sound system has crashed while it was asked for its devices");
  return EXIT_FAILED;
}
