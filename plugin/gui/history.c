/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reduction over time and frequency, the newest at the right edge, and the voice probability below on the same axis.
 */
#include "display_history.h"
#include "graph.h"
#include "theme.h"
#include "widgets.h"

#include <math.h>
#include <stdio.h>

#define AXIS_WIDTH 26.0
#define AXIS_HEIGHT 15.0
#define TITLE_HEIGHT 16.0
#define VOICE_HEIGHT 30.0

/* Device pixels of a column: whole ones, so that the picture moves without flicker. */
static int column_pixels(const Painter *painter, Box area) {
  double wanted = fmax(painter->scale, area.width * painter->scale / HISTORY_COLUMNS);
  return (int)fmax(1, ceil(wanted - 1e-6));
}

/* ---- Reduction --------------------------------------------------------------------------------------------------- */

/* `count` columns from `first`, the last of them ending at `right`. */
static void paint_columns(const DisplayHistory *history, const Painter *painter, Box area, double right, uint32_t first,
                          uint32_t count) {
  double unit = column_pixels(painter, area) / painter->scale, left = right - count * unit;
  cairo_save(painter->cairo);
  cairo_rectangle(painter->cairo, left, area.y, right - left, area.height);
  cairo_clip(painter->cairo);
  cairo_translate(painter->cairo, left - first * unit, area.y);
  cairo_scale(painter->cairo, unit, area.height / HISTORY_ROWS);
  cairo_set_source_surface(painter->cairo, history->reduction, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(painter->cairo), CAIRO_FILTER_NEAREST);
  cairo_paint(painter->cairo);
  cairo_restore(painter->cairo);
}

static void paint_reduction(const DisplayHistory *history, const Painter *painter, Box area) {
  double unit = column_pixels(painter, area) / painter->scale, right = snap(painter, area.x + area.width);
  uint32_t fit = (uint32_t)ceil(area.width / unit), shown = history->columns < fit ? history->columns : fit;
  uint32_t late = history->next < shown ? history->next : shown, early = shown - late;
  cairo_save(painter->cairo);
  cairo_rectangle(painter->cairo, area.x, area.y, area.width, area.height);
  cairo_clip(painter->cairo);
  if (late) paint_columns(history, painter, area, right, history->next - late, late);
  if (early) paint_columns(history, painter, area, right - late * unit, HISTORY_COLUMNS - early, early);
  cairo_restore(painter->cairo);
}

static void paint_frequencies(const Painter *painter, Box area) {
  for (const FrequencyTick *tick = frequency_ticks; tick->hz > 0; tick++) {
    bool coarse = tick->hz == 100 || tick->hz == 1000 || tick->hz == 10000;
    if (area.height < 130 && !coarse) continue;
    double y = area.y + area.height * (1 - axis_position(tick->hz));
    paint_row(painter, area.x - 3, y, 3, COLOUR_LINE);
    Box label = {area.x - AXIS_WIDTH, fmin(fmax(y - 7, area.y - 2), area.y + area.height - 12), AXIS_WIDTH - 4, 14};
    paint_text(painter, label, ALIGN_RIGHT, TEXT_SMALL - 1, COLOUR_TEXT_SOFT, tick->label);
  }
}

static void paint_scale(const Painter *painter, Box area) {
  Box bar = {area.x + area.width + 4, area.y, 6, area.height};
  int steps = (int)fmax(1, bar.height);
  for (int i = 0; i < steps; i++)
    paint_box(painter, (Box){bar.x, bar.y + bar.height * i / steps, bar.width, bar.height / steps + 0.5},
              reduction_colour(REDUCTION_RANGE_DB * (float)i / (float)steps), 1);
  for (int db = 0; db <= (int)REDUCTION_RANGE_DB; db += 20) {
    char text[16];
    snprintf(text, sizeof text, "-%d", db);
    double y = bar.y + bar.height * db / (double)REDUCTION_RANGE_DB;
    y = fmin(fmax(y - 7, bar.y - 2), bar.y + bar.height - 12);
    paint_text(painter, (Box){bar.x + 8, y, 18, 14}, ALIGN_LEFT, TEXT_SMALL - 2, COLOUR_TEXT_SOFT, db ? text : "0");
  }
}

/* ---- Voice and time ---------------------------------------------------------------------------------------------- */

static void paint_voice(const Panel *panel, const Painter *painter, Box area) {
  const DisplayHistory *history = &panel->history;
  double unit = column_pixels(painter, area) / painter->scale, right = snap(painter, area.x + area.width);
  double bottom = area.y + area.height, x = right;
  paint_box(painter, area, COLOUR_GRAPH, 1);
  cairo_move_to(painter->cairo, right, bottom);
  for (uint32_t age = 0; age < history->columns && x > area.x; age++, x -= unit) {
    float voice = history->voice[(history->next + HISTORY_COLUMNS - 1 - age) % HISTORY_COLUMNS];
    cairo_line_to(painter->cairo, x, bottom - area.height * voice);
  }
  x = fmax(x, area.x);
  cairo_line_to(painter->cairo, x, bottom);
  cairo_close_path(painter->cairo);
  paint_colour(painter, COLOUR_VOICE, 0.75);
  cairo_fill(painter->cairo);
  if (panel_value(panel, PORT_GATE) > 0) {
    double threshold =
        control_position(panel->controls[PORT_GATE_THRESHOLD].info, panel_value(panel, PORT_GATE_THRESHOLD));
    paint_row(painter, area.x, bottom - area.height * threshold, area.width, COLOUR_TEXT);
  }
  paint_text(painter, (Box){area.x - AXIS_WIDTH - 4, area.y, AXIS_WIDTH + 1, area.height}, ALIGN_RIGHT, TEXT_SMALL - 1,
             COLOUR_TEXT_SOFT, "Voice");
}

static void paint_times(const Painter *painter, Box area) {
  double second = column_pixels(painter, area) / painter->scale / HISTORY_COLUMN_SECONDS;
  int step = second * 2 > 60 ? 2 : 5;
  for (int seconds = 0; seconds * second < area.width - 20; seconds += step) {
    char text[16];
    double x = area.x + area.width - seconds * second;
    snprintf(text, sizeof text, seconds ? "-%d s" : "now", seconds);
    paint_column(painter, fmin(x, area.x + area.width - 1), area.y, 3, COLOUR_LINE);
    Box label = {seconds ? x - 20 : x - 40, area.y + 1, 40, AXIS_HEIGHT};
    paint_text(painter, label, seconds ? ALIGN_CENTRE : ALIGN_RIGHT, TEXT_SMALL - 1, COLOUR_TEXT_SOFT, text);
  }
}

static void history_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  Box area = widget->box;
  box_cut_left(&area, AXIS_WIDTH, 0);
  box_cut_right(&area, AXIS_WIDTH, 0);
  Box title = box_cut_top(&area, TITLE_HEIGHT, 0);
  title.height -= 3;
  paint_text(painter, title, ALIGN_LEFT, TEXT_SMALL, COLOUR_TEXT_SOFT, "Reduction over time");
  Box times = box_cut_bottom(&area, AXIS_HEIGHT, 0);
  Box voice = box_cut_bottom(&area, fmin(VOICE_HEIGHT, area.height / 3), 3);
  paint_box(painter, area, COLOUR_GRAPH, 1);
  paint_reduction(&panel->history, painter, area);
  paint_frequencies(painter, area);
  paint_scale(painter, area);
  paint_voice(panel, painter, voice);
  paint_times(painter, times);
}

const WidgetKind history_widget = {history_paint, NULL};
