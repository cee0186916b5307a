/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A switch: a lamp and its name. A click, Enter or the wheel turns it.
 */
#include "theme.h"
#include "widgets.h"

#include <xkbcommon/xkbcommon-keysyms.h>

static void switch_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  const Control *control = widget->control;
  bool on = control->value > 0;
  bool lit = panel->hover == widget;
  Box box = widget->box;
  paint_rounded(painter, box, 4, lit ? COLOUR_FIELD_HOVER : COLOUR_FIELD, 1);
  Box inside = box_inset(box, 6);
  Box lamp = box_cut_left(&inside, 9, 6);
  lamp.y += (lamp.height - 9) / 2;
  lamp.height = 9;
  uint32_t rgb = control == &panel->controls[PORT_RESIDUAL] ? COLOUR_REDUCTION : COLOUR_OUTPUT;
  paint_rounded(painter, lamp, 4.5, on ? control_colour(panel, control, rgb) : COLOUR_GRAPH, 1);
  inside.y = box.y;
  inside.height = box.height;
  paint_text(painter, inside, ALIGN_LEFT, TEXT_NORMAL, on ? COLOUR_TEXT : COLOUR_TEXT_SOFT, widget->name);
  paint_focus(panel, widget, painter);
}

static bool turn(Panel *panel, Widget *widget) {
  panel_touch(panel, widget->control, panel->now);
  panel_set(panel, widget->control, widget->control->value > 0 ? 0 : 1);
  return true;
}

static bool switch_input(Panel *panel, Widget *widget, const Input *input) {
  if (control_gestures(panel, widget, input)) return true;
  if (input->kind == INPUT_PRESS) return input->button == 1 && turn(panel, widget);
  if (input->kind != INPUT_KEY || input->control || input->alt) return false;
  return (input->key == XKB_KEY_Return || input->key == XKB_KEY_KP_Enter) && turn(panel, widget);
}

const WidgetKind switch_widget = {switch_paint, switch_input};
