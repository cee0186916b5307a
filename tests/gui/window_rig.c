/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window_rig.h"

#include "gui_test.h"
#include "plugin/uris.h"

#include <math.h>

const char *library;
Panel *map_of_window;

int open_host(void **state) {
  UiHost *host = calloc(1, sizeof *host);
  assert_non_null(host);
  host->scale = 1;
  *state = host;
  if (!ui_host_open(host, library, PLUGIN_STEREO_URI)) fail_msg("the window did not open");
  return 0;
}

int open_host_twice_as_large(void **state) {
  UiHost *host = calloc(1, sizeof *host);
  assert_non_null(host);
  host->scale = 2;
  *state = host;
  return ui_host_open(host, library, PLUGIN_STEREO_URI) ? 0 : 1;
}

int close_host(void **state) {
  UiHost *host = *state;
  ui_host_close(host);
  free(host);
  return 0;
}

const ControlInfo *info_of(PortId index) {
  return map_of_window->controls[index].info;
}

Box box_of(PortId index) {
  for (uint32_t i = 0; i < map_of_window->widget_count; i++)
    if (map_of_window->widgets[i].control == &map_of_window->controls[index]) return map_of_window->widgets[i].box;
  fail_msg("control %d has no widget", index);
  return (Box){0};
}

Box box_of_kind(const WidgetKind *kind) {
  for (uint32_t i = 0; i < map_of_window->widget_count; i++)
    if (map_of_window->widgets[i].kind == kind) return map_of_window->widgets[i].box;
  fail_msg("there is no such widget");
  return (Box){0};
}

void point_at(UiHost *host, Box box) {
  ui_host_point(host, (box.x + box.width / 2) * (double)host->scale, (box.y + box.height / 2) * (double)host->scale);
}

void assert_last_write(const UiHost *host, PortId index, double expected) {
  assert_true(host->write_count > 0);
  PortWrite last = host->writes[host->write_count - 1];
  assert_int_equal(last.port, info_of(index)->port);
  if (fabs((double)last.value - expected) > 1e-3) fail_msg("%g was written, not %g", (double)last.value, expected);
}

int count_colour(UiHost *host, Box box, uint32_t rgb) {
  cairo_surface_t *picture = ui_host_picture(host);
  assert_non_null(picture);
  double scale = (double)host->scale;
  int count = 0;
  for (int y = (int)(box.y * scale); y < (int)((box.y + box.height) * scale); y++)
    for (int x = (int)(box.x * scale); x < (int)((box.x + box.width) * scale); x++)
      count += picture_colour(picture, x, y) == rgb;
  cairo_surface_destroy(picture);
  return count;
}

void window_rig_begin(int count, char **arguments) {
  assert_int_equal(count, 2);
  library = arguments[1];
  map_of_window = panel_create(&(PanelHost){0}, PLUGIN_STEREO_URI);
}

void window_rig_end(void) {
  panel_free(map_of_window);
}
