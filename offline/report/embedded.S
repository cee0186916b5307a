/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The texts that the page is made of, as they are, each with a zero behind it; embedded.h declares them.
 */
#define STRING(text) #text
#define EMBED(name, file) .global name; .hidden name; name: .incbin STRING(file); .byte 0;

    .section .rodata
EMBED(report_style_sheet, report.css)
EMBED(report_picture_common, common.gnuplot)
#define PICTURE(identifier, scope, needs, title, caption) EMBED(report_picture_##identifier, identifier.gnuplot)
#include "pictures.def"
#if defined(__linux__) && defined(__ELF__)
    .section .note.GNU-stack, "", %progbits
#endif
