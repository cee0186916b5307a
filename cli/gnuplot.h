/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* gnuplot as another process. It gets its script by a file in memory and gives its picture by a pipe: nothing is
 * written to a disk, and no start-up file of the user's changes what is drawn. */
#ifndef QUELL_GNUPLOT_H
#define QUELL_GNUPLOT_H

#include <stddef.h>

/* Whether there is one to be run. */
int gnuplot_is_there(void);

/* What it prints for a script, as text from malloc; NULL when it fails or takes longer than a minute. `context` is not
 * used. */
char *gnuplot_draw(void *context, const char *script, size_t size);

#endif
