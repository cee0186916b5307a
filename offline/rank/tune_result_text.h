/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A result as text. All come from malloc and are NULL without memory. Tables are CSV with a header row; a field that is
 * not known is empty. */
#ifndef QUELL_TUNE_RESULT_TEXT_H
#define QUELL_TUNE_RESULT_TEXT_H

#include "tune_result.h"

/* One object, with null for what is not known. */
char *tune_result_json(const TuneResult *result);

/* A row for each matrix: what it takes in the model at hand and at the chosen network's rank (0: dense). */
char *tune_result_matrices_csv(const TuneResult *result);
/* A row for each singular value. */
char *tune_result_values_csv(const TuneResult *result);
/* A row for each rank of each matrix that was tried alone. */
char *tune_result_curves_csv(const TuneResult *result);
/* A row for each network, its ranks in columns named after the matrices. */
char *tune_result_networks_csv(const TuneResult *result);

#endif
