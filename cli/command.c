/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define QUELL_COMMAND(name) extern const Command command_##name;
#include "commands.def"
#undef QUELL_COMMAND

static const Command *const commands[] = {
#define QUELL_COMMAND(name) &command_##name,
#include "commands.def"
#undef QUELL_COMMAND
    NULL};

/* Set once in main(), before any thread starts; complain() needs it wherever it is called from. */
static const Command *current;

const Command *command_at(size_t index) {
  return commands[index];
}

const Command *command_find(const char *name) {
  for (size_t i = 0; commands[i]; i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

void command_set_current(const Command *command) {
  current = command;
}

void complain(const char *format, ...) {
  char sentence[4096];
  va_list values;
  va_start(values, format);
  vsnprintf(sentence, sizeof sentence, format, values);
  va_end(values);
  /* Names of files may hold line ends and commands for terminals. */
  for (unsigned char *at = (unsigned char *)sentence; *at; at++)
    if (*at < ' ' || *at == 127) *at = '?';
  fprintf(stderr, "quell%s%s: %s.\n", current ? " " : "", current ? current->name : "", sentence);
}
