/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Upright bars: levels from below with a held peak, reduction hanging from above, voice probability with the gate's
 * threshold. And plain figures: latency, load.
 */
#include "theme.h"
#include "widgets.h"

#include <math.h>
#include <stdio.h>

/* Above it the load is shown as a warning. */
#define LOAD_ALERT_PERCENT 70

typedef struct {
  float bottom, top; /* value at the lower and the upper end of the bar */
  bool hanging;      /* filled from the top */
  uint32_t colour;
  const float *ticks; /* ended by NAN */
} MeterStyle;

static const float level_ticks[] = {0, -10, -20, -30, -40, -50, -60, NAN};
static const float reduction_ticks[] = {0, 10, 20, 30, 40, NAN};
static const float voice_ticks[] = {0, 25, 50, 75, 100, NAN};

static const MeterStyle styles[PORT_COUNT] = {
    [PORT_INPUT_LEVEL] = {-66, 3, false, COLOUR_INPUT, level_ticks},
    [PORT_OUTPUT_LEVEL] = {-66, 3, false, COLOUR_OUTPUT, level_ticks},
    [PORT_REDUCTION] = {REDUCTION_RANGE_DB, 0, true, COLOUR_REDUCTION, reduction_ticks},
    [PORT_VOICE] = {0, 100, false, COLOUR_VOICE, voice_ticks},
};

static PortId meter_of(const Panel *panel, const Widget *widget) {
  return (PortId)(widget->control - panel->controls);
}

static double meter_share(const MeterStyle *style, double value) {
  return fmin(fmax((value - style->bottom) / (style->top - style->bottom), 0), 1);
}

/* In the unit of the bar. */
static double shown_value(const Panel *panel, PortId meter) {
  return panel_value(panel, meter) * (meter == PORT_VOICE ? 100.0 : 1.0);
}

static void figure(const Panel *panel, PortId meter, char *text, size_t size) {
  double value = shown_value(panel, meter);
  if (meter == PORT_INPUT_LEVEL) value = panel->input_peak_db;
  if (meter == PORT_OUTPUT_LEVEL) value = panel->output_peak_db;
  if (value <= -99.5)
    snprintf(text, size, "-∞");
  else
    snprintf(text, size, meter == PORT_VOICE ? "%.0f %%" : "%.1f", fabs(value) < 0.05 ? 0 : value);
}

static void paint_ticks(const MeterStyle *style, const Painter *painter, Box bar, Box labels) {
  for (const float *tick = style->ticks; !isnan(*tick); tick++) {
    double y = bar.y + bar.height * (1 - meter_share(style, *tick));
    char text[16];
    snprintf(text, sizeof text, "%.0f", fabs((double)*tick));
    paint_row(painter, bar.x + bar.width + 1, fmin(y, bar.y + bar.height - 1), 3, COLOUR_LINE);
    Box line = {labels.x, fmin(fmax(y - 6, bar.y - 2), bar.y + bar.height - 10), labels.width, 12};
    paint_text(painter, line, ALIGN_LEFT, TEXT_SMALL - 1.5, COLOUR_TEXT_SOFT, text);
  }
}

static void paint_mark(const MeterStyle *style, const Painter *painter, Box bar, double value, uint32_t rgb) {
  double y = bar.y + bar.height * (1 - meter_share(style, value));
  paint_box(painter, (Box){bar.x, fmin(fmax(y - 1, bar.y), bar.y + bar.height - 2), bar.width, 2}, rgb, 1);
}

static void paint_marks(const Panel *panel, const Widget *widget, const Painter *painter, Box bar) {
  const MeterStyle *style = &styles[meter_of(panel, widget)];
  float peak = meter_of(panel, widget) == PORT_INPUT_LEVEL ? panel->input_peak_db : panel->output_peak_db;
  if (meter_of(panel, widget) == PORT_INPUT_LEVEL || meter_of(panel, widget) == PORT_OUTPUT_LEVEL) {
    if (peak > style->bottom) paint_mark(style, painter, bar, peak, peak > -1 ? COLOUR_ALERT : COLOUR_TEXT);
  } else if (meter_of(panel, widget) == PORT_VOICE && panel_value(panel, PORT_GATE) > 0) {
    const ControlInfo *threshold = panel->controls[PORT_GATE_THRESHOLD].info;
    paint_mark(style, painter, bar, 100 * control_position(threshold, panel_value(panel, PORT_GATE_THRESHOLD)),
               COLOUR_TEXT);
  }
}

static void meter_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  const MeterStyle *style = &styles[meter_of(panel, widget)];
  char text[32];
  figure(panel, meter_of(panel, widget), text, sizeof text);
  Box box = widget->box;
  paint_text(painter, box_cut_top(&box, 16, 2), ALIGN_CENTRE, TEXT_SMALL, COLOUR_TEXT_SOFT, widget->name);
  paint_text(painter, box_cut_bottom(&box, 16, 2), ALIGN_CENTRE, TEXT_SMALL, COLOUR_TEXT, text);
  Box labels = box;
  Box bar = box_cut_left(&labels, box.width * 0.4, 5);
  bar.x += 3;
  paint_box(painter, bar, COLOUR_GRAPH, 1);
  double filled = bar.height * meter_share(style, shown_value(panel, meter_of(panel, widget)));
  if (style->hanging) filled = bar.height - filled;
  Box fill = {bar.x, style->hanging ? bar.y : bar.y + bar.height - filled, bar.width, filled};
  paint_box(painter, fill, style->colour, 1);
  paint_ticks(style, painter, bar, labels);
  paint_marks(panel, widget, painter, bar);
}

const WidgetKind meter_widget = {meter_paint, NULL};

/* ---- Figures ----------------------------------------------------------------------------------------------------- */

static void figure_text(const Panel *panel, PortId meter, char *text, size_t size) {
  double value = panel_value(panel, meter);
  if (meter == PORT_LOAD)
    snprintf(text, size, "%.1f %%", value);
  else if (panel->sample_rate > 0)
    snprintf(text, size, "%.1f ms", 1000 * value / panel->sample_rate);
  else
    snprintf(text, size, "%.0f frames", value);
}

static void figure_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  char text[48];
  const PortId meter = meter_of(panel, widget);
  const bool alert = meter == PORT_LOAD && widget->control->value > LOAD_ALERT_PERCENT;
  figure_text(panel, meter, text, sizeof text);
  Box box = widget->box;
  paint_text(painter, box_cut_top(&box, box.height / 2, 0), ALIGN_RIGHT, TEXT_SMALL - 1, COLOUR_TEXT_SOFT,
             widget->name);
  paint_text(painter, box, ALIGN_RIGHT, TEXT_NORMAL, alert ? COLOUR_ALERT : COLOUR_TEXT, text);
}

const WidgetKind figure_widget = {figure_paint, NULL};

static void note_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  (void)panel;
  char value[64], text[96];
  control_text(widget->control->info, widget->control->value, value, sizeof value);
  snprintf(text, sizeof text, "%s%s", widget->name, value);
  paint_text(painter, widget->box, ALIGN_CENTRE, TEXT_SMALL - 1, COLOUR_TEXT_SOFT, text);
}

const WidgetKind note_widget = {note_paint, NULL};
