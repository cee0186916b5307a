/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command_line.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const Option *option;
  const char *text; /* NULL for a switch */
} Given;

struct Arguments {
  const Command *command;
  Given *given; /* in the order of the command line */
  size_t given_count;
  char **positionals;
  size_t positional_count;
};

/* What getopt_long() returns for option number i, and for --help; apart from every letter. */
#define FIRST_VALUE 256
#define HELP_VALUE 255

typedef struct {
  struct option *long_options;
  char *letters;
  size_t count;
} OptionTable;

static size_t option_count(const Command *command) {
  size_t count = 0;
  while (command->options[count].name)
    count++;
  return count;
}

static int option_table_init(OptionTable *table, const Command *command) {
  const size_t rows = option_count(command);
  table->count = 0;
  table->long_options = calloc(rows + 2, sizeof *table->long_options);
  table->letters = calloc(2 * rows + 3, 1);
  if (!table->long_options || !table->letters) return 0;
  char *letter = table->letters;
  *letter++ = ':'; /* a missing value is told apart from an unknown option */
  *letter++ = 'h';
  for (size_t i = 0; i < rows; i++) {
    const Option *option = &command->options[i];
    if (!*option->name) continue; /* the row that divides the table */
    table->long_options[table->count++] =
        (struct option){option->name, option->argument ? required_argument : no_argument, NULL, FIRST_VALUE + (int)i};
    if (!option->letter) continue;
    *letter++ = option->letter;
    if (option->argument) *letter++ = ':';
  }
  table->long_options[table->count] = (struct option){"help", no_argument, NULL, HELP_VALUE};
  return 1;
}

static void option_table_clear(OptionTable *table) {
  free(table->long_options);
  free(table->letters);
}

static const Option *option_of_value(const Command *command, int value) {
  if (value >= FIRST_VALUE) return &command->options[value - FIRST_VALUE];
  for (const Option *option = command->options; option->name; option++)
    if (option->letter && option->letter == value) return option;
  return NULL;
}

static Parsing complain_of_option(const Command *command, int found, char **argv) {
  const char *word = argv[optind - 1];
  const Option *option = option_of_value(command, optopt);
  if (option && found == ':')
    complain("option --%s needs a value: --%s %s", option->name, option->name, option->argument);
  else if (optopt >= HELP_VALUE)
    complain("option '%s' takes no value", word);
  else if (optopt)
    complain("there is no option '-%c'; see quell %s --help", optopt, command->name);
  else
    complain("there is no option '%s'; see quell %s --help", word, command->name);
  return PARSED_BADLY;
}

static int remember(Arguments *arguments, const Option *option, const char *text) {
  Given *grown = realloc(arguments->given, (arguments->given_count + 1) * sizeof *grown);
  if (!grown) return 0;
  arguments->given = grown;
  grown[arguments->given_count++] = (Given){option, text};
  return 1;
}

static Parsing parse_options(Arguments *arguments, const OptionTable *table, int argc, char **argv) {
  opterr = 0;
  optind = 0; /* 0 makes glibc start afresh */
  for (int found; (found = getopt_long(argc, argv, table->letters, table->long_options, NULL)) != -1;) {
    if (found == HELP_VALUE || found == 'h') return PARSED_HELP;
    if (found == '?' || found == ':') return complain_of_option(arguments->command, found, argv);
    if (!remember(arguments, option_of_value(arguments->command, found), optarg)) {
      complain("out of memory");
      return PARSED_BADLY;
    }
  }
  arguments->positionals = argv + optind;
  arguments->positional_count = (size_t)(argc - optind);
  return PARSED;
}

/* Reads "IN...", "CLEAN NOISY", "[MODEL]": how many words are needed and how many are allowed. */
static void wanted_positionals(const char *text, size_t *needed, size_t *allowed) {
  *needed = *allowed = 0;
  while (*text) {
    size_t length = strcspn(text, " ");
    (*allowed)++;
    if (text[0] != '[') (*needed)++;
    if (memmem(text, length, "...", 3)) *allowed = SIZE_MAX / 2;
    text += length;
    text += strspn(text, " ");
  }
}

