/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "help.h"

#include "command_line.h"

#include <string.h>

const char program_summary[] = "removes noise from recorded speech with a small neural network";

/* Prints the text word by word; lines after the first start at `indent`, and the first is at column `column` already.
 */
static void print_wrapped(FILE *file, const char *text, int indent, int column) {
  int first = 1;
  while (*text) {
    int length = (int)strcspn(text, " \n");
    if (!first && column + 1 + length > HELP_COLUMNS) {
      fprintf(file, "\n%*s", indent, "");
      column = indent;
    } else if (!first) {
      fputc(' ', file);
      column++;
    }
    fprintf(file, "%.*s", length, text);
    column += length;
    first = 0;
    text += length;
    text += strspn(text, " \n");
  }
  fputc('\n', file);
}

static int option_label(const Option *option, char *label, size_t size) {
  char letter[5] = "    ";
  if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
  return snprintf(label, size, "  %s--%s%s%s", letter, option->name, option->argument ? " " : "",
                  option->argument ? option->argument : "");
}

static const Option help_option = {"help", 'h', NULL, "show this help"};

static void print_option(FILE *file, const Option *option, int column) {
  char label[128];
  int length = option_label(option, label, sizeof label);
  fprintf(file, "%s%*s", label, column - length, "");
  print_wrapped(file, option->help, column, column);
}

static void print_options(FILE *file, const Command *command) {
  char label[128];
  const Option *option;
  int widest = option_label(&help_option, label, sizeof label);
  for (option = command->options; option->name && *option->name; option++) {
    int length = option_label(option, label, sizeof label);
    if (length > widest) widest = length;
  }
  for (option = command->options; option->name && *option->name; option++)
    print_option(file, option, widest + 2);
  print_option(file, &help_option, widest + 2);
  if (option->name) fputs("More options, seldom needed: man quell\n", file);
}

void help_print_command(FILE *file, const Command *command) {
  fprintf(file, "Usage: quell %s [OPTION]...%s%s\n", command->name, *command->arguments ? " " : "", command->arguments);
  print_wrapped(file, command->description, 0, 0);
  fputc('\n', file);
  print_options(file, command);
  fprintf(file, "\nExample: %s\n", command->example);
}

void help_print_program(FILE *file) {
  fputs("Usage: quell COMMAND [OPTION]... [ARGUMENT]...\n", file);
  fprintf(file, "Quell %s.\n\n", program_summary);
  for (size_t i = 0; command_at(i); i++) {
    fprintf(file, "  %-10s", command_at(i)->name);
    print_wrapped(file, command_at(i)->summary, 12, 12);
  }
  fputs("\n  -h, --help      show this help; quell COMMAND --help explains a command\n"
        "  -V, --version   show the version\n",
        file);
  if (command_at(0)) fprintf(file, "\nExample: %s\n", command_at(0)->example);
}
