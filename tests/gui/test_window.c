/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window under a real X server: test_window LIBRARY
 */
#include "gui_test.h"

#include "plugin/gui/theme.h"
#include "plugin/uris.h"
#include "window_rig.h"

#include <lv2/patch/patch.h>
#include <malloc.h>
#include <time.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon-keysyms.h>

/* ---- Opening ----------------------------------------------------------------------------------------------------- */

static void it_opens_and_draws(void **state) {
  UiHost *host = *state;
  assert_int_equal(host->width, PANEL_WIDTH);
  assert_true(count_colour(host, (Box){0, 0, 8, 8}, COLOUR_WINDOW) == 64);
  assert_true(count_colour(host, box_of_kind(&spectrum_widget), COLOUR_GRAPH) > 10000);
  assert_true(count_colour(host, box_of(PORT_LIMIT), COLOUR_OUTPUT) > 100);
}

static void it_asks_for_the_model_and_for_frames(void **state) {
  UiHost *host = *state;
  assert_true(host->message_count >= 2);
  ui_host_idle(host, 1.1);
  uint32_t before = host->message_count;
  ui_host_idle(host, 1.1);
  assert_true(host->message_count > before);
}

static void twice_the_scale_is_twice_the_size(void **state) {
  UiHost *host = *state;
  assert_int_equal(host->width, 2 * PANEL_WIDTH);
  assert_int_equal(host->height, 2 * PANEL_HEIGHT);
  assert_true(count_colour(host, box_of(PORT_LIMIT), COLOUR_OUTPUT) > 400);
  point_at(host, box_of(PORT_LIMIT));
  ui_host_wheel(host, -1);
  assert_last_write(host, PORT_LIMIT, 99);
}

static void it_opens_with_a_parent_only(void **state) {
  (void)state;
  UiHost host = {.bare = true, .scale = 1};
  assert_true(ui_host_open(&host, library, PLUGIN_STEREO_URI));
  point_at(&host, box_of(PORT_LIMIT));
  ui_host_wheel(&host, -1);
  assert_last_write(&host, PORT_LIMIT, 99);
  assert_int_equal(host.message_count, 0);
  ui_host_close(&host);
}

static LV2UI_Handle instantiate_without_parent(UiHost *host) {
  LV2UI_Widget widget = NULL;
  const LV2_Feature mapping = {LV2_URID__map, ui_host_map()};
  const LV2_Feature *features[] = {&mapping, NULL};
  return host->descriptor->instantiate(host->descriptor, PLUGIN_STEREO_URI, "/", NULL, NULL, &widget, features);
}

static void it_refuses_to_open_without_a_parent(void **state) {
  assert_null(instantiate_without_parent(*state));
}

static void it_refuses_to_open_without_a_display(void **state) {
  UiHost *host = *state;
  char *display = strdup(getenv("DISPLAY"));
  ui_host_close_window(host);
  setenv("DISPLAY", ":9999", 1);
  bool opened = ui_host_open_window(host, PLUGIN_STEREO_URI);
  setenv("DISPLAY", display, 1);
  free(display);
  assert_false(opened);
}

static void open_and_close(UiHost *host, int times) {
  for (int i = 0; i < times; i++) {
    ui_host_close_window(host);
    assert_true(ui_host_open_window(host, PLUGIN_STEREO_URI));
    ui_host_settle(host);
  }
}

static void opening_and_closing_many_times_keeps_no_memory(void **state) {
  UiHost *host = *state;
  open_and_close(host, 10); /* fonts stay loaded */
  const size_t before = mallinfo2().uordblks;
  open_and_close(host, 30);
  const size_t after = mallinfo2().uordblks;
  if (after > before + 32768) fail_msg("%zu bytes are kept after 30 times", after - before);
}

static void two_windows_do_not_meddle(void **state) {
  UiHost *host = *state;
  UiHost other = {.scale = 1};
  assert_true(ui_host_open(&other, library, PLUGIN_URI));
  uint32_t stack = XCB_STACK_MODE_ABOVE;
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_STACK_MODE, &stack);
  point_at(host, box_of(PORT_LIMIT));
  ui_host_wheel(host, -2);
  ui_host_settle(&other);
  assert_last_write(host, PORT_LIMIT, 98);
  assert_int_equal(other.write_count, 0);
  ui_host_close(&other);
}

