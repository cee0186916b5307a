/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "html.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void html_text(FILE *stream, const char *text) {
  for (; *text; text++)
    switch (*text) {
    case '<':
      fputs("&lt;", stream);
      break;
    case '>':
      fputs("&gt;", stream);
      break;
    case '&':
      fputs("&amp;", stream);
      break;
    case '"':
      fputs("&quot;", stream);
      break;
    default:
      if ((unsigned char)*text >= ' ') fputc(*text, stream);
    }
}

/* Digits before a point get their commas. */
static void put_grouped(FILE *stream, const char *digits) {
  const size_t length = strcspn(digits, ".");
  for (size_t i = 0; digits[i]; i++) {
    fputc(digits[i], stream);
    if (i + 1 < length && (length - i - 1) % 3 == 0 && digits[i] != '-') fputc(',', stream);
  }
}

void html_count(FILE *stream, size_t value) {
  char digits[32];
  snprintf(digits, sizeof digits, "%zu", value);
  fprintf(stream, "<span data-value=\"%s\">", digits);
  put_grouped(stream, digits);
  fputs("</span>", stream);
}

void html_number(FILE *stream, double value, double shown, int decimals, const char *unit) {
  char digits[400];
  if (!isfinite(value) || !isfinite(shown)) {
    fputs("\xe2\x80\x93", stream);
    return;
  }
  if (fabs(shown) < 0.5 * pow(10, -decimals)) shown = 0; /* never "-0.00" */
  snprintf(digits, sizeof digits, "%.*f", decimals, shown);
  fprintf(stream, "<span data-value=\"%.17g\">", value);
  put_grouped(stream, digits);
  fprintf(stream, "%s</span>", unit);
}

void html_share(FILE *stream, double share) {
  html_number(stream, share, 100 * share, 2, "\xc2\xa0%");
}

void html_rank_cell(FILE *stream, uint32_t rank) {
  fputs("<td>", stream);
  if (rank)
    html_count(stream, rank);
  else
    fputs("dense", stream);
  fputs("</td>", stream);
}
