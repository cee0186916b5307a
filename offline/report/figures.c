/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "figures.h"
#include "embedded.h"
#include "html.h"
#include "inline_svg.h"
#include "legend.h"
#include "plot_data.h"

#include <math.h>
#include <stdlib.h>

typedef enum { EACH, ALL } Scope;
typedef enum { NEEDS_NOTHING, NEEDS_CURVES, NEEDS_TIMES, NEEDS_STORAGE } Need;

typedef struct {
  const char *identifier, *script;
  Scope scope;
  Need need;
  const char *title, *caption;
} Picture;

static const Picture pictures[] = {
#define PICTURE(identifier, scope, needs, title, caption)                                                              \
  {#identifier, report_picture_##identifier, scope, needs, title, caption},
#include "pictures.def"
#undef PICTURE
};
#define PICTURES (sizeof pictures / sizeof *pictures)

static int is_possible(const Picture *picture, const ReportModels *models, size_t drawn) {
  const TuneResult *result = models->items[drawn].result;
  switch (picture->need) {
  case NEEDS_NOTHING:
    return 1;
  case NEEDS_CURVES:
    return plot_data_has_curves(result);
  case NEEDS_TIMES:
    return isfinite(result->networks[0].nanoseconds);
  case NEEDS_STORAGE:
    return plot_data_has_storage(models);
  }
  return 0;
}

/* The whole script; NULL without memory. */
static char *make_script(const Picture *picture, const ReportModels *models, size_t drawn, size_t *size) {
  char *script = NULL;
  FILE *stream = open_memstream(&script, size);
  if (!stream) return NULL;
  plot_data_write(stream, models, drawn);
  fputs(report_picture_common, stream);
  fputs(picture->script, stream);
  const int failed = ferror(stream);
  if (fclose(stream) == 0 && !failed) return script;
  free(script);
  return NULL;
}

static char *draw(const Picture *picture, const ReportModels *models, size_t drawn, const Draughtsman *draughtsman) {
  size_t size;
  char *script = make_script(picture, models, drawn, &size);
  char *svg = script ? draughtsman->draw(draughtsman->context, script, size) : NULL;
  free(script);
  return svg;
}

static void write_caption(FILE *stream, const Picture *picture, const ReportModels *models, size_t drawn) {
  fputs("<figcaption><b>", stream);
  html_text(stream, picture->title);
  if (picture->scope == EACH && models->count > 1) {
    fputs(": ", stream);
    html_text(stream, models->items[drawn].label);
  }
  fputs("</b> ", stream);
  if (drawn == 0) html_text(stream, picture->caption);
  fputs("</figcaption>", stream);
}

/* Returns 0 when it could not be drawn. */
static int write_figure(FILE *stream, const Picture *picture, const ReportModels *models, size_t drawn,
                        const Draughtsman *draughtsman) {
  char prefix[64], label[400];
  char *svg = draw(picture, models, drawn, draughtsman);
  snprintf(prefix, sizeof prefix, "%s-%zu-", picture->identifier, drawn);
  snprintf(label, sizeof label, "%s: %s", picture->title,
           picture->scope == ALL ? "all models" : models->items[drawn].label);
  fprintf(stream, "<figure id=\"%s-%zu\">\n", picture->identifier, drawn);
  const int good = svg && inline_svg(stream, svg, prefix, label);
  if (!good) fputs("<p class=\"note\">This picture could not be drawn.</p>\n", stream);
  write_caption(stream, picture, models, drawn);
  fputs("</figure>\n", stream);
  free(svg);
  return good;
}

size_t figures_of_strategies(FILE *stream, const ReportModels *models, const Draughtsman *draughtsman) {
  size_t failed = 0;
  if (!draughtsman) return 0;
  legend_of_strategies(stream, models);
  fputs("<div class=\"figures\">\n", stream);
  for (size_t i = 0; i < PICTURES; i++)
    if (pictures[i].scope == ALL && is_possible(&pictures[i], models, 0))
      failed += !write_figure(stream, &pictures[i], models, 0, draughtsman);
  fputs("</div>\n", stream);
  return failed;
}

static void mention_missing_curves(FILE *stream, const ReportModels *models) {
  for (size_t i = 0; i < models->count; i++) {
    if (plot_data_has_curves(models->items[i].result)) continue;
    fputs("<p class=\"note\">No matrix of ", stream);
    html_text(stream, models->items[i].label);
    fputs(
        " was tried alone, so there are no curves of score and loss against rank: <code>--strategy rank-tuning</code> "
        "tries every rank.</p>\n",
        stream);
  }
}

/* One model's pictures stand beside each other; of several models, the same picture of each does. */
size_t figures_of_matrices(FILE *stream, const ReportModels *models, const Draughtsman *draughtsman) {
  size_t failed = 0;
  if (!draughtsman) return 0;
  legend_of_matrices(stream, models);
  mention_missing_curves(stream, models);
  fputs("<div class=\"figures\">\n", stream);
  for (size_t p = 0; p < PICTURES; p++)
    for (size_t i = 0; pictures[p].scope == EACH && i < models->count; i++)
      if (is_possible(&pictures[p], models, i)) failed += !write_figure(stream, &pictures[p], models, i, draughtsman);
  fputs("</div>\n", stream);
  return failed;
}
