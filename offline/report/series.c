/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "series.h"

#include <string.h>

/* Up to the point after which the name tells which matrix of the layer it is. */
static size_t layer_length(const char *name) {
  const char *point = strchr(name, '.');
  return point ? (size_t)(point - name) : strlen(name);
}

static int same_layer(const char *a, const char *b) {
  const size_t length = layer_length(a);
  return length == layer_length(b) && memcmp(a, b, length) == 0;
}

size_t matrix_colour(const TuneResult *result, size_t matrix) {
  size_t layers = 0;
  for (size_t i = 0; i < matrix; i++) {
    if (same_layer(result->matrices[i].name, result->matrices[matrix].name)) return matrix_colour(result, i);
    layers += !i || !same_layer(result->matrices[i].name, result->matrices[i - 1].name);
  }
  return layers;
}

int matrix_is_dashed(const TuneResult *result, size_t matrix) {
  return !result->matrices[matrix].recurrent;
}

static const SeriesMark marks[] = {
    {7, "M-1,0a1,1 0 1,0 2,0a1,1 0 1,0 -2,0z"},
    {5, "M-1,-1h2v2h-2z"},
    {9, "M0,-1.3L-1.2,.7H1.2z"},
    {13, "M0,-1.4L1.4,0 0,1.4 -1.4,0z"},
    {11, "M0,1.3L-1.2,-.7H1.2z"},
    {15, "M0,-1.3L1.25,-.4.8,1.1H-.8L-1.25,-.4z"},
};
#define MARKS (sizeof marks / sizeof *marks)

/* The strategies of a result in the order in which they answered; the reference is none. NULL past the last. */
static const char *strategy_number(const TuneResult *result, size_t index) {
  for (size_t i = 0; i < result->answer_count; i++)
    if (!i || strcmp(result->answers[i].strategy, result->answers[i - 1].strategy) != 0)
      if (index-- == 0) return result->answers[i].strategy;
  return NULL;
}

static size_t strategy_index(const char *strategy) {
  size_t index = 0;
  while (strategy_at(index) && strcmp(strategy_at(index)->name, strategy) != 0)
    index++;
  return index;
}

int series_at(const ReportModels *models, size_t index, Series *series) {
  for (size_t m = 0; m < models->count; m++) {
    const char *name;
    for (size_t s = 0; (name = strategy_number(models->items[m].result, s)); s++) {
      if (index-- > 0) continue;
      const size_t number = strategy_index(name);
      *series = (Series){m, name, models->count > 1 ? m : number, marks[number % MARKS]};
      return 1;
    }
  }
  return 0;
}
