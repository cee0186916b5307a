/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command_line.h"
#include "help.h"

/* Text as roff reads it: hyphens that are typed as such, and no line that starts with a request. */
static void print_roff(FILE *file, const char *text) {
  int line_start = 1;
  for (; *text; text++) {
    if (line_start && (*text == '.' || *text == '\'')) fputs("\\&", file);
    if (*text == '-')
      fputs("\\-", file);
    else if (*text == '\\')
      fputs("\\e", file);
    else
      fputc(*text, file);
    line_start = *text == '\n';
  }
}

static void print_option(FILE *file, const Option *option) {
  fputs(".TP\n", file);
  if (option->letter) fprintf(file, "\\fB\\-%c\\fR, ", option->letter);
  fputs("\\fB\\-\\-", file);
  print_roff(file, option->name);
  fputs("\\fR", file);
  if (option->argument) fprintf(file, " \\fI%s\\fR", option->argument);
  fputc('\n', file);
  print_roff(file, option->help);
  fputs(".\n", file);
}

static void print_command(FILE *file, const Command *command) {
  fprintf(file, ".SS quell %s [\\fIOPTION\\fR]... %s\n", command->name, command->arguments);
  print_roff(file, command->description);
  fputc('\n', file);
  for (const Option *option = command->options; option->name; option++)
    if (*option->name) print_option(file, option);
  fputs(".PP\nExample:\n.PP\n.RS 4\n.nf\n", file);
  print_roff(file, command->example);
  fputs("\n.fi\n.RE\n", file);
}

void man_print(FILE *file) {
  fputs(".TH QUELL 1 \"\" \"Quell " QUELL_VERSION "\" \"User Commands\"\n.SH NAME\nquell \\- ", file);
  print_roff(file, program_summary);
  fputs("\n.SH SYNOPSIS\n.B quell\n\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n.SH OPTIONS\n", file);
  print_option(file, &(Option){"help", 'h', NULL, "Show help and exit; after a command, the help of that command"});
  print_option(file, &(Option){"version", 'V', NULL, "Show the version and exit"});
  fputs(".SH COMMANDS\n", file);
  for (size_t i = 0; command_at(i); i++)
    print_command(file, command_at(i));
  fputs(".SH EXIT STATUS\n.TP\n0\nAll was done.\n.TP\n1\nSomething could not be done; a sentence on standard error "
        "says what.\n"
        ".TP\n2\nThe command line was not understood; nothing was done.\n",
        file);
}
