/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What searches for ranks have found, as one page of HTML that needs nothing else: text, tables and pictures, for light
 * and dark screens. Its numbers are those of result.json. */
#ifndef QUELL_REPORT_PAGE_H
#define QUELL_REPORT_PAGE_H

#include "figures.h"

/* The page, from malloc; NULL after a sentence: results of different scores cannot stand on one page, or no memory.
 * `draughtsman` NULL: there is no one to draw, and `no_pictures` is the sentence that the page says instead. *undrawn
 * becomes how many pictures could not be drawn. */
char *report_page(const ReportModels *models, const Draughtsman *draughtsman, const char *no_pictures, size_t *undrawn,
                  Message *message);

#endif
