/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "palette.h"

#include <stdlib.h>

typedef struct {
  const char *variable, *light, *dark;
} Colour;

/* Each has a contrast of at least 4.5 to the paper. */
static const Colour series[] = {
    {"--s1", "#1f6fb4", "#6cb2eb"}, {"--s2", "#b85400", "#ff9f50"}, {"--s3", "#1a7f4b", "#5fd39a"},
    {"--s4", "#7d4bb8", "#c39bf0"}, {"--s5", "#c0303b", "#ff8a8f"}, {"--s6", "#0b7680", "#4fd0dc"},
    {"--s7", "#756500", "#d9c74a"}, {"--s8", "#b8368a", "#f58bc8"},
};
#define SERIES (sizeof series / sizeof *series)

/* Ink, lines and quiet text are drawn by gnuplot as well. */
static const Colour drawn[] = {
    {"--ink", "#000000", "#e8eaed"}, {"--line", "#cccccc", "#43484f"}, {"--quiet", "#6e6e6e", "#a3a9b1"}};
static const Colour page_only[] = {
    {"--paper", "#ffffff", "#16181c"}, {"--good", "#1a7f4b", "#5fd39a"}, {"--bad", "#c0303b", "#ff8a8f"}};

#define EACH(colour, table) for (const Colour *colour = table; colour < table + sizeof table / sizeof *table; colour++)

const char *palette_series(size_t index) {
  return series[index % SERIES].light;
}

const char *palette_variable(size_t index) {
  return series[index % SERIES].variable;
}

static void put_variables(FILE *stream, int dark) {
  EACH(colour, series) fprintf(stream, "%s: %s; ", colour->variable, dark ? colour->dark : colour->light);
  EACH(colour, drawn) fprintf(stream, "%s: %s; ", colour->variable, dark ? colour->dark : colour->light);
  EACH(colour, page_only) fprintf(stream, "%s: %s; ", colour->variable, dark ? colour->dark : colour->light);
}

/* gnuplot pads the components of lines and marks, but not those of texts. */
static void put_rules(FILE *stream, const Colour *colour) {
  const unsigned long rgb = strtoul(colour->light + 1, NULL, 16);
  const unsigned red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;
  static const char *const attributes[] = {"stroke", "fill", "color"};
  for (int i = 0; i < 3; i++)
    fprintf(stream, "figure svg [%s=\"rgb(%3u, %3u, %3u)\"], figure svg [%s=\"rgb(%u,%u,%u)\"] { %s: var(%s); }\n",
            attributes[i], red, green, blue, attributes[i], red, green, blue, attributes[i], colour->variable);
}

void palette_write_style(FILE *stream) {
  fputs(":root { color-scheme: light dark; ", stream);
  put_variables(stream, 0);
  fputs("}\n@media (prefers-color-scheme: dark) { :root { ", stream);
  put_variables(stream, 1);
  fputs("} }\n", stream);
  EACH(colour, series) put_rules(stream, colour);
  EACH(colour, drawn) put_rules(stream, colour);
  fputs("figure svg [color=black] { color: var(--ink); }\nfigure svg [fill=black] { fill: var(--ink); }\n", stream);
}
