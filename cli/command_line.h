/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the frame of the program knows besides a single command: the list of commands, and how a command line is read.
 */
#ifndef QUELL_COMMAND_LINE_H
#define QUELL_COMMAND_LINE_H

#include "command.h"

/* NULL past the last. */
const Command *command_at(size_t index);
/* NULL when there is none of that name. */
const Command *command_find(const char *name);
/* Whose name complain() puts in front; NULL for none. */
void command_set_current(const Command *command);

typedef enum { PARSED, PARSED_HELP, PARSED_BADLY } Parsing;

/* argv[0] is the command's name. PARSED: *arguments is new and owned by the caller. PARSED_HELP: --help was there.
 * PARSED_BADLY: one sentence is on stderr. */
Parsing arguments_parse(const Command *command, int argc, char **argv, Arguments **arguments);
void arguments_free(Arguments *arguments);

#endif
