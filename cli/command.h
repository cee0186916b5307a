/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a subcommand is. Each lives in a file of its own (cli/NAME.c) that defines `const Command command_NAME`, and has
 * one line in commands.def; dispatch, --help, man page and completion are made from these tables.
 */
#ifndef QUELL_COMMAND_H
#define QUELL_COMMAND_H

#include <stddef.h>

/* Exit codes of the program. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

typedef struct {
  const char *name;     /* long name without dashes */
  char letter;          /* short name, 0 for none */
  const char *argument; /* "FILE", "DIR", "MODEL" (completed with file names), "dB" ...; NULL for a switch */
  const char *help;     /* one line; default value named in it */
} Option;

/* A row that divides a table of options: those below it are seldom needed, and help on the screen leaves them to the
 * manual. */
#define OPTIONS_SELDOM_NEEDED                                                                                          \
  { "", 0, NULL, NULL }

typedef struct Arguments Arguments;

typedef struct {
  const char *name;
  const char *summary;     /* one line, for the list of commands */
  const char *arguments;   /* "IN...", "MODEL", "[MODEL]", "": dots mean one or more, brackets that it may be left out.
                              Too few   or too many are refused before run() */
  const char *description; /* a paragraph for help and man page */
  const char *example;     /* one command line */
  const Option *options;   /* ends with a NULL name; --help is added to all */
  int (*run)(const Arguments *arguments); /* returns an exit code; has said what went wrong */
} Command;

/* Last value given to an option, or NULL. */
const char *argument_text(const Arguments *arguments, const char *option);
/* Every value given to an option that may be repeated: value number `index`, NULL past the last. */
const char *argument_text_at(const Arguments *arguments, const char *option, size_t index);
int argument_given(const Arguments *arguments, const char *option);
/* Parses the option's value as a number in minimum..maximum; leaves *value alone (the default) when the option is
 * absent. Returns 0, after one sentence on stderr, when it is no such number: the command then returns EXIT_USAGE. */
int argument_number(const Arguments *arguments, const char *option, double minimum, double maximum, double *value);
int argument_whole(const Arguments *arguments, const char *option, long long minimum, long long maximum,
                   long long *value);
/* What stands on the command line besides options. */
size_t positional_count(const Arguments *arguments);
const char *positional(const Arguments *arguments, size_t index);

/* Prints "quell COMMAND: ", the sentence, a full stop and a newline to stderr, in one piece whatever other threads
 * print. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
