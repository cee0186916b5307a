/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Texts that are part of the program: report.css and the scripts in pictures/. */
#ifndef QUELL_EMBEDDED_H
#define QUELL_EMBEDDED_H

extern const char report_style_sheet[];
extern const char report_picture_common[]; /* comes before every other script */
#define PICTURE(identifier, scope, needs, title, caption) extern const char report_picture_##identifier[];
#include "pictures.def"
#undef PICTURE

#endif
