/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all controls do alike: the wheel steps, shift is finer; double click, control click and Delete restore the
 * default; arrows and Page keys step, Home and End go to the ends; digits and Enter start typing.
 */
#include "theme.h"
#include "widgets.h"

#include <ctype.h>
#include <xkbcommon/xkbcommon-keysyms.h>

/* A gesture of wheel or keys ends when nothing more came for so long. */
#define GESTURE_SECONDS 0.5

static bool step(Panel *panel, Widget *widget, double steps, StepSize size) {
  Control *control = widget->control;
  panel_touch(panel, control, panel->now + GESTURE_SECONDS);
  panel_set(panel, control, control_stepped(control->info, control->value, steps, size));
  return true;
}

static bool go_to(Panel *panel, Widget *widget, float value) {
  panel_touch(panel, widget->control, panel->now + GESTURE_SECONDS);
  panel_set(panel, widget->control, value);
  return true;
}

static bool key(Panel *panel, Widget *widget, const Input *input) {
  const ControlInfo *info = widget->control->info;
  StepSize small = input->shift ? STEP_FINE : STEP_NORMAL;
  if (input->control || input->alt) return false;
  switch (input->key) {
  case XKB_KEY_Up:
  case XKB_KEY_KP_Up:
  case XKB_KEY_Right:
  case XKB_KEY_KP_Right:
    return step(panel, widget, 1, small);
  case XKB_KEY_Down:
  case XKB_KEY_KP_Down:
  case XKB_KEY_Left:
  case XKB_KEY_KP_Left:
    return step(panel, widget, -1, small);
  case XKB_KEY_Page_Up:
  case XKB_KEY_KP_Page_Up:
    return step(panel, widget, 1, STEP_COARSE);
  case XKB_KEY_Page_Down:
  case XKB_KEY_KP_Page_Down:
    return step(panel, widget, -1, STEP_COARSE);
  case XKB_KEY_Home:
  case XKB_KEY_KP_Home:
    return go_to(panel, widget, info->minimum);
  case XKB_KEY_End:
  case XKB_KEY_KP_End:
    return go_to(panel, widget, info->maximum);
  case XKB_KEY_Delete:
  case XKB_KEY_KP_Delete:
  case XKB_KEY_BackSpace:
    return go_to(panel, widget, info->standard);
  default:
    return false;
  }
}

static bool starts_number(const char *text) {
  return *text && !text[1] &&
         (isdigit((unsigned char)*text) || *text == '-' || *text == '+' || *text == '.' || *text == ',');
}

bool control_gestures(Panel *panel, Widget *widget, const Input *input) {
  const ControlInfo *info = widget->control->info;
  switch (input->kind) {
  case INPUT_WHEEL:
    return step(panel, widget, input->wheel, input->shift ? STEP_FINE : STEP_NORMAL);
  case INPUT_PRESS:
    if (input->button != 1 || !input->control) return false;
    return go_to(panel, widget, info->standard);
  case INPUT_KEY:
    if (key(panel, widget, input)) return true;
    if (info->kind != CONTROL_CONTINUOUS || input->control || input->alt || !starts_number(input->text)) return false;
    value_entry_open(panel, widget, input->text);
    return true;
  default:
    return false;
  }
}

void paint_focus(const Panel *panel, const Widget *widget, const Painter *painter) {
  if (panel->focus == widget) paint_frame(painter, widget->box, 5, 1, COLOUR_FOCUS);
}

uint32_t control_colour(const Panel *panel, const Control *control, uint32_t rgb) {
  return panel_idle_control(panel, control) ? COLOUR_LINE : rgb;
}
