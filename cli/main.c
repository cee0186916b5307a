/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command_line.h"
#include "help.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static int run_command(const Command *command, int argc, char **argv) {
  Arguments *arguments;
  command_set_current(command);
  switch (arguments_parse(command, argc, argv, &arguments)) {
  case PARSED_HELP:
    help_print_command(stdout, command);
    return EXIT_DONE;
  case PARSED_BADLY:
    return EXIT_USAGE;
  case PARSED:
    break;
  }
  int code = command->run(arguments);
  arguments_free(arguments);
  return code;
}

static int run_program(int argc, char **argv) {
  static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'}, {0}};
  opterr = 0;
  switch (getopt_long(argc, argv, "+hV", options, NULL)) {
  case -1:
    break;
  case 'h':
    help_print_program(stdout);
    return EXIT_DONE;
  case 'V':
    puts("quell " QUELL_VERSION);
    return EXIT_DONE;
  default:
    complain("there is no option '%s'; see quell --help", argv[1]);
    return EXIT_USAGE;
  }
  if (optind >= argc) {
    complain("it needs a command; see quell --help");
    return EXIT_USAGE;
  }
  const Command *command = command_find(argv[optind]);
  if (!command) {
    complain("there is no command '%s'; see quell --help", argv[optind]);
    return EXIT_USAGE;
  }
  return run_command(command, argc - optind, argv + optind);
}

int main(int argc, char **argv) {
  int code = run_program(argc, argv);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    complain("standard output cannot be written: %s", strerror(errno));
    return code == EXIT_DONE ? EXIT_FAILED : code;
  }
  return code;
}
