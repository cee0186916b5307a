/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program of the build: prints the manual page or the completion, both made from the tables of the commands.
 */
#include "help.h"

#include <string.h>

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "man") == 0)
    man_print(stdout);
  else if (argc == 2 && strcmp(argv[1], "completion") == 0)
    completion_print(stdout);
  else
    return 2;
  return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
