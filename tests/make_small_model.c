/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes a small model for hosts to load: make_small_model FILE [KIND]
 */
#include "tests/small_model.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  char text[256] = "";
  const unsigned kind = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
  ModelFile *file = argc > 1 ? small_model_make(kind) : NULL;
  const QuellStatus status = file ? model_file_write(file, argv[1], &(Message){text, sizeof text}) : QUELL_BAD_ARGUMENT;
  model_file_free(file);
  if (status != QUELL_OK) fprintf(stderr, "%s\n", text);
  return status == QUELL_OK ? 0 : 1;
}
