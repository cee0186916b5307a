/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Derived numbers of pictures, and how far their axes reach. */
#ifndef QUELL_PLOT_RANGES_H
#define QUELL_PLOT_RANGES_H

#include "report_model.h"

#include <stdio.h>

/* Share of the squared Frobenius norm beyond the first `rank` singular values. */
double error_of_rank(const MatrixResult *matrix, uint32_t rank);
/* The largest rank whose pair is smaller than the dense matrix. */
uint32_t useful_rank(const MatrixResult *matrix);

/* All against the first model uncut: how many times fewer parameters, the score in per cent, how many times less time,
 * NAN where nothing was timed, and how many times fewer bytes than all parameters take in single precision. */
double times_fewer(const ReportModels *models, const NetworkResult *network);
double performance(const ReportModels *models, const NetworkResult *network);
double times_faster(const ReportModels *models, const NetworkResult *network);
double times_fewer_bytes(const ReportModels *models, const NetworkResult *network);

/* The ranges that plot_data.h names. */
void plot_ranges_write(FILE *stream, const ReportModels *models);

#endif
