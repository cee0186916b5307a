/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The colours of the page, each for a light and for a dark screen. gnuplot draws with the light ones, and the style
 * sheet exchanges them. */
#ifndef QUELL_PALETTE_H
#define QUELL_PALETTE_H

#include <stddef.h>
#include <stdio.h>

/* The light colour of series `index`, as "#rrggbb"; they repeat. */
const char *palette_series(size_t index);
/* The name of the style sheet's variable of it: "--s1". */
const char *palette_variable(size_t index);
/* Variables, and the rules that put them in the place of what gnuplot has written. */
void palette_write_style(FILE *stream);

#endif
