/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The texts that are made from the tables of commands: help on the screen, the manual page, completion for bash.
 */
#ifndef QUELL_HELP_H
#define QUELL_HELP_H

#include "command.h"

#include <stdio.h>

/* Columns that no line of the help exceeds. */
#define HELP_COLUMNS 80

void help_print_program(FILE *file);
void help_print_command(FILE *file, const Command *command);
void man_print(FILE *file);
void completion_print(FILE *file);

/* What the program is, one sentence. */
extern const char program_summary[];

#endif
