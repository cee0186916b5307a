/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a user's gestures do to the controls. No display is needed.
 */
#include "gui_test.h"

#include "panel_rig.h"
#include "plugin/gui/tooltip.h"
#include "plugin/uris.h"

#include <math.h>
#include <xkbcommon/xkbcommon-keysyms.h>

static void assert_value(PanelRig *rig, PortId index, double expected) {
  double value = (double)value_of(rig, index);
  if (fabs(value - expected) > 1e-3) fail_msg("the value is %g, not %g", value, expected);
}

static void assert_written(PanelRig *rig, PortId index, double expected) {
  assert_int_equal(rig->last_port, rig->panel->controls[index].info->port);
  assert_true(fabs((double)rig->last_value - expected) < 1e-3);
}

static void every_control_has_a_widget_and_a_tooltip(void **state) {
  PanelRig *rig = *state;
  for (int i = 0; i < PORT_COUNT; i++)
    if (port_info((PortId)i)->kind == KIND_VALUE && i != PORT_FREEWHEEL && i != PORT_BYPASS)
      assert_true(strlen(tooltip_text(widget_of(rig, (PortId)i))) > 10);
}

static void nothing_lies_outside_or_upon_each_other(void **state) {
  PanelRig *rig = *state;
  static const int sizes[][2] = {{880, 580}, {860, 430}, {2500, 1400}, {300, 900}, {1, 1}};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    panel_resize(rig->panel, sizes[s][0], sizes[s][1], 1);
    for (uint32_t i = 0; i < rig->panel->widget_count; i++) {
      const Widget *widget = &rig->panel->widgets[i];
      Box box = widget->box;
      assert_true(box.x >= 0 && box.y >= 0 && box.x + box.width <= rig->panel->width &&
                  box.y + box.height <= rig->panel->height);
      for (uint32_t j = 0; j < i; j++) {
        Box other = rig->panel->widgets[j].box;
        if (widget->kind == &message_widget || rig->panel->widgets[j].kind == &message_widget) continue;
        assert_false(box.x < other.x + other.width - 1e-6 && other.x < box.x + box.width - 1e-6 &&
                     box.y < other.y + other.height - 1e-6 && other.y < box.y + box.height - 1e-6);
      }
    }
  }
}

/* ---- Wheel and drag ---------------------------------------------------------------------------------------------- */

static void the_wheel_steps(void **state) {
  PanelRig *rig = *state;
  wheel(rig, widget_of(rig, PORT_LIMIT), -3, false);
  assert_value(rig, PORT_LIMIT, 97);
  assert_written(rig, PORT_LIMIT, 97);
}

static void shift_makes_the_wheel_finer(void **state) {
  PanelRig *rig = *state;
  wheel(rig, widget_of(rig, PORT_LIMIT), -3, true);
  assert_value(rig, PORT_LIMIT, 99.7);
}

static void dragging_down_turns_down(void **state) {
  PanelRig *rig = *state;
  Widget *knob = widget_of(rig, PORT_LIMIT);
  press(rig, knob, false, false);
  move(rig, knob, 0, 50, false);
  release(rig, knob);
  assert_value(rig, PORT_LIMIT, 75);
}

static void dragging_right_turns_up(void **state) {
  PanelRig *rig = *state;
  Widget *knob = widget_of(rig, PORT_GAIN);
  press(rig, knob, false, false);
  move(rig, knob, 100, 0, false);
  release(rig, knob);
  assert_value(rig, PORT_GAIN, 24);
}

static void shift_makes_dragging_finer(void **state) {
  PanelRig *rig = *state;
  Widget *knob = widget_of(rig, PORT_LIMIT);
  press(rig, knob, false, false);
  move(rig, knob, 0, 50, true);
  release(rig, knob);
  assert_value(rig, PORT_LIMIT, 97.5);
}

static void the_pointer_finds_the_knob_again_after_going_beyond_its_end(void **state) {
  PanelRig *rig = *state;
  Widget *knob = widget_of(rig, PORT_LIMIT);
  press(rig, knob, false, false);
  move(rig, knob, 0, -60, false);
  assert_value(rig, PORT_LIMIT, 100);
  move(rig, knob, 0, 20, false);
  assert_value(rig, PORT_LIMIT, 90);
  release(rig, knob);
}

static void a_move_without_a_button_changes_nothing(void **state) {
  PanelRig *rig = *state;
  move(rig, widget_of(rig, PORT_LIMIT), 0, 30, false);
  assert_int_equal(rig->write_count, 0);
}

