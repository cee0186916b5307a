/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_LEGEND_H
#define QUELL_LEGEND_H

#include "report_model.h"

#include <stdio.h>

/* Lists that say which colour, line and mark stands for what. */
void legend_of_matrices(FILE *stream, const ReportModels *models);
void legend_of_strategies(FILE *stream, const ReportModels *models);

#endif
