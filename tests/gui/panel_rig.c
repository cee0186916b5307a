/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "panel_rig.h"

#include "gui_test.h"
#include "plugin/uris.h"

#include <xkbcommon/xkbcommon.h>

static void record_write(void *owner, uint32_t port, float value) {
  PanelRig *rig = owner;
  rig->last_port = port;
  rig->last_value = value;
  rig->write_count++;
}

static void record_touch(void *owner, uint32_t port, bool touched) {
  PanelRig *rig = owner;
  (void)port;
  rig->touches += touched ? 1 : -1;
  rig->touch_count += touched;
}

static void record_choice(void *owner, const char *path) {
  PanelRig *rig = owner;
  snprintf(rig->chosen, sizeof rig->chosen, "%s", path);
  rig->choose_count++;
}

int panel_rig_setup(void **state) {
  PanelRig *rig = calloc(1, sizeof *rig);
  assert_non_null(rig);
  rig->panel = panel_create(&(PanelHost){rig, record_write, record_touch, record_choice}, PLUGIN_STEREO_URI);
  assert_non_null(rig->panel);
  rig->now = 100;
  *state = rig;
  return 0;
}

int panel_rig_teardown(void **state) {
  PanelRig *rig = *state;
  panel_free(rig->panel);
  free(rig);
  return 0;
}

Widget *widget_of(PanelRig *rig, PortId index) {
  for (uint32_t i = 0; i < rig->panel->widget_count; i++)
    if (rig->panel->widgets[i].control == &rig->panel->controls[index]) return &rig->panel->widgets[i];
  fail_msg("control %d has no widget", index);
  return NULL;
}

Widget *widget_of_kind(PanelRig *rig, const WidgetKind *kind) {
  for (uint32_t i = 0; i < rig->panel->widget_count; i++)
    if (rig->panel->widgets[i].kind == kind) return &rig->panel->widgets[i];
  fail_msg("there is no such widget");
  return NULL;
}

static Input input_at(const PanelRig *rig, const Widget *widget, InputKind kind) {
  return (Input){.kind = kind,
                 .x = widget->box.x + widget->box.width / 2,
                 .y = widget->box.y + widget->box.height / 2,
                 .seconds = rig->now,
                 .button = 1};
}

void press(PanelRig *rig, const Widget *widget, bool shift, bool control) {
  Input input = input_at(rig, widget, INPUT_PRESS);
  input.shift = shift;
  input.control = control;
  panel_input(rig->panel, &input);
}

void move(PanelRig *rig, const Widget *widget, double by_x, double by_y, bool shift) {
  Input input = input_at(rig, widget, INPUT_MOVE);
  input.x += by_x;
  input.y += by_y;
  input.shift = shift;
  panel_input(rig->panel, &input);
}

void release(PanelRig *rig, const Widget *widget) {
  Input input = input_at(rig, widget, INPUT_RELEASE);
  panel_input(rig->panel, &input);
}

void click(PanelRig *rig, const Widget *widget) {
  press(rig, widget, false, false);
  release(rig, widget);
}

void click_at(PanelRig *rig, double x, double y) {
  panel_input(rig->panel, &(Input){.kind = INPUT_PRESS, .x = x, .y = y, .seconds = rig->now, .button = 1});
  panel_input(rig->panel, &(Input){.kind = INPUT_RELEASE, .x = x, .y = y, .seconds = rig->now, .button = 1});
}

void wheel(PanelRig *rig, const Widget *widget, double notches, bool shift) {
  Input input = input_at(rig, widget, INPUT_WHEEL);
  input.wheel = notches;
  input.shift = shift;
  panel_input(rig->panel, &input);
}

bool key(PanelRig *rig, uint32_t symbol, bool shift) {
  Input input = {.kind = INPUT_KEY, .seconds = rig->now, .key = symbol, .shift = shift};
  xkb_keysym_to_utf8(symbol, input.text, sizeof input.text);
  return panel_input(rig->panel, &input);
}

void type(PanelRig *rig, const char *text) {
  for (; *text; text++)
    key(rig, xkb_utf32_to_keysym((unsigned char)*text), false);
}

void wait_for(PanelRig *rig, double seconds) {
  rig->now += seconds;
  panel_tick(rig->panel, rig->now);
}

float value_of(PanelRig *rig, PortId index) {
  return panel_value(rig->panel, index);
}
