/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panel without a window, and a user who knows where things are.
 */
#ifndef QUELL_TEST_PANEL_RIG_H
#define QUELL_TEST_PANEL_RIG_H

#include "plugin/gui/panel.h"
#include "plugin/gui/widgets.h"

typedef struct {
  Panel *panel;
  double now;
  uint32_t last_port, write_count;
  float last_value;
  int touches;          /* begun and not ended */
  uint32_t touch_count; /* begun */
  char chosen[4096];
  uint32_t choose_count;
} PanelRig;

int panel_rig_setup(void **state);
int panel_rig_teardown(void **state);

/* The widget of a control; fails the test when there is none. */
Widget *widget_of(PanelRig *rig, PortId index);
Widget *widget_of_kind(PanelRig *rig, const WidgetKind *kind);
void press(PanelRig *rig, const Widget *widget, bool shift, bool control);
void move(PanelRig *rig, const Widget *widget, double by_x, double by_y, bool shift);
void release(PanelRig *rig, const Widget *widget);
void click(PanelRig *rig, const Widget *widget);
void click_at(PanelRig *rig, double x, double y);
void wheel(PanelRig *rig, const Widget *widget, double notches, bool shift);
bool key(PanelRig *rig, uint32_t symbol, bool shift);
void type(PanelRig *rig, const char *text);
void wait_for(PanelRig *rig, double seconds);
float value_of(PanelRig *rig, PortId index);

#endif
