/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command_line.h"
#include "help.h"

/* One branch of the shell's case: the words that may follow a command. */
static void print_command(FILE *file, const Command *command) {
  fprintf(file, "    %s) words='", command->name);
  for (const Option *option = command->options; option->name; option++)
    if (*option->name) fprintf(file, "--%s ", option->name);
  fputs("--help' ;;\n", file);
}

void completion_print(FILE *file) {
  fputs("# Completion of quell for bash.\n"
        "_quell() {\n"
        "  local current=\"${COMP_WORDS[COMP_CWORD]}\" words=\n"
        "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "    words='",
        file);
  for (size_t i = 0; command_at(i); i++)
    fprintf(file, "%s ", command_at(i)->name);
  fputs("--help --version'\n"
        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
        "    return\n"
        "  fi\n"
        "  case \"${COMP_WORDS[1]}\" in\n",
        file);
  for (size_t i = 0; command_at(i); i++)
    print_command(file, command_at(i));
  fputs("  esac\n"
        "  case \"$current\" in\n"
        "    -*) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\") ;;\n"
        "    *) compopt -o filenames\n"
        "       mapfile -t COMPREPLY < <(compgen -f -- \"$current\") ;;\n"
        "  esac\n"
        "}\n"
        "complete -F _quell quell\n",
        file);
}