static void it_outlives_its_parent(void **state) {
  UiHost *host = *state;
  const LV2UI_Idle_Interface *interface = host->descriptor->extension_data(LV2_UI__idleInterface);
  xcb_destroy_window(host->connection, host->parent);
  free(xcb_get_input_focus_reply(host->connection, xcb_get_input_focus(host->connection), NULL));
  ui_host_port(host, info_of(PORT_LIMIT)->port, 3);
  int closed = 0;
  for (int i = 0; i < 50 && !closed; i++) {
    closed = interface->idle(host->handle);
    usleep(5000);
  }
  assert_true(closed);
}

/* ---- The user ---------------------------------------------------------------------------------------------------- */

static void the_wheel_writes_the_port(void **state) {
  UiHost *host = *state;
  point_at(host, box_of(PORT_LIMIT));
  ui_host_wheel(host, -3);
  assert_last_write(host, PORT_LIMIT, 97);
  ui_host_key(host, XKB_KEY_Shift_L, true);
  ui_host_wheel(host, -1);
  ui_host_key(host, XKB_KEY_Shift_L, false);
  assert_last_write(host, PORT_LIMIT, 96.9);
}

static void a_drag_writes_the_port_and_brackets_it(void **state) {
  UiHost *host = *state;
  Box box = box_of(PORT_LIMIT);
  point_at(host, box);
  ui_host_button(host, 1, true);
  ui_host_point(host, box.x + box.width / 2, box.y + box.height / 2 + 100);
  ui_host_button(host, 1, false);
  assert_last_write(host, PORT_LIMIT, 50);
  assert_int_equal(host->touch_count, 2);
  assert_true(host->touches[0].touched && !host->touches[1].touched);
  assert_int_equal(host->touches[0].port, info_of(PORT_LIMIT)->port);
}

static void a_double_click_restores_the_default(void **state) {
  UiHost *host = *state;
  ui_host_port(host, info_of(PORT_LIMIT)->port, 20);
  point_at(host, box_of(PORT_LIMIT));
  for (int i = 0; i < 2; i++) {
    ui_host_button(host, 1, true);
    ui_host_button(host, 1, false);
  }
  assert_last_write(host, PORT_LIMIT, (double)info_of(PORT_LIMIT)->standard);
}

static void a_value_is_typed(void **state) {
  UiHost *host = *state;
  point_at(host, box_of(PORT_LIMIT));
  ui_host_button(host, 1, true);
  ui_host_button(host, 1, false);
  ui_host_type(host, "12.5");
  ui_host_press_key(host, XKB_KEY_Return);
  assert_last_write(host, PORT_LIMIT, 12.5);
}

static void tab_and_arrows_reach_the_next_control(void **state) {
  UiHost *host = *state;
  point_at(host, box_of(PORT_LIMIT));
  ui_host_button(host, 1, true);
  ui_host_button(host, 1, false);
  ui_host_press_key(host, XKB_KEY_Tab);
  ui_host_press_key(host, XKB_KEY_Home);
  assert_last_write(host, PORT_MIX, (double)info_of(PORT_MIX)->minimum);
}

static bool parent_got_key(UiHost *host) {
  bool got = false;
  for (xcb_generic_event_t *event; (event = xcb_poll_for_event(host->connection)); free(event))
    got = got || (event->response_type & 0x7f) == XCB_KEY_PRESS;
  return got;
}

static void other_keys_go_to_the_host(void **state) {
  UiHost *host = *state;
  const uint32_t events = XCB_EVENT_MASK_KEY_PRESS;
  xcb_change_window_attributes(host->connection, host->parent, XCB_CW_EVENT_MASK, &events);
  point_at(host, box_of(PORT_LIMIT));
  ui_host_button(host, 1, true);
  ui_host_button(host, 1, false);
  ui_host_press_key(host, XKB_KEY_Up);
  assert_false(parent_got_key(host));
  ui_host_press_key(host, XKB_KEY_space);
  assert_true(parent_got_key(host));
}

