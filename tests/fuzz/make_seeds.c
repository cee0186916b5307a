/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes small valid models into a folder: make_seeds FOLDER
 */
#include "tests/small_model.h"

#include <stdio.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    char path[4096], text[256] = "no memory";
    snprintf(path, sizeof path, "%s/small-%u.safetensors", argv[1], kind);
    ModelFile *file = small_model_make(kind);
    if (!file || model_file_write(file, path, &(Message){text, sizeof text}) != QUELL_OK) {
      fprintf(stderr, "%s: %s\n", path, text);
      return 1;
    }
    model_file_free(file);
  }
  return 0;
}
