/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "painter.h"

#include <math.h>
#include <pango/pangocairo.h>

void painter_begin(Painter *painter, cairo_surface_t *surface, double scale) {
  painter->cairo = cairo_create(surface);
  painter->scale = scale;
  cairo_scale(painter->cairo, scale, scale);
  painter->layout = pango_cairo_create_layout(painter->cairo);
}

void painter_end(Painter *painter) {
  g_object_unref(painter->layout);
  cairo_destroy(painter->cairo);
}

bool box_contains(Box box, double x, double y) {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

Box box_inset(Box box, double margin) {
  return (Box){box.x + margin, box.y + margin, fmax(0, box.width - 2 * margin), fmax(0, box.height - 2 * margin)};
}

Box box_cut_top(Box *box, double height, double gap) {
  Box top = {box->x, box->y, box->width, fmin(height, box->height)};
  double used = fmin(height + gap, box->height);
  box->y += used;
  box->height -= used;
  return top;
}

Box box_cut_bottom(Box *box, double height, double gap) {
  height = fmin(height, box->height);
  Box bottom = {box->x, box->y + box->height - height, box->width, height};
  box->height = fmax(0, box->height - height - gap);
  return bottom;
}

Box box_cut_left(Box *box, double width, double gap) {
  Box left = {box->x, box->y, fmin(width, box->width), box->height};
  double used = fmin(width + gap, box->width);
  box->x += used;
  box->width -= used;
  return left;
}

Box box_cut_right(Box *box, double width, double gap) {
  width = fmin(width, box->width);
  Box right = {box->x + box->width - width, box->y, width, box->height};
  box->width = fmax(0, box->width - width - gap);
  return right;
}

double snap(const Painter *painter, double position) {
  return round(position * painter->scale) / painter->scale;
}

void paint_colour(const Painter *painter, uint32_t rgb, double alpha) {
  cairo_set_source_rgba(painter->cairo, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0,
                        alpha);
}

/* ---- Shapes ------------------------------------------------------------------------------------------------------ */

void paint_box(const Painter *painter, Box box, uint32_t rgb, double alpha) {
  double left = snap(painter, box.x), top = snap(painter, box.y);
  paint_colour(painter, rgb, alpha);
  cairo_rectangle(painter->cairo, left, top, snap(painter, box.x + box.width) - left,
                  snap(painter, box.y + box.height) - top);
  cairo_fill(painter->cairo);
}

static void rounded_path(cairo_t *cairo, Box box, double radius) {
  double right = box.x + box.width - radius, bottom = box.y + box.height - radius;
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, right, box.y + radius, radius, -M_PI / 2, 0);
  cairo_arc(cairo, right, bottom, radius, 0, M_PI / 2);
  cairo_arc(cairo, box.x + radius, bottom, radius, M_PI / 2, M_PI);
  cairo_arc(cairo, box.x + radius, box.y + radius, radius, M_PI, 3 * M_PI / 2);
  cairo_close_path(cairo);
}

void paint_rounded(const Painter *painter, Box box, double radius, uint32_t rgb, double alpha) {
  paint_colour(painter, rgb, alpha);
  rounded_path(painter->cairo, box, radius);
  cairo_fill(painter->cairo);
}

void paint_frame(const Painter *painter, Box box, double radius, double width, uint32_t rgb) {
  width = fmax(width, 1 / painter->scale);
  Box line = box_inset(box, width / 2);
  paint_colour(painter, rgb, 1);
  cairo_set_line_width(painter->cairo, width);
  rounded_path(painter->cairo, line, fmax(0, radius - width / 2));
  cairo_stroke(painter->cairo);
}

void paint_row(const Painter *painter, double x, double y, double width, uint32_t rgb) {
  paint_box(painter, (Box){x, snap(painter, y), width, 1 / painter->scale}, rgb, 1);
}

void paint_column(const Painter *painter, double x, double y, double height, uint32_t rgb) {
  paint_box(painter, (Box){snap(painter, x), y, 1 / painter->scale, height}, rgb, 1);
}

/* ---- Text -------------------------------------------------------------------------------------------------------- */

static void set_text(const Painter *painter, double size, bool bold, const char *text) {
  PangoFontDescription *font = pango_font_description_from_string("sans-serif");
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  if (bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(painter->layout, font);
  pango_font_description_free(font);
  pango_layout_set_text(painter->layout, text, -1);
}

static void show_line(const Painter *painter, Box box, Align align, uint32_t rgb) {
  static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
  pango_layout_set_width(painter->layout, (int)(box.width * PANGO_SCALE));
  pango_layout_set_height(painter->layout, -1);
  pango_layout_set_ellipsize(painter->layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_single_paragraph_mode(painter->layout, TRUE);
  pango_layout_set_alignment(painter->layout, alignments[align]);
  PangoRectangle extents;
  pango_layout_get_extents(painter->layout, NULL, &extents);
  paint_colour(painter, rgb, 1);
  cairo_move_to(painter->cairo, box.x, snap(painter, box.y + (box.height - extents.height / (double)PANGO_SCALE) / 2));
  pango_cairo_show_layout(painter->cairo, painter->layout);
}

void paint_text(const Painter *painter, Box box, Align align, double size, uint32_t rgb, const char *text) {
  set_text(painter, size, false, text);
  show_line(painter, box, align, rgb);
}

void paint_bold_text(const Painter *painter, Box box, Align align, double size, uint32_t rgb, const char *text) {
  set_text(painter, size, true, text);
  show_line(painter, box, align, rgb);
}

static void set_paragraph(const Painter *painter, double width, double size, const char *text) {
  set_text(painter, size, false, text);
  pango_layout_set_single_paragraph_mode(painter->layout, FALSE);
  pango_layout_set_ellipsize(painter->layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_wrap(painter->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(painter->layout, PANGO_ALIGN_LEFT);
  pango_layout_set_width(painter->layout, (int)(width * PANGO_SCALE));
}

void paint_paragraph(const Painter *painter, Box box, double size, uint32_t rgb, const char *text) {
  set_paragraph(painter, box.width, size, text);
  paint_colour(painter, rgb, 1);
  cairo_move_to(painter->cairo, box.x, box.y);
  pango_cairo_show_layout(painter->cairo, painter->layout);
}

double paragraph_height(const Painter *painter, double width, double size, const char *text) {
  PangoRectangle extents;
  set_paragraph(painter, width, size, text);
  pango_layout_get_extents(painter->layout, NULL, &extents);
  return extents.height / (double)PANGO_SCALE;
}

double text_width(const Painter *painter, double size, const char *text) {
  PangoRectangle extents;
  set_text(painter, size, false, text);
  pango_layout_set_width(painter->layout, -1);
  pango_layout_get_extents(painter->layout, NULL, &extents);
  return extents.width / (double)PANGO_SCALE;
}