static void the_wheel_over_a_picture_changes_nothing(void **state) {
  PanelRig *rig = *state;
  wheel(rig, widget_of_kind(rig, &spectrum_widget), 3, false);
  assert_int_equal(rig->write_count, 0);
}

/* ---- Defaults ---------------------------------------------------------------------------------------------------- */

static void a_double_click_restores_the_default(void **state) {
  PanelRig *rig = *state;
  panel_port(rig->panel, rig->panel->controls[PORT_LIMIT].info->port, 20);
  click(rig, widget_of(rig, PORT_LIMIT));
  assert_value(rig, PORT_LIMIT, 20);
  rig->now += 0.2;
  click(rig, widget_of(rig, PORT_LIMIT));
  assert_value(rig, PORT_LIMIT, 100);
  assert_written(rig, PORT_LIMIT, 100);
}

static void two_slow_clicks_do_not(void **state) {
  PanelRig *rig = *state;
  panel_port(rig->panel, rig->panel->controls[PORT_LIMIT].info->port, 20);
  click(rig, widget_of(rig, PORT_LIMIT));
  rig->now += 0.6;
  click(rig, widget_of(rig, PORT_LIMIT));
  assert_value(rig, PORT_LIMIT, 20);
}

static void a_control_click_restores_the_default(void **state) {
  PanelRig *rig = *state;
  panel_port(rig->panel, rig->panel->controls[PORT_MIX].info->port, rig->panel->controls[PORT_MIX].info->minimum);
  press(rig, widget_of(rig, PORT_MIX), false, true);
  release(rig, widget_of(rig, PORT_MIX));
  assert_value(rig, PORT_MIX, (double)rig->panel->controls[PORT_MIX].info->standard);
}

/* ---- Keys -------------------------------------------------------------------------------------------------------- */

static void arrows_step_the_control_with_the_focus(void **state) {
  PanelRig *rig = *state;
  panel_focus(rig->panel, widget_of(rig, PORT_LIMIT));
  key(rig, XKB_KEY_Down, false);
  assert_value(rig, PORT_LIMIT, 99);
  key(rig, XKB_KEY_Down, true);
  assert_value(rig, PORT_LIMIT, 98.9);
  key(rig, XKB_KEY_Page_Down, false);
  assert_value(rig, PORT_LIMIT, 88.9);
  key(rig, XKB_KEY_Home, false);
  assert_value(rig, PORT_LIMIT, 0);
  key(rig, XKB_KEY_Delete, false);
  assert_value(rig, PORT_LIMIT, 100);
}

static void tab_visits_every_control_and_comes_back(void **state) {
  PanelRig *rig = *state;
  bool seen[PORT_COUNT] = {false};
  for (int i = 0; i < PORT_COUNT; i++) {
    key(rig, XKB_KEY_Tab, false);
    if (rig->panel->focus->control) seen[rig->panel->focus->control - rig->panel->controls] = true;
  }
  for (uint32_t i = 0; i < rig->panel->widget_count; i++) {
    const Widget *widget = &rig->panel->widgets[i];
    if (widget->control && widget->kind->input) assert_true(seen[widget->control - rig->panel->controls]);
  }
  Widget *last = rig->panel->focus;
  key(rig, XKB_KEY_Tab, false);
  key(rig, XKB_KEY_ISO_Left_Tab, true);
  assert_ptr_equal(rig->panel->focus, last);
}

static void a_typed_value_is_taken(void **state) {
  PanelRig *rig = *state;
  panel_focus(rig->panel, widget_of(rig, PORT_LIMIT));
  type(rig, "12.5");
  assert_value(rig, PORT_LIMIT, 100);
  key(rig, XKB_KEY_Return, false);
  assert_value(rig, PORT_LIMIT, 12.5);
  assert_null(rig->panel->overlay);
}

static void a_click_on_the_figure_edits_it(void **state) {
  PanelRig *rig = *state;
  Box box = knob_value_box(widget_of(rig, PORT_LIMIT));
  click_at(rig, box.x + box.width / 2, box.y + box.height / 2);
  assert_ptr_equal(rig->panel->overlay, &value_entry_overlay);
  type(rig, "7");
  key(rig, XKB_KEY_Tab, false);
  assert_value(rig, PORT_LIMIT, 7);
  assert_true(rig->panel->focus == widget_of(rig, PORT_MIX));
}

