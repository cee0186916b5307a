/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Input and output spectrum, and the gain of each band, over frequency.
 */
#include "display_history.h"
#include "graph.h"
#include "theme.h"
#include "widgets.h"

#include <math.h>
#include <stdio.h>

const FrequencyTick frequency_ticks[] = {{50, "50"},   {100, "100"}, {200, "200"},   {500, "500"},   {1000, "1k"},
                                         {2000, "2k"}, {5000, "5k"}, {10000, "10k"}, {20000, "20k"}, {0, NULL}};

#define AXIS_WIDTH 26.0
#define AXIS_HEIGHT 15.0
#define TITLE_HEIGHT 16.0

static double level_y(Box area, double db) {
  double share = (SPECTRUM_TOP_DB - db) / (SPECTRUM_TOP_DB - SPECTRUM_BOTTOM_DB);
  return area.y + area.height * fmin(fmax(share, 0), 1);
}

static double gain_y(Box area, double db) {
  return area.y + area.height * fmin(fmax(-db / REDUCTION_RANGE_DB, 0), 1);
}

/* ---- Axes -------------------------------------------------------------------------------------------------------- */

static void paint_frequencies(const Painter *painter, Box area) {
  for (const FrequencyTick *tick = frequency_ticks; tick->hz > 0; tick++) {
    double x = area.x + area.width * axis_position(tick->hz);
    if (tick->hz > AXIS_LOW_HZ && tick->hz < AXIS_HIGH_HZ) paint_column(painter, x, area.y, area.height, COLOUR_GRID);
    Box label = {fmin(fmax(x - 20, area.x - 4), area.x + area.width - 36), area.y + area.height + 1, 40, AXIS_HEIGHT};
    Align align = tick->hz <= AXIS_LOW_HZ ? ALIGN_LEFT : tick->hz >= AXIS_HIGH_HZ ? ALIGN_RIGHT : ALIGN_CENTRE;
    paint_text(painter, label, align, TEXT_SMALL - 1, COLOUR_TEXT_SOFT, tick->label);
  }
}

static void paint_levels(const Painter *painter, Box area) {
  double step = area.height < 120 ? 40 : 20;
  for (double db = SPECTRUM_TOP_DB; db >= SPECTRUM_BOTTOM_DB; db -= step) {
    char text[16];
    double y = level_y(area, db);
    if (db < SPECTRUM_TOP_DB) paint_row(painter, area.x, y, area.width, COLOUR_GRID);
    snprintf(text, sizeof text, "%.0f", db);
    Box label = {area.x - AXIS_WIDTH, fmax(y - 7, area.y - 2), AXIS_WIDTH - 4, 14};
    paint_text(painter, label, ALIGN_RIGHT, TEXT_SMALL - 1, COLOUR_TEXT_SOFT, text);
  }
}

static void paint_gains(const Painter *painter, Box area) {
  double step = area.height < 120 ? 20 : 10;
  for (double db = 0; db >= -REDUCTION_RANGE_DB; db -= step) {
    char text[16];
    snprintf(text, sizeof text, "%.0f", db);
    double y = fmin(fmax(gain_y(area, db) - 7, area.y - 2), area.y + area.height - 12);
    paint_text(painter, (Box){area.x + area.width + 4, y, AXIS_WIDTH - 4, 14}, ALIGN_LEFT, TEXT_SMALL - 1,
               COLOUR_REDUCTION, text);
  }
}

/* ---- Curves ------------------------------------------------------------------------------------------------------ */

static void trace(const DisplayFrame *frame, const float *values, double (*place)(Box, double), const Painter *painter,
                  Box area) {
  for (double x = 0; x <= area.width; x += 2) {
    double hz = axis_hz(x / area.width);
    float db = band_value(frame, values, hz, values == frame->gain_db ? 0 : SPECTRUM_BOTTOM_DB);
    cairo_line_to(painter->cairo, area.x + x, place(area, db));
  }
}

static void paint_filled(const Painter *painter, Box area, double base, uint32_t rgb, double alpha) {
  cairo_path_t *curve = cairo_copy_path(painter->cairo);
  cairo_line_to(painter->cairo, area.x + area.width, base);
  cairo_line_to(painter->cairo, area.x, base);
  cairo_close_path(painter->cairo);
  paint_colour(painter, rgb, alpha);
  cairo_fill(painter->cairo);
  cairo_append_path(painter->cairo, curve);
  cairo_path_destroy(curve);
  paint_colour(painter, rgb, 1);
  cairo_set_line_width(painter->cairo, 1.25);
  cairo_set_line_join(painter->cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(painter->cairo);
}

static void paint_curves(const DisplayFrame *frame, const Painter *painter, Box area) {
  double bottom = area.y + area.height;
  cairo_save(painter->cairo);
  cairo_rectangle(painter->cairo, area.x, area.y, area.width, area.height);
  cairo_clip(painter->cairo);
  trace(frame, frame->input_db, level_y, painter, area);
  paint_filled(painter, area, bottom, COLOUR_INPUT, 0.25);
  trace(frame, frame->output_db, level_y, painter, area);
  paint_filled(painter, area, bottom, COLOUR_OUTPUT, 0.35);
  trace(frame, frame->gain_db, gain_y, painter, area);
  paint_filled(painter, area, area.y, COLOUR_REDUCTION, 0.12);
  cairo_restore(painter->cairo);
}

static void paint_legend(const Painter *painter, Box area) {
  static const struct {
    const char *name;
    uint32_t rgb;
  } entries[] = {{"Input", COLOUR_INPUT}, {"Output", COLOUR_OUTPUT}, {"Gain (right scale)", COLOUR_REDUCTION}};
  Box line = {area.x, area.y - TITLE_HEIGHT, area.width, TITLE_HEIGHT - 3};
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    Box mark = box_cut_left(&line, 12, 4);
    paint_box(painter, (Box){mark.x, mark.y + 5, mark.width, 3}, entries[i].rgb, 1);
    paint_text(painter, box_cut_left(&line, text_width(painter, TEXT_SMALL, entries[i].name) + 2, 12), ALIGN_LEFT,
               TEXT_SMALL, COLOUR_TEXT_SOFT, entries[i].name);
  }
}

static void spectrum_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  Box area = widget->box;
  box_cut_left(&area, AXIS_WIDTH, 0);
  box_cut_right(&area, AXIS_WIDTH, 0);
  box_cut_bottom(&area, AXIS_HEIGHT, 0);
  box_cut_top(&area, TITLE_HEIGHT, 0);
  paint_box(painter, area, COLOUR_GRAPH, 1);
  paint_frequencies(painter, area);
  paint_levels(painter, area);
  paint_gains(painter, area);
  if (panel->history.now.bands)
    paint_curves(&panel->history.now, painter, area);
  else
    paint_text(painter, area, ALIGN_CENTRE, TEXT_NORMAL, COLOUR_TEXT_SOFT, "Waiting for sound");
  paint_legend(painter, area);
}

const WidgetKind spectrum_widget = {spectrum_paint, NULL};
