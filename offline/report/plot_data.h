/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What pictures/ draw: a script of gnuplot that sets these names.
 *
 * Of the model that is drawn, with all ranges those of all models, so that pictures side by side can be compared:
 *   matrices                     how many; colours, dashes: a word for each
 *   $values, $errors             a block for each matrix: index and singular value; rank and error in per cent
 *   $curves                      a block for each: rank, score, loss in per cent, its bound
 *   $marks                       a block for each: rank in the chosen network, singular value and error there
 *   $ranks                       a row for each: number, name, rank, largest rank that saves parameters, label
 *   score_name, score_reference, targets (a word for each, in per cent)
 *   rank_last, rank_useful, rank_tried    of all, of those that save parameters, of those that were tried alone
 *   value_low, value_high, score_low, score_high, lost_high
 * Of all models:
 *   series, series_colours, series_points
 *   $networks, $fronts           a block for each series: times fewer parameters, performance in per cent, times
 *                                faster, times fewer bytes
 *   $chosen                      the same, a row for each model
 *   compression_high, bytes_high, speed_low, speed_high, performance_low, performance_high
 * What is not known stands as "?"; each block has a row at least. */
#ifndef QUELL_PLOT_DATA_H
#define QUELL_PLOT_DATA_H

#include "report_model.h"

#include <stdio.h>

void plot_data_write(FILE *stream, const ReportModels *models, size_t drawn);

/* Whether bytes tell more than parameters do. */
int plot_data_has_storage(const ReportModels *models);
/* Whether any matrix was tried alone. */
int plot_data_has_curves(const TuneResult *result);

#endif
