/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "report_page.h"
#include "embedded.h"
#include "html.h"
#include "palette.h"
#include "tables.h"

#include <stdlib.h>
#include <string.h>

static void write_labels(FILE *stream, const ReportModels *models) {
  for (size_t i = 0; i < models->count; i++) {
    if (i) fputs(i + 1 < models->count ? ", " : " and ", stream);
    html_text(stream, models->items[i].label);
  }
}

static void write_head(FILE *stream, const ReportModels *models) {
  fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"generator\" content=\"quell " QUELL_VERSION "\">\n<title>Rank-Tuning of ",
        stream);
  write_labels(stream, models);
  fputs("</title>\n<style>\n", stream);
  palette_write_style(stream);
  fputs(report_style_sheet, stream);
  fputs("</style>\n</head>\n<body>\n<h1>Rank-Tuning of ", stream);
  write_labels(stream, models);
  fputs("</h1>\n", stream);
}

static int same_recordings(const ReportModels *models) {
  for (size_t i = 1; i < models->count; i++)
    if (strcmp(models->items[i].result->recordings, models->items[0].result->recordings) != 0) return 0;
  return 1;
}

static void write_introduction(FILE *stream, const ReportModels *models) {
  const TuneResult *result = models->items[0].result;
  fputs("<p>Each weight matrix may be replaced by a product of two thin ones. A search has looked for ranks that make "
        "the "
        "network small and keep its score, ",
        stream);
  html_text(stream, result->score);
  fputs(", on ", stream);
  html_count(stream, result->search_count);
  fputs(" recordings. Losses are shares of the score of the same model uncut.</p>\n", stream);
  if (!same_recordings(models))
    fputs("<p class=\"note\">The models were measured on different recordings: compare them with care.</p>\n", stream);
}

static void write_summary(FILE *stream, const ReportModels *models) {
  for (size_t i = 0; i < models->count; i++) {
    const TuneResult *result = models->items[i].result;
    if (models->count > 1) {
      fputs("<h2>", stream);
      html_text(stream, models->items[i].label);
      fputs("</h2>\n", stream);
    }
    tables_tiles(stream, result);
    tables_claims(stream, result);
    tables_profiles(stream, result);
  }
}

static void write_for_each(FILE *stream, const ReportModels *models,
                           void (*write)(FILE *stream, const TuneResult *result)) {
  for (size_t i = 0; i < models->count; i++) {
    if (models->count > 1) {
      fputs("<h3>", stream);
      html_text(stream, models->items[i].label);
      fputs("</h3>\n", stream);
    }
    write(stream, models->items[i].result);
  }
}

static void write_strategies(FILE *stream, const TuneResult *result) {
  tables_answers(stream, result);
  tables_networks(stream, result);
}

static void write_end(FILE *stream) {
  fputs("<h2>How to read it</h2>\n"
        "<p>Parameters and bytes of a network are those of the whole, biases too. Nanoseconds are measured with the "
        "engine's own kernels on the machine that ran the search, one matrix product at a time, weights in the caches; "
        "they differ a little from run to run. Bounds, \xe2\x80\x9c"
        "at most"
        "\xe2\x80\x9d, are one-sided, by "
        "Student's t on the differences recording by recording. Ranks were chosen on the search recordings; the others "
        "were used once, on the chosen network.</p>\n"
        "<p>The same numbers, and more, are in <code>result.json</code>, <code>matrices.csv</code>, "
        "<code>singular_values.csv</code>, <code>curves.csv</code> and <code>networks.csv</code>.</p>\n"
        "<p class=\"note\">Rank-Tuning: Maison, du Mas des Bourboux and Courtat, Compression of Recurrent Neural "
        "Networks "
        "using Matrix Factorization, arXiv 2310.12688, 2023.</p>\n</body>\n</html>\n",
        stream);
}

static size_t write_page(FILE *stream, const ReportModels *models, const Draughtsman *draughtsman,
                         const char *no_pictures) {
  size_t undrawn;
  write_head(stream, models);
  write_introduction(stream, models);
  if (!draughtsman) {
    fputs("<p class=\"note\">", stream);
    html_text(stream, no_pictures);
    fputs("</p>\n", stream);
  }
  write_summary(stream, models);
  fputs("<h2>Strategies</h2>\n", stream);
  undrawn = figures_of_strategies(stream, models, draughtsman);
  write_for_each(stream, models, write_strategies);
  fputs("<h2>Matrices</h2>\n", stream);
  undrawn += figures_of_matrices(stream, models, draughtsman);
  write_for_each(stream, models, tables_matrices);
  write_end(stream);
  return undrawn;
}

static int same_score(const ReportModels *models, Message *message) {
  for (size_t i = 1; i < models->count; i++) {
    const TuneResult *first = models->items[0].result, *other = models->items[i].result;
    if (strcmp(first->score, other->score) == 0) continue;
    message_set(message, QUELL_BAD_ARGUMENT, "%s was scored by %s and %s by %s: they cannot be compared",
                models->items[0].label, first->score, models->items[i].label, other->score);
    return 0;
  }
  return 1;
}

char *report_page(const ReportModels *models, const Draughtsman *draughtsman, const char *no_pictures, size_t *undrawn,
                  Message *message) {
  char *text = NULL;
  size_t size;
  if (!same_score(models, message)) return NULL;
  FILE *stream = open_memstream(&text, &size);
  if (stream) {
    *undrawn = write_page(stream, models, draughtsman, no_pictures);
    const int failed = ferror(stream);
    if (fclose(stream) == 0 && !failed) return text;
  }
  free(text);
  message_set(message, QUELL_NO_MEMORY, "there is no memory for a page");
  return NULL;
}