static void a_chosen_file_is_sent_as_a_patch(void **state) {
  UiHost *host = *state;
  char path[64] = "/tmp/quell-choice-XXXXXX.safetensors";
  int file = mkstemps(path, 12);
  assert_true(file >= 0);
  close(file);
  point_at(host, box_of_kind(&model_widget));
  ui_host_button(host, 1, true);
  ui_host_button(host, 1, false);
  ui_host_type(host, path);
  ui_host_press_key(host, XKB_KEY_Return);
  unlink(path);
  assert_int_equal(host->set_count, 1);
  assert_string_equal(host->set_path, path);
}

/* ---- The plugin's news ------------------------------------------------------------------------------------------- */

static void a_port_event_redraws_the_control(void **state) {
  UiHost *host = *state;
  Box box = box_of(PORT_LIMIT);
  int before = count_colour(host, box, COLOUR_OUTPUT);
  ui_host_port(host, info_of(PORT_LIMIT)->port, 10);
  ui_host_settle(host);
  assert_true(count_colour(host, box, COLOUR_OUTPUT) < before / 4);
  assert_int_equal(host->write_count, 0);
}

static DisplayFrame some_frame(int64_t hop) {
  DisplayFrame frame = {.bands = 3,
                        .hz = {100, 1000, 8000},
                        .input_db = {-30, -30, -30},
                        .output_db = {-60, -60, -60},
                        .gain_db = {-30, -30, -30},
                        .voice = 1,
                        .hop = hop};
  return frame;
}

static void frames_are_drawn(void **state) {
  UiHost *host = *state;
  Box history = box_of_kind(&history_widget);
  Box right = {history.x + history.width - 60, history.y + 20, 30, 60};
  assert_int_equal(count_colour(host, right, reduction_colour(30)), 0);
  for (int i = 0; i < 100; i++) {
    DisplayFrame frame = some_frame(i * DISPLAY_HOPS);
    ui_host_frame(host, &frame);
  }
  ui_host_settle(host);
  assert_true(count_colour(host, right, reduction_colour(30)) > 100);
}

static void a_message_is_drawn(void **state) {
  UiHost *host = *state;
  Box box = box_of_kind(&message_widget);
  assert_int_equal(count_colour(host, box, COLOUR_ALERT), 0);
  ui_host_model(host, MESSAGE_URI, "The file is no model");
  ui_host_settle(host);
  assert_true(count_colour(host, box, COLOUR_ALERT) > 100);
}

static void what_comes_back_into_view_is_drawn_again(void **state) {
  UiHost *host = *state;
  Box box = box_of(PORT_LIMIT);
  int before = count_colour(host, box, COLOUR_OUTPUT);
  xcb_unmap_window(host->connection, host->parent);
  ui_host_settle(host);
  xcb_map_window(host->connection, host->parent);
  ui_host_settle(host);
  assert_int_equal(count_colour(host, box, COLOUR_OUTPUT), before);
}

/* ---- Size -------------------------------------------------------------------------------------------------------- */

static void assert_fills(UiHost *host, int width, int height) {
  cairo_surface_t *picture = ui_host_picture(host);
  assert_int_equal(cairo_image_surface_get_width(picture), width);
  assert_int_equal(cairo_image_surface_get_height(picture), height);
  assert_int_equal(picture_colour(picture, width - 2, height - 2), COLOUR_WINDOW);
  assert_int_equal(picture_colour(picture, 1, height - 2), COLOUR_WINDOW);
  cairo_surface_destroy(picture);
}

static void the_host_resizes_it(void **state) {
  UiHost *host = *state;
  const LV2UI_Resize *interface = host->descriptor->extension_data(LV2_UI__resize);
  const uint32_t size[] = {1200, 800};
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size);
  interface->ui_resize(host->handle, 1200, 800);
  ui_host_settle(host);
  assert_fills(host, 1200, 800);
}