static void escape_leaves_the_value_alone(void **state) {
  PanelRig *rig = *state;
  panel_focus(rig->panel, widget_of(rig, PORT_LIMIT));
  type(rig, "12");
  assert_true(key(rig, XKB_KEY_Escape, false));
  assert_value(rig, PORT_LIMIT, 100);
  assert_int_equal(rig->write_count, 0);
}

static void a_value_out_of_range_is_refused_and_shown(void **state) {
  PanelRig *rig = *state;
  panel_focus(rig->panel, widget_of(rig, PORT_LIMIT));
  type(rig, "500");
  key(rig, XKB_KEY_Return, false);
  assert_true(rig->panel->entry.refused);
  assert_value(rig, PORT_LIMIT, 100);
}

static void keys_that_mean_nothing_here_stay_the_hosts(void **state) {
  PanelRig *rig = *state;
  assert_false(key(rig, XKB_KEY_space, false));
  panel_focus(rig->panel, widget_of(rig, PORT_LIMIT));
  assert_false(key(rig, XKB_KEY_space, false));
  assert_false(key(rig, XKB_KEY_F5, false));
  assert_false(key(rig, XKB_KEY_Escape, false));
}

/* ---- Switches and choices ---------------------------------------------------------------------------------------- */

static void a_click_turns_a_switch(void **state) {
  PanelRig *rig = *state;
  click(rig, widget_of(rig, PORT_GATE));
  assert_written(rig, PORT_GATE, 1);
  click(rig, widget_of(rig, PORT_GATE));
  assert_written(rig, PORT_GATE, 0);
}

static void the_host_turns_a_switch_too(void **state) {
  PanelRig *rig = *state;
  panel_port(rig->panel, rig->panel->controls[PORT_ENABLED].info->port, 0);
  click(rig, widget_of(rig, PORT_ENABLED));
  assert_written(rig, PORT_ENABLED, 1);
}

static void a_choice_is_made_from_its_list(void **state) {
  PanelRig *rig = *state;
  const ControlInfo *info = rig->panel->controls[PORT_PROFILE].info;
  panel_focus(rig->panel, widget_of(rig, PORT_PROFILE));
  key(rig, XKB_KEY_Return, false);
  assert_ptr_equal(rig->panel->overlay, &choice_overlay);
  key(rig, XKB_KEY_Down, false);
  key(rig, XKB_KEY_Return, false);
  assert_written(rig, PORT_PROFILE, (double)info->points[2].value);
  assert_null(rig->panel->overlay);
}

/* ---- Gestures and echoes ----------------------------------------------------------------------------------------- */

static void a_drag_is_one_gesture(void **state) {
  PanelRig *rig = *state;
  Widget *knob = widget_of(rig, PORT_LIMIT);
  press(rig, knob, false, false);
  assert_int_equal(rig->touches, 1);
  move(rig, knob, 0, 10, false);
  move(rig, knob, 0, 20, false);
  wait_for(rig, 5);
  assert_int_equal(rig->touches, 1);
  release(rig, knob);
  assert_int_equal(rig->touches, 0);
  assert_int_equal(rig->touch_count, 1);
}

static void wheel_notches_are_one_gesture_until_they_cease(void **state) {
  PanelRig *rig = *state;
  for (int i = 0; i < 5; i++) {
    wheel(rig, widget_of(rig, PORT_LIMIT), -1, false);
    wait_for(rig, 0.2);
  }
  assert_int_equal(rig->touch_count, 1);
  wait_for(rig, 1);
  assert_int_equal(rig->touches, 0);
}

static void the_hosts_echo_does_not_pull_a_dragged_knob_back(void **state) {
  PanelRig *rig = *state;
  Widget *knob = widget_of(rig, PORT_LIMIT);
  press(rig, knob, false, false);
  move(rig, knob, 0, 50, false);
  panel_port(rig->panel, knob->control->info->port, 100);
  assert_value(rig, PORT_LIMIT, 75);
  release(rig, knob);
  panel_port(rig->panel, knob->control->info->port, 60);
  assert_value(rig, PORT_LIMIT, 60);
}

static void what_the_host_sets_is_not_written_back(void **state) {
  PanelRig *rig = *state;
  panel_port(rig->panel, rig->panel->controls[PORT_LIMIT].info->port, 30);
  assert_value(rig, PORT_LIMIT, 30);
  assert_int_equal(rig->write_count, 0);
}

