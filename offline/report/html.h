/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Pieces of HTML text. Numbers are written as people read them, and exactly, as they stand in result.json, in an
 * attribute for programs. */
#ifndef QUELL_HTML_H
#define QUELL_HTML_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Characters that mean something in HTML are escaped. */
void html_text(FILE *stream, const char *text);
/* With a comma after every thousand. */
void html_count(FILE *stream, size_t value);
/* `shown` with so many decimals and the unit behind it; a dash when it is not finite. */
void html_number(FILE *stream, double value, double shown, int decimals, const char *unit);
/* A share, shown in per cent. */
void html_share(FILE *stream, double share);
/* A cell of a table: the rank of a matrix, or that it is dense (0). */
void html_rank_cell(FILE *stream, uint32_t rank);

#endif
