/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The tables of the page. */
#ifndef QUELL_TABLES_H
#define QUELL_TABLES_H

#include "report_model.h"

#include <stdio.h>

/* The chosen network in a few numbers. */
void tables_tiles(FILE *stream, const TuneResult *result);
/* What was promised, what was found. */
void tables_claims(FILE *stream, const TuneResult *result);
/* The sizes that the file holds, and their ranks; nothing where there is one. */
void tables_profiles(FILE *stream, const TuneResult *result);
/* A row for each matrix, before and after, and the sum. */
void tables_matrices(FILE *stream, const TuneResult *result);
/* Each strategy's best network for each target, and the network uncut. */
void tables_answers(FILE *stream, const TuneResult *result);
/* All networks that were scored, folded. */
void tables_networks(FILE *stream, const TuneResult *result);

#endif
