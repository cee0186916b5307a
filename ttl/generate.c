/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes the description of the plugin in Turtle, from the table of ports and that of presets:
 *   generate manifest|plugin|presets|window BINARY [BINARY OF THE WINDOW] > FILE.ttl
 */
#include "ttl.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc < 3 || argc > 4) {
    fputs("usage: generate manifest|plugin|presets|window BINARY [BINARY OF THE WINDOW]\n", stderr);
    return 2;
  }
  if (strcmp(argv[1], "manifest") == 0)
    write_manifest(argv[2], argv[3]);
  else if (strcmp(argv[1], "plugin") == 0)
    write_plugins();
  else if (strcmp(argv[1], "presets") == 0)
    write_presets();
  else if (strcmp(argv[1], "window") == 0)
    write_window();
  else
    return 2;
  return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