static void it_follows_its_parent(void **state) {
  UiHost *host = *state;
  const uint32_t size[] = {1000, 700};
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size);
  ui_host_settle(host);
  ui_host_settle(host);
  assert_fills(host, 1000, 700);
}

static void a_parent_that_never_fitted_is_not_followed(void **state) {
  UiHost *host = *state;
  ui_host_close_window(host);
  const uint32_t passing[] = {200, 200}, next[] = {201, 200};
  host->stubborn = true; /* takes no notice of the size that the window asks for */
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, passing);
  free(xcb_get_input_focus_reply(host->connection, xcb_get_input_focus(host->connection), NULL)); /* it has happened */
  assert_true(ui_host_open_window(host, PLUGIN_STEREO_URI));
  ui_host_settle(host);
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, next);
  ui_host_settle(host);
  cairo_surface_t *picture = ui_host_picture(host);
  assert_int_equal(cairo_image_surface_get_width(picture), PANEL_WIDTH);
  cairo_surface_destroy(picture);
}

static void a_tiny_window_shows_everything_smaller(void **state) {
  UiHost *host = *state;
  const uint32_t size[] = {430, 290};
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size);
  ui_host_settle(host);
  ui_host_settle(host);
  assert_fills(host, 430, 290);
  host->scale = 0.5f;
  panel_resize(map_of_window, 430, 290, 1);
  point_at(host, box_of(PORT_LIMIT));
  panel_resize(map_of_window, PANEL_WIDTH, PANEL_HEIGHT, 1);
  ui_host_wheel(host, -1);
  assert_last_write(host, PORT_LIMIT, 99);
}

/* ---- Cost -------------------------------------------------------------------------------------------------------- */

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Thirty calls of idle a second, as hosts do it, without anything to show. */
static void idling_costs_next_to_nothing(void **state) {
  UiHost *host = *state;
  const LV2UI_Idle_Interface *interface = host->descriptor->extension_data(LV2_UI__idleInterface);
  ui_host_idle(host, 0.2);
  double before = cpu_seconds();
  for (int i = 0; i < 300; i++)
    interface->idle(host->handle);
  double share = (cpu_seconds() - before) / 10;
  if (share > 0.01) fail_msg("%.2f %% of a core", 100 * share);
}

#define in_a_window(test) cmocka_unit_test_setup_teardown(test, open_host, close_host)

int main(int count, char **arguments) {
  window_rig_begin(count, arguments);
  const struct CMUnitTest tests[] = {
      in_a_window(it_opens_and_draws),
      in_a_window(it_asks_for_the_model_and_for_frames),
      cmocka_unit_test_setup_teardown(twice_the_scale_is_twice_the_size, open_host_twice_as_large, close_host),
      cmocka_unit_test(it_opens_with_a_parent_only),
      in_a_window(it_refuses_to_open_without_a_parent),
      in_a_window(it_refuses_to_open_without_a_display),
      in_a_window(opening_and_closing_many_times_keeps_no_memory),
      in_a_window(two_windows_do_not_meddle),
      in_a_window(it_outlives_its_parent),
      in_a_window(the_wheel_writes_the_port),
      in_a_window(a_drag_writes_the_port_and_brackets_it),
      in_a_window(a_double_click_restores_the_default),
      in_a_window(a_value_is_typed),
      in_a_window(tab_and_arrows_reach_the_next_control),
      in_a_window(other_keys_go_to_the_host),
      in_a_window(a_chosen_file_is_sent_as_a_patch),
      in_a_window(a_port_event_redraws_the_control),
      in_a_window(frames_are_drawn),
      in_a_window(a_message_is_drawn),
      in_a_window(what_comes_back_into_view_is_drawn_again),
      in_a_window(the_host_resizes_it),
      in_a_window(it_follows_its_parent),
      in_a_window(a_parent_that_never_fitted_is_not_followed),
      in_a_window(a_tiny_window_shows_everything_smaller),
      in_a_window(idling_costs_next_to_nothing),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  window_rig_end();
  return failed;
}