static Parsing check_positionals(const Arguments *arguments) {
  const Command *command = arguments->command;
  size_t needed, allowed;
  wanted_positionals(command->arguments, &needed, &allowed);
  if (arguments->positional_count < needed) {
    complain("it needs %s on the command line; see quell %s --help", command->arguments, command->name);
    return PARSED_BADLY;
  }
  if (arguments->positional_count > allowed) {
    complain("there is nothing to do with '%s'; see quell %s --help", arguments->positionals[allowed], command->name);
    return PARSED_BADLY;
  }
  return PARSED;
}

Parsing arguments_parse(const Command *command, int argc, char **argv, Arguments **arguments) {
  *arguments = NULL;
  OptionTable table = {0};
  Arguments *made = calloc(1, sizeof *made);
  if (!made || !option_table_init(&table, command)) {
    complain("out of memory");
    option_table_clear(&table);
    free(made);
    return PARSED_BADLY;
  }
  made->command = command;
  Parsing parsing = parse_options(made, &table, argc, argv);
  if (parsing == PARSED) parsing = check_positionals(made);
  option_table_clear(&table);
  if (parsing == PARSED)
    *arguments = made;
  else
    arguments_free(made);
  return parsing;
}

void arguments_free(Arguments *arguments) {
  if (!arguments) return;
  free(arguments->given);
  free(arguments);
}

/* Value number `index` of the option; *count is how often it was given. */
static const char *find_given(const Arguments *arguments, const char *option, size_t index, size_t *count) {
  int known = 0;
  for (const Option *each = arguments->command->options; each->name; each++)
    known |= strcmp(each->name, option) == 0;
  assert(known && "asked for an option that the command's table does not have");
  const char *text = NULL;
  *count = 0;
  for (size_t i = 0; i < arguments->given_count; i++) {
    if (strcmp(arguments->given[i].option->name, option) != 0) continue;
    if ((*count)++ == index) text = arguments->given[i].text;
  }
  return text;
}

const char *argument_text_at(const Arguments *arguments, const char *option, size_t index) {
  size_t count;
  return find_given(arguments, option, index, &count);
}

const char *argument_text(const Arguments *arguments, const char *option) {
  size_t count;
  find_given(arguments, option, 0, &count);
  return count ? argument_text_at(arguments, option, count - 1) : NULL;
}

int argument_given(const Arguments *arguments, const char *option) {
  size_t count;
  find_given(arguments, option, 0, &count);
  return count > 0;
}

int argument_number(const Arguments *arguments, const char *option, double minimum, double maximum, double *value) {
  const char *text = argument_text(arguments, option);
  if (!text) return 1;
  char *end;
  double number = strtod(text, &end);
  if (end == text || *end || !(number >= minimum && number <= maximum)) {
    complain("--%s takes a number from %g to %g, not '%s'", option, minimum, maximum, text);
    return 0;
  }
  *value = number;
  return 1;
}

int argument_whole(const Arguments *arguments, const char *option, long long minimum, long long maximum,
                   long long *value) {
  const char *text = argument_text(arguments, option);
  if (!text) return 1;
  char *end;
  errno = 0;
  long long number = strtoll(text, &end, 10);
  if (end == text || *end || errno == ERANGE || number < minimum || number > maximum) {
    complain("--%s takes a whole number from %lld to %lld, not '%s'", option, minimum, maximum, text);
    return 0;
  }
  *value = number;
  return 1;
}

size_t positional_count(const Arguments *arguments) {
  return arguments->positional_count;
}

const char *positional(const Arguments *arguments, size_t index) {
  return index < arguments->positional_count ? arguments->positionals[index] : NULL;
}
