/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* How matrices and strategies are told apart in pictures and in legends. */
#ifndef QUELL_SERIES_H
#define QUELL_SERIES_H

#include "report_model.h"

/* Matrices of a layer share a colour; those that multiply inputs are dashed. */
size_t matrix_colour(const TuneResult *result, size_t matrix); /* for palette_series() */
int matrix_is_dashed(const TuneResult *result, size_t matrix);

/* Strategies have the number of their row in strategies.def; what is not among them, such as a network to compare with,
 * comes after.
 * The mark of a strategy: gnuplot's number of it and the same as a path around the origin, about 2 wide. */
typedef struct {
  int point;
  const char *path;
} SeriesMark;

/* One strategy of one model. A single model has a colour for each strategy, several have one for each model. */
typedef struct {
  size_t model;
  const char *strategy;
  size_t colour;
  SeriesMark mark;
} Series;

/* Series number `index` in the order in which they are drawn; 0 past the last. */
int series_at(const ReportModels *models, size_t index, Series *series);

#endif
