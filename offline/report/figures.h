/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The pictures of the page, and what explains their colours. */
#ifndef QUELL_FIGURES_H
#define QUELL_FIGURES_H

#include "report_model.h"

#include <stdio.h>

/* Who draws: gets a script for gnuplot and returns the picture as text from malloc, or NULL. */
typedef struct {
  char *(*draw)(void *context, const char *script, size_t size);
  void *context;
} Draughtsman;

/* Both write the pictures of pictures.def of their kind, with what explains the colours: those of the strategies of all
 * models, and those of each model's matrices. `draughtsman` NULL: none. They return how many could not be drawn. */
size_t figures_of_strategies(FILE *stream, const ReportModels *models, const Draughtsman *draughtsman);
size_t figures_of_matrices(FILE *stream, const ReportModels *models, const Draughtsman *draughtsman);

#endif
