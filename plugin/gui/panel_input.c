/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who gets the input: the overlay, the widget under the pointer or that with the focus.
 */
#include "panel.h"
#include "tooltip.h"
#include "widgets.h"

#include <xkbcommon/xkbcommon-keysyms.h>

#define DOUBLE_CLICK_SECONDS 0.4

static Widget *widget_at(Panel *panel, double x, double y) {
  for (uint32_t i = panel->widget_count; i-- > 0;) {
    Widget *widget = &panel->widgets[i];
    if (widget->kind == &message_widget && !panel->message[0]) continue;
    if (box_contains(widget->box, x, y)) return widget;
  }
  return NULL;
}

bool panel_double_click(Panel *panel, Widget *widget, const Input *input) {
  bool twice = panel->pressed_before == widget && input->seconds - panel->pressed_at < DOUBLE_CLICK_SECONDS;
  panel->pressed_before = twice ? NULL : widget;
  panel->pressed_at = input->seconds;
  return twice;
}

/* ---- Pointer ----------------------------------------------------------------------------------------------------- */

static void hover(Panel *panel, Widget *widget) {
  if (panel->hover == widget) return;
  tooltip_hide(panel);
  if (panel->hover && panel->hover->control) panel_damage_widget(panel, panel->hover);
  if (panel->hover && panel->hover->kind->input) panel_damage_widget(panel, panel->hover);
  panel->hover = widget;
  panel->hover_since = panel->now;
  if (widget && widget->kind->input) panel_damage_widget(panel, widget);
}

static bool pointer_press(Panel *panel, const Input *input) {
  Widget *widget = widget_at(panel, input->x, input->y);
  tooltip_hide(panel);
  if (!widget || !widget->kind->input) {
    panel_focus(panel, NULL);
    return true;
  }
  panel_focus(panel, widget);
  panel->grab = widget;
  widget->kind->input(panel, widget, input);
  if (panel->overlay) panel->grab = NULL;
  return true;
}

static bool pointer_release(Panel *panel, const Input *input) {
  Widget *widget = panel->grab;
  if (!widget || input->button != 1) return false;
  widget->kind->input(panel, widget, input);
  panel->grab = NULL;
  if (panel->touched && panel->touched_until <= 0) panel_release(panel);
  panel_damage_widget(panel, widget);
  hover(panel, widget_at(panel, input->x, input->y));
  return true;
}

static bool pointer_move(Panel *panel, const Input *input) {
  if (panel->grab) return panel->grab->kind->input(panel, panel->grab, input);
  Widget *widget = widget_at(panel, input->x, input->y);
  hover(panel, widget);
  if (widget && widget->kind == &knob_widget) panel_damage(panel, knob_value_box(widget));
  if (!panel->tooltip) panel->hover_since = panel->now; /* the pointer must rest */
  return true;
}

static bool wheel(Panel *panel, const Input *input) {
  Widget *widget = panel->grab ? panel->grab : widget_at(panel, input->x, input->y);
  tooltip_hide(panel);
  return widget && widget->control && widget->kind->input && widget->kind->input(panel, widget, input);
}

/* ---- Keys -------------------------------------------------------------------------------------------------------- */

static bool can_focus(const Panel *panel, const Widget *widget) {
  return widget->kind->input && (widget->kind != &message_widget || panel->message[0]);
}

static void focus_next(Panel *panel, bool backwards) {
  uint32_t count = panel->widget_count, step = backwards ? count - 1 : 1;
  uint32_t at = panel->focus ? (uint32_t)(panel->focus - panel->widgets) : backwards ? 0 : count - 1;
  for (uint32_t i = 0; i < count; i++) {
    at = (at + step) % count;
    if (can_focus(panel, &panel->widgets[at])) break;
  }
  panel_focus(panel, &panel->widgets[at]);
}

static bool key(Panel *panel, const Input *input) {
  tooltip_hide(panel);
  if (input->key == XKB_KEY_Tab || input->key == XKB_KEY_ISO_Left_Tab) {
    if (input->control || input->alt) return false;
    focus_next(panel, input->shift || input->key == XKB_KEY_ISO_Left_Tab);
    return true;
  }
  return panel->focus && panel->focus->kind->input(panel, panel->focus, input);
}

/* ---- Everything -------------------------------------------------------------------------------------------------- */

static bool overlay_input(Panel *panel, const Input *input) {
  if (input->kind == INPUT_KEY && input->key == XKB_KEY_Escape) {
    panel_close(panel);
    return true;
  }
  return panel->overlay->input(panel, input);
}

bool panel_input(Panel *panel, const Input *input) {
  panel->now = input->seconds;
  if (input->kind != INPUT_KEY && input->kind != INPUT_LEAVE) {
    panel->pointer_x = input->x;
    panel->pointer_y = input->y;
  }
  if (panel->overlay && overlay_input(panel, input)) return true;
  switch (input->kind) {
  case INPUT_PRESS:
    return pointer_press(panel, input);
  case INPUT_MOVE:
    return pointer_move(panel, input);
  case INPUT_RELEASE:
    return pointer_release(panel, input);
  case INPUT_WHEEL:
    return wheel(panel, input);
  case INPUT_LEAVE:
    if (!panel->grab) hover(panel, NULL);
    return true;
  case INPUT_KEY:
    return key(panel, input);
  }
  return false;
}

void panel_tick(Panel *panel, double seconds) {
  panel->now = seconds;
  if (panel->touched && panel->touched_until > 0 && seconds >= panel->touched_until) panel_release(panel);
  tooltip_update(panel);
}
