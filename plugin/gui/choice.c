/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One of several named values: a field that opens the list of them.
 */
#include "theme.h"
#include "widgets.h"

#include <math.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#define LABEL_HEIGHT 16.0
#define FIELD_HEIGHT 24.0
#define ROW_HEIGHT 24.0

static Box field_box(const Widget *widget) {
  Box box = box_inset(widget->box, 3);
  box_cut_top(&box, LABEL_HEIGHT, 1);
  return box_cut_top(&box, FIELD_HEIGHT, 0);
}

static void paint_arrow(const Painter *painter, Box box) {
  double x = box.x + box.width / 2, y = box.y + box.height / 2;
  paint_colour(painter, COLOUR_TEXT_SOFT, 1);
  cairo_move_to(painter->cairo, x - 4, y - 2);
  cairo_line_to(painter->cairo, x + 4, y - 2);
  cairo_line_to(painter->cairo, x, y + 3);
  cairo_fill(painter->cairo);
}

static void choice_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  const ControlInfo *info = widget->control->info;
  char text[64];
  control_text(info, widget->control->value, text, sizeof text);
  Box box = box_inset(widget->box, 3);
  paint_text(painter, box_cut_top(&box, LABEL_HEIGHT, 1), ALIGN_CENTRE, TEXT_SMALL, COLOUR_TEXT_SOFT, widget->name);
  Box field = field_box(widget);
  paint_rounded(painter, field, 4, panel->hover == widget ? COLOUR_FIELD_HOVER : COLOUR_FIELD, 1);
  Box inside = box_inset(field, 4);
  paint_arrow(painter, box_cut_right(&inside, 10, 2));
  inside.x += 4;
  inside.width -= 4;
  paint_text(painter, inside, ALIGN_LEFT, TEXT_NORMAL, COLOUR_TEXT, text);
  paint_focus(panel, widget, painter);
}

static bool choice_input(Panel *panel, Widget *widget, const Input *input) {
  if (control_gestures(panel, widget, input)) return true;
  bool enter = input->kind == INPUT_KEY && (input->key == XKB_KEY_Return || input->key == XKB_KEY_KP_Enter);
  if (!enter && !(input->kind == INPUT_PRESS && input->button == 1)) return false;
  choice_open(panel, widget);
  return true;
}

const WidgetKind choice_widget = {choice_paint, choice_input};

/* ---- The list ---------------------------------------------------------------------------------------------------- */

void choice_open(Panel *panel, Widget *widget) {
  const ControlInfo *info = widget->control->info;
  Box field = field_box(widget);
  Box box = {field.x, 0, fmax(field.width, 120), 8 + ROW_HEIGHT * info->point_count};
  bool below = field.y + field.height + box.height < panel->height - 4;
  box.y = below ? field.y + field.height + 2 : field.y - box.height - 2;
  box.y = fmax(2, box.y);
  box.x = fmin(box.x, panel->width - box.width - 4);
  panel->choice_row = 0;
  for (uint32_t i = 0; i < info->point_count; i++)
    if (info->points[i].value == widget->control->value) panel->choice_row = (int)i;
  panel_open(panel, &choice_overlay, widget, box);
}

static void list_paint(const Panel *panel, const Painter *painter) {
  const Control *control = panel->overlay_widget->control;
  paint_rounded(painter, panel->overlay_box, 5, COLOUR_FIELD, 1);
  paint_frame(painter, panel->overlay_box, 5, 1, COLOUR_FOCUS);
  Box rows = box_inset(panel->overlay_box, 4);
  for (uint32_t i = 0; i < control->info->point_count; i++) {
    Box row = box_cut_top(&rows, ROW_HEIGHT, 0);
    if ((int)i == panel->choice_row) paint_rounded(painter, row, 3, COLOUR_LINE, 1);
    Box text = box_inset(row, 6);
    bool present = control->info->points[i].value == control->value;
    paint_text(painter, text, ALIGN_LEFT, TEXT_NORMAL, present ? COLOUR_OUTPUT : COLOUR_TEXT,
               control->info->points[i].label);
  }
}

static int row_at(const Panel *panel, const Input *input) {
  if (!box_contains(panel->overlay_box, input->x, input->y)) return -1;
  int row = (int)floor((input->y - panel->overlay_box.y - 4) / ROW_HEIGHT);
  int last = (int)panel->overlay_widget->control->info->point_count - 1;
  return row < 0 ? 0 : row > last ? last : row;
}

static void take(Panel *panel) {
  Control *control = panel->overlay_widget->control;
  panel_touch(panel, control, panel->now);
  panel_set(panel, control, control->info->points[panel->choice_row].value);
  panel_close(panel);
}

static void move_row(Panel *panel, int by) {
  int last = (int)panel->overlay_widget->control->info->point_count - 1, row = panel->choice_row + by;
  panel->choice_row = row < 0 ? 0 : row > last ? last : row;
  panel_damage(panel, panel->overlay_box);
}

static bool list_key(Panel *panel, const Input *input) {
  switch (input->key) {
  case XKB_KEY_Up:
  case XKB_KEY_KP_Up:
    move_row(panel, -1);
    return true;
  case XKB_KEY_Down:
  case XKB_KEY_KP_Down:
    move_row(panel, 1);
    return true;
  case XKB_KEY_Return:
  case XKB_KEY_KP_Enter:
    take(panel);
    return true;
  default:
    return false;
  }
}

static bool list_input(Panel *panel, const Input *input) {
  int row = row_at(panel, input);
  switch (input->kind) {
  case INPUT_PRESS:
    if (row < 0) panel_close(panel);
    return true;
  case INPUT_MOVE:
    if (row >= 0) move_row(panel, row - panel->choice_row);
    return true;
  case INPUT_RELEASE:
    /* The press that opened the list is let go over its field, which is not part of the list. */
    if (row >= 0) take(panel);
    return true;
  case INPUT_WHEEL:
    move_row(panel, input->wheel > 0 ? -1 : 1);
    return true;
  case INPUT_KEY:
    return list_key(panel, input);
  default:
    return true;
  }
}

const Overlay choice_overlay = {list_paint, list_input, NULL};
