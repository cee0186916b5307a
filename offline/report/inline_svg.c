/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "inline_svg.h"
#include "html.h"

#include <stddef.h>
#include <string.h>

/* Cuts out every "<NAME>...</NAME>". */
static void drop_elements(char *svg, const char *open, const char *close) {
  char *from = svg, *to = svg, *at;
  while ((at = strstr(from, open))) {
    const char *end = strstr(at, close);
    if (!end) break;
    memmove(to, from, (size_t)(at - from));
    to += at - from;
    from = at + (end - at) + strlen(close);
  }
  memmove(to, from, strlen(from) + 1);
}

/* Cuts out every occurrence. */
static void drop_text(char *svg, const char *text) {
  const size_t length = strlen(text);
  char *at = svg;
  while ((at = strstr(at, text)))
    memmove(at, at + length, strlen(at + length) + 1);
}

/* Where a name that belongs to the picture begins, after an attribute that holds one; NULL when there is none left. */
static const char *next_identifier(const char *text) {
  static const char *const before[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};
  const char *next = NULL;
  for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
    const char *at = strstr(text, before[i]);
    if (at && (!next || at + strlen(before[i]) < next)) next = at + strlen(before[i]);
  }
  return next;
}

int inline_svg(FILE *stream, char *svg, const char *prefix, const char *label) {
  const char *from = strstr(svg, "<svg"), *end = from ? strstr(from, "</svg>") : NULL, *next;
  if (!from || !end) return 0;
  char *body = svg + (from - svg) + strlen("<svg");
  svg[(size_t)(end - svg) + strlen("</svg>")] = 0;
  /* HTML knows what SVG is, and links without a prefix. */
  drop_text(body, " xmlns=\"http://www.w3.org/2000/svg\"");
  drop_text(body, " xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
  drop_text(body, "xlink:");
  drop_elements(body, "<title>", "</title>");
  drop_elements(body, "<desc>", "</desc>");
  drop_elements(body, "<filter", "</filter>");
  fputs("<svg role=\"img\" aria-label=\"", stream);
  html_text(stream, label);
  fputc('"', stream);
  for (const char *at = body; *at; at = next) {
    next = next_identifier(at);
    const size_t length = next ? (size_t)(next - at) : strlen(at);
    fwrite(at, 1, length, stream);
    if (next)
      fputs(prefix, stream);
    else
      next = at + length;
  }
  fputc('\n', stream);
  return 1;
}
