/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A knob with its name above and its value below. Dragging up or right turns it up; a click on the value edits it.
 */
#include "theme.h"
#include "widgets.h"

#include <math.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#define LABEL_HEIGHT 16.0
#define VALUE_HEIGHT 18.0
#define RADIUS 22.0
#define LARGE_RADIUS 34.0
#define DRAG_UNITS 200.0 /* drag from one end to the other; ten times that with shift */
#define TURN_START (0.75 * M_PI)
#define TURN (1.5 * M_PI)

Box knob_value_box(const Widget *widget) {
  Box box = box_inset(widget->box, 3);
  return box_cut_bottom(&box, VALUE_HEIGHT, 0);
}

/* ---- Drawing ----------------------------------------------------------------------------------------------------- */

static void arc(const Painter *painter, double x, double y, double radius, double from, double to, uint32_t rgb) {
  cairo_set_line_width(painter->cairo, fmax(3, radius * 0.16));
  cairo_set_line_cap(painter->cairo, CAIRO_LINE_CAP_BUTT);
  paint_colour(painter, rgb, 1);
  cairo_new_path(painter->cairo);
  cairo_arc(painter->cairo, x, y, radius, TURN_START + TURN * fmin(from, to), TURN_START + TURN * fmax(from, to));
  cairo_stroke(painter->cairo);
}

static void pointer(const Painter *painter, double x, double y, double radius, double position, uint32_t rgb) {
  double angle = TURN_START + TURN * position;
  cairo_set_line_width(painter->cairo, fmax(2, radius * 0.12));
  cairo_set_line_cap(painter->cairo, CAIRO_LINE_CAP_ROUND);
  paint_colour(painter, rgb, 1);
  cairo_move_to(painter->cairo, x + 0.35 * radius * cos(angle), y + 0.35 * radius * sin(angle));
  cairo_line_to(painter->cairo, x + 0.85 * radius * cos(angle), y + 0.85 * radius * sin(angle));
  cairo_stroke(painter->cairo);
}

static void paint_dial(const Panel *panel, const Widget *widget, const Painter *painter, Box box) {
  const Control *control = widget->control;
  const ControlInfo *info = control->info;
  double room = fmin(box.width, box.height) / 2 - 3, radius = fmin(room, widget->large ? LARGE_RADIUS : RADIUS),
         x = box.x + box.width / 2, y = box.y + box.height / 2;
  double position = control_position(info, control->value);
  double origin = info->minimum < 0 && info->maximum > 0 ? control_position(info, 0) : 0;
  bool lit = panel->hover == widget || panel->grab == widget;
  paint_colour(painter, lit ? COLOUR_FIELD_HOVER : COLOUR_FIELD, 1);
  cairo_arc(painter->cairo, x, y, radius * 0.84, 0, 2 * M_PI);
  cairo_fill(painter->cairo);
  arc(painter, x, y, radius, 0, 1, COLOUR_LINE);
  arc(painter, x, y, radius, origin, position, control_colour(panel, control, COLOUR_OUTPUT));
  pointer(painter, x, y, radius * 0.84, position, panel_idle_control(panel, control) ? COLOUR_TEXT_SOFT : COLOUR_TEXT);
}

static void knob_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  const Control *control = widget->control;
  char text[64];
  control_text(control->info, control->value, text, sizeof text);
  Box box = box_inset(widget->box, 3);
  paint_text(painter, box_cut_top(&box, LABEL_HEIGHT, 1), ALIGN_CENTRE, TEXT_SMALL, COLOUR_TEXT_SOFT, widget->name);
  Box value = box_cut_bottom(&box, VALUE_HEIGHT, 1);
  bool over = panel->hover == widget && box_contains(value, panel->pointer_x, panel->pointer_y);
  if (over) paint_rounded(painter, value, 3, COLOUR_FIELD, 1);
  paint_text(painter, value, ALIGN_CENTRE, TEXT_NORMAL,
             panel_idle_control(panel, control) ? COLOUR_TEXT_SOFT : COLOUR_TEXT, text);
  paint_dial(panel, widget, painter, box);
  paint_focus(panel, widget, painter);
}

/* ---- Input ------------------------------------------------------------------------------------------------------- */

static bool press(Panel *panel, Widget *widget, const Input *input, bool twice) {
  if (input->button == 3) {
    value_entry_open(panel, widget, NULL);
    return true;
  }
  if (input->button != 1) return false;
  if (box_contains(knob_value_box(widget), input->x, input->y)) {
    value_entry_open(panel, widget, NULL);
    return true;
  }
  panel_touch(panel, widget->control, 0);
  panel->drag_y = input->y - input->x;
  panel->drag_position = control_position(widget->control->info, widget->control->value);
  if (twice) {
    panel_set(panel, widget->control, widget->control->info->standard);
    panel->drag_position = control_position(widget->control->info, widget->control->value);
  }
  return true;
}

static bool drag(Panel *panel, Widget *widget, const Input *input) {
  if (panel->grab != widget || panel->touched != widget->control) return false;
  double way = (input->y - input->x - panel->drag_y) / DRAG_UNITS;
  panel->drag_y = input->y - input->x;
  /* The position runs on beyond the ends, so that the knob does not slip under the pointer. */
  panel->drag_position -= input->shift ? way / 10 : way;
  panel_set(panel, widget->control, control_value_at(widget->control->info, panel->drag_position));
  return true;
}

static bool knob_input(Panel *panel, Widget *widget, const Input *input) {
  switch (input->kind) {
  case INPUT_PRESS:
    if (control_gestures(panel, widget, input)) return true;
    return press(panel, widget, input, panel_double_click(panel, widget, input));
  case INPUT_MOVE:
    return drag(panel, widget, input);
  case INPUT_KEY:
    if (input->key == XKB_KEY_Return || input->key == XKB_KEY_KP_Enter) {
      value_entry_open(panel, widget, NULL);
      return true;
    }
    return control_gestures(panel, widget, input);
  default:
    return control_gestures(panel, widget, input);
  }
}

const WidgetKind knob_widget = {knob_paint, knob_input};
