/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing in logical units: one unit is one pixel on a screen of 96 dots an inch; the painter's scale makes device
 * pixels of it.
 */
#ifndef QUELL_GUI_PAINTER_H
#define QUELL_GUI_PAINTER_H

#include <cairo.h>
#include <pango/pango.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  double x, y, width, height;
} Box;

typedef struct {
  cairo_t *cairo;
  PangoLayout *layout;
  double scale; /* device pixels in a unit */
} Painter;

typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

/* Draws on `surface`; painter_end() releases what begin made. */
void painter_begin(Painter *painter, cairo_surface_t *surface, double scale);
void painter_end(Painter *painter);

bool box_contains(Box box, double x, double y);
/* `box` without a margin on all sides; a negative one enlarges it. */
Box box_inset(Box box, double margin);
/* Cuts `height` off the top (or `width` off the left) of *box and returns it; *box keeps the rest without the gap. */
Box box_cut_top(Box *box, double height, double gap);
Box box_cut_bottom(Box *box, double height, double gap);
Box box_cut_left(Box *box, double width, double gap);
Box box_cut_right(Box *box, double width, double gap);

/* Nearest edge between two device pixels. */
double snap(const Painter *painter, double position);

void paint_colour(const Painter *painter, uint32_t rgb, double alpha);
void paint_box(const Painter *painter, Box box, uint32_t rgb, double alpha);
void paint_rounded(const Painter *painter, Box box, double radius, uint32_t rgb, double alpha);
/* A frame one device pixel wide or `width` units, whichever is more, inside the box. */
void paint_frame(const Painter *painter, Box box, double radius, double width, uint32_t rgb);
/* Thin lines that fill exactly one row or column of device pixels. */
void paint_row(const Painter *painter, double x, double y, double width, uint32_t rgb);
void paint_column(const Painter *painter, double x, double y, double height, uint32_t rgb);

/* One line of UTF-8, centred on the height of the box, with an ellipsis in the middle where it is too long. */
void paint_text(const Painter *painter, Box box, Align align, double size, uint32_t rgb, const char *text);
void paint_bold_text(const Painter *painter, Box box, Align align, double size, uint32_t rgb, const char *text);
/* Several lines, broken between words. */
void paint_paragraph(const Painter *painter, Box box, double size, uint32_t rgb, const char *text);
double paragraph_height(const Painter *painter, double width, double size, const char *text);
double text_width(const Painter *painter, double size, const char *text);

#endif