static void a_gesture_is_ended_when_the_window_closes(void **state) {
  PanelRig *rig = *state;
  press(rig, widget_of(rig, PORT_LIMIT), false, false);
  panel_free(rig->panel);
  assert_int_equal(rig->touches, 0);
  rig->panel = panel_create(&(PanelHost){0}, PLUGIN_URI);
}

/* ---- Painting only what changed ---------------------------------------------------------------------------------- */

static void paint(PanelRig *rig) {
  cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, PANEL_WIDTH, PANEL_HEIGHT);
  panel_paint(rig->panel, image);
  cairo_surface_destroy(image);
}

static void nothing_is_painted_while_nothing_changes(void **state) {
  PanelRig *rig = *state;
  paint(rig);
  for (int i = 0; i < PORT_COUNT; i++)
    if (panel_control(rig->panel, (PortId)i))
      panel_port(rig->panel, rig->panel->controls[i].info->port, rig->panel->controls[i].value);
  wait_for(rig, 3);
  assert_true(cairo_region_is_empty(rig->panel->damage));
}

static void a_meter_paints_only_itself(void **state) {
  PanelRig *rig = *state;
  paint(rig);
  panel_port(rig->panel, rig->panel->controls[PORT_VOICE].info->port, 0.5f);
  cairo_rectangle_int_t extents;
  cairo_region_get_extents(rig->panel->damage, &extents);
  assert_true(extents.width > 10 && extents.width < 80);
}

static void a_tooltip_comes_when_the_pointer_rests(void **state) {
  PanelRig *rig = *state;
  move(rig, widget_of(rig, PORT_MIX), 0, 0, false);
  wait_for(rig, 0.3);
  assert_false(rig->panel->tooltip);
  wait_for(rig, 0.6);
  assert_true(rig->panel->tooltip);
  panel_input(rig->panel, &(Input){.kind = INPUT_LEAVE, .seconds = rig->now});
  assert_false(rig->panel->tooltip);
}

static void a_message_is_shown_until_it_is_clicked(void **state) {
  PanelRig *rig = *state;
  panel_message(rig->panel, "The file x.safetensors is no model");
  assert_int_not_equal(rig->panel->message[0], 0);
  click(rig, widget_of_kind(rig, &message_widget));
  assert_int_equal(rig->panel->message[0], 0);
}

#define on_a_panel(test) cmocka_unit_test_setup_teardown(test, panel_rig_setup, panel_rig_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      on_a_panel(every_control_has_a_widget_and_a_tooltip),
      on_a_panel(nothing_lies_outside_or_upon_each_other),
      on_a_panel(the_wheel_steps),
      on_a_panel(shift_makes_the_wheel_finer),
      on_a_panel(dragging_down_turns_down),
      on_a_panel(dragging_right_turns_up),
      on_a_panel(shift_makes_dragging_finer),
      on_a_panel(the_pointer_finds_the_knob_again_after_going_beyond_its_end),
      on_a_panel(a_move_without_a_button_changes_nothing),
      on_a_panel(the_wheel_over_a_picture_changes_nothing),
      on_a_panel(a_double_click_restores_the_default),
      on_a_panel(two_slow_clicks_do_not),
      on_a_panel(a_control_click_restores_the_default),
      on_a_panel(arrows_step_the_control_with_the_focus),
      on_a_panel(tab_visits_every_control_and_comes_back),
      on_a_panel(a_typed_value_is_taken),
      on_a_panel(a_click_on_the_figure_edits_it),
      on_a_panel(escape_leaves_the_value_alone),
      on_a_panel(a_value_out_of_range_is_refused_and_shown),
      on_a_panel(keys_that_mean_nothing_here_stay_the_hosts),
      on_a_panel(a_click_turns_a_switch),
      on_a_panel(the_host_turns_a_switch_too),
      on_a_panel(a_choice_is_made_from_its_list),
      on_a_panel(a_drag_is_one_gesture),
      on_a_panel(wheel_notches_are_one_gesture_until_they_cease),
      on_a_panel(the_hosts_echo_does_not_pull_a_dragged_knob_back),
      on_a_panel(what_the_host_sets_is_not_written_back),
      on_a_panel(a_gesture_is_ended_when_the_window_closes),
      on_a_panel(nothing_is_painted_while_nothing_changes),
      on_a_panel(a_meter_paints_only_itself),
      on_a_panel(a_tooltip_comes_when_the_pointer_rests),
      on_a_panel(a_message_is_shown_until_it_is_clicked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
