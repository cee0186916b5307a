/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_INLINE_SVG_H
#define QUELL_INLINE_SVG_H

#include <stdio.h>

/* Writes a picture of gnuplot's as part of a page: without what only a file of its own has, without titles that say
 * nothing, its identifiers starting with `prefix` so that several pictures do not share them, and `label` as what is
 * read out for it. `svg` is changed. Returns 0, and writes nothing, when it is no complete picture. */
int inline_svg(FILE *stream, char *svg, const char *prefix, const char *label);

#endif
