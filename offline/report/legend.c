/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "legend.h"
#include "html.h"
#include "palette.h"
#include "series.h"

#include <string.h>

static void put_matrix(FILE *stream, const TuneResult *result, size_t index) {
  fprintf(
      stream,
      "<li><svg viewBox=\"0 0 28 14\" aria-hidden=\"true\"><path d=\"M0,7H28\" fill=\"none\" stroke-width=\"2.5\"%s "
      "style=\"stroke: var(%s)\"/></svg>",
      matrix_is_dashed(result, index) ? " stroke-dasharray=\"4.5,3.5\"" : "",
      palette_variable(matrix_colour(result, index)));
  html_text(stream, result->matrices[index].name);
  fputs("</li>\n", stream);
}

/* Models of one architecture share a legend. */
static int same_matrices(const TuneResult *a, const TuneResult *b) {
  if (a->matrix_count != b->matrix_count) return 0;
  for (size_t i = 0; i < a->matrix_count; i++)
    if (strcmp(a->matrices[i].name, b->matrices[i].name) != 0) return 0;
  return 1;
}

void legend_of_matrices(FILE *stream, const ReportModels *models) {
  const TuneResult *first = models->items[0].result;
  for (size_t m = 0; m < models->count; m++) {
    const TuneResult *result = models->items[m].result;
    if (m && same_matrices(first, result)) continue;
    fputs("<ul class=\"legend\">\n", stream);
    for (size_t i = 0; i < result->matrix_count; i++)
      put_matrix(stream, result, i);
    fputs("</ul>\n", stream);
  }
  fputs("<p class=\"note\">Dashed: matrices that multiply inputs; drawn through: recurrent ones.</p>\n", stream);
}

void legend_of_strategies(FILE *stream, const ReportModels *models) {
  Series series;
  fputs("<ul class=\"legend\">\n", stream);
  for (size_t i = 0; series_at(models, i, &series); i++) {
    fprintf(stream,
            "<li><svg viewBox=\"-3 -1.5 6 3\" aria-hidden=\"true\"><path d=\"%s\" style=\"fill: var(%s)\"/></svg>",
            series.mark.path, palette_variable(series.colour));
    if (models->count > 1) {
      html_text(stream, models->items[series.model].label);
      fputs(", ", stream);
    }
    html_text(stream, series.strategy);
    fputs("</li>\n", stream);
  }
  fputs("</ul>\n", stream);
}
