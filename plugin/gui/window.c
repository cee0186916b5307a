/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window.h"

#include "keyboard.h"

#include <cairo-xcb.h>
#include <stdlib.h>
#include <time.h>
#include <xcb/xcb_icccm.h>
#include <xcb/xcb_xrm.h>

#define REFERENCE_DPI 96.0
#define TITLE "Quell"

struct Window {
  xcb_connection_t *connection;
  xcb_screen_t *screen;
  xcb_window_t window, parent;
  xcb_window_t keys_before; /* where the keyboard was before it was taken */
  xcb_colormap_t colours;
  int width, height;
  int parent_width, parent_height; /* as last heard, 0 before */
  bool closed;
  Keyboard *keyboard;
  cairo_surface_t *image;          /* what is painted */
  cairo_surface_t *screen_surface; /* what is seen */
  cairo_region_t *exposed;
  xcb_key_press_event_t last_key;
  xcb_keycode_t passed_on; /* a key whose release goes to the host too */
};

static double now_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- Opening and closing ----------------------------------------------------------------------------------------- */

static xcb_screen_t *screen_of(xcb_connection_t *connection, int number) {
  xcb_screen_iterator_t screens = xcb_setup_roots_iterator(xcb_get_setup(connection));
  while (number-- > 0 && screens.rem > 1)
    xcb_screen_next(&screens);
  return screens.data;
}

static xcb_visualtype_t *visual_of(const xcb_screen_t *screen) {
  xcb_depth_iterator_t depths = xcb_screen_allowed_depths_iterator(screen);
  for (; depths.rem; xcb_depth_next(&depths)) {
    xcb_visualtype_iterator_t visuals = xcb_depth_visuals_iterator(depths.data);
    for (; visuals.rem; xcb_visualtype_next(&visuals))
      if (visuals.data->visual_id == screen->root_visual) return visuals.data;
  }
  return NULL;
}

/* The root's visual, whatever the parent's: a host with a window of another depth could not hold ours otherwise. */
static void create_child(Window *window) {
  const uint32_t mask = XCB_CW_BACK_PIXMAP | XCB_CW_BORDER_PIXEL | XCB_CW_EVENT_MASK | XCB_CW_COLORMAP;
  const uint32_t events = XCB_EVENT_MASK_EXPOSURE | XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_BUTTON_PRESS |
                          XCB_EVENT_MASK_BUTTON_RELEASE | XCB_EVENT_MASK_POINTER_MOTION | XCB_EVENT_MASK_LEAVE_WINDOW |
                          XCB_EVENT_MASK_KEY_PRESS | XCB_EVENT_MASK_KEY_RELEASE;
  const uint32_t follow = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
  window->colours = xcb_generate_id(window->connection);
  xcb_create_colormap(window->connection, XCB_COLORMAP_ALLOC_NONE, window->colours, window->screen->root,
                      window->screen->root_visual);
  window->window = xcb_generate_id(window->connection);
  xcb_create_window(window->connection, window->screen->root_depth, window->window, window->parent, 0, 0,
                    (uint16_t)window->width, (uint16_t)window->height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT,
                    window->screen->root_visual, mask,
                    (const uint32_t[]){XCB_BACK_PIXMAP_NONE, 0, events, window->colours});
  /* Hosts that resize only the window that they gave us. */
  xcb_change_window_attributes(window->connection, window->parent, XCB_CW_EVENT_MASK, &follow);
}

static void note_parent_size(Window *window) {
  xcb_get_geometry_reply_t *size =
      xcb_get_geometry_reply(window->connection, xcb_get_geometry(window->connection, window->parent), NULL);
  if (!size) return;
  window->parent_width = size->width;
  window->parent_height = size->height;
  free(size);
}

static void tell_hints(Window *window, int least_width, int least_height) {
  xcb_size_hints_t hints = {0};
  xcb_icccm_size_hints_set_min_size(&hints, least_width, least_height);
  xcb_icccm_size_hints_set_base_size(&hints, window->width, window->height);
  xcb_icccm_size_hints_set_size(&hints, 0, window->width, window->height);
  xcb_icccm_set_wm_normal_hints(window->connection, window->window, &hints);
  xcb_icccm_set_wm_name(window->connection, window->window, XCB_ATOM_STRING, 8, sizeof TITLE - 1, TITLE);
}

static bool create_surfaces(Window *window) {
  xcb_visualtype_t *visual = visual_of(window->screen);
  if (!visual) return false;
  window->screen_surface =
      cairo_xcb_surface_create(window->connection, window->window, visual, window->width, window->height);
  window->exposed = cairo_region_create();
  return cairo_surface_status(window->screen_surface) == CAIRO_STATUS_SUCCESS;
}

Window *window_open(uintptr_t parent, int width, int height, int least_width, int least_height) {
  int screen_number = 0;
  Window *window = calloc(1, sizeof *window);
  if (!window) return NULL;
  window->connection = xcb_connect(NULL, &screen_number);
  window->parent = (xcb_window_t)parent;
  window->width = width;
  window->height = height;
  if (xcb_connection_has_error(window->connection)) {
    window_close(window);
    return NULL;
  }
  window->screen = screen_of(window->connection, screen_number);
  create_child(window);
  note_parent_size(window);
  tell_hints(window, least_width, least_height);
  if (!create_surfaces(window)) {
    window_close(window);
    return NULL;
  }
  window->keyboard = keyboard_create(window->connection);
  xcb_map_window(window->connection, window->window);
  xcb_flush(window->connection);
  return window;
}

static void free_surface(cairo_surface_t *surface) {
  if (!surface) return;
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
}

void window_close(Window *window) {
  free_surface(window->image);
  if (window->screen_surface) {
    /* Cairo keeps things for a connection until its device is finished. */
    cairo_device_t *device = cairo_device_reference(cairo_surface_get_device(window->screen_surface));
    free_surface(window->screen_surface);
    cairo_device_finish(device);
    cairo_device_destroy(device);
  }
  if (window->exposed) cairo_region_destroy(window->exposed);
  keyboard_free(window->keyboard);
  if (window->window && !window->closed) xcb_destroy_window(window->connection, window->window);
  xcb_disconnect(window->connection);
  free(window);
}

/* ---- Facts ------------------------------------------------------------------------------------------------------- */

uintptr_t window_identity(const Window *window) {
  return window->window;
}

void window_size(const Window *window, int *width, int *height) {
  *width = window->width;
  *height = window->height;
}

void window_resize(Window *window, int width, int height) {
  const uint32_t size[] = {(uint32_t)width, (uint32_t)height};
  xcb_configure_window(window->connection, window->window, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size);
  xcb_flush(window->connection);
}

double window_scale(const Window *window) {
  long dpi = 0;
  xcb_xrm_database_t *resources = xcb_xrm_database_from_default(window->connection);
  if (!resources) return 1;
  int found = xcb_xrm_resource_get_long(resources, "Xft.dpi", NULL, &dpi);
  xcb_xrm_database_free(resources);
  return found == 0 && dpi >= 48 && dpi <= 960 ? (double)dpi / REFERENCE_DPI : 1;
}

/* ---- Events ------------------------------------------------------------------------------------------------------ */

static void set_modifiers(Input *input, uint16_t state) {
  input->shift = state & XCB_MOD_MASK_SHIFT;
  input->control = state & XCB_MOD_MASK_CONTROL;
  input->alt = state & XCB_MOD_MASK_1;
}

static WindowNews button(const xcb_button_press_event_t *event, bool down, Input *input) {
  enum { WHEEL_UP = 4, WHEEL_DOWN = 5, WHEEL_LEFT = 6, WHEEL_RIGHT = 7 };
  input->x = event->event_x;
  input->y = event->event_y;
  set_modifiers(input, event->state);
  if (event->detail == WHEEL_UP || event->detail == WHEEL_DOWN) {
    input->kind = INPUT_WHEEL;
    input->wheel = event->detail == WHEEL_UP ? 1 : -1;
    return down ? WINDOW_INPUT : WINDOW_NOTHING;
  }
  if (event->detail == WHEEL_LEFT || event->detail == WHEEL_RIGHT) return WINDOW_NOTHING;
  input->kind = down ? INPUT_PRESS : INPUT_RELEASE;
  input->button = event->detail;
  return WINDOW_INPUT;
}

static WindowNews motion(const xcb_motion_notify_event_t *event, Input *input) {
  input->kind = INPUT_MOVE;
  input->x = event->event_x;
  input->y = event->event_y;
  set_modifiers(input, event->state);
  return WINDOW_INPUT;
}

static WindowNews key_press(Window *window, const xcb_key_press_event_t *event, Input *input) {
  window->last_key = *event;
  input->kind = INPUT_KEY;
  set_modifiers(input, event->state);
  keyboard_translate(window->keyboard, event->detail, event->state, input);
  return WINDOW_INPUT;
}

static void send_to_host(Window *window, xcb_key_press_event_t event, uint32_t mask) {
  event.event = window->parent;
  event.child = XCB_NONE;
  xcb_send_event(window->connection, 1, window->parent, mask, (const char *)&event);
  xcb_flush(window->connection);
}

void window_pass_key_on(Window *window) {
  window->passed_on = window->last_key.detail;
  send_to_host(window, window->last_key, XCB_EVENT_MASK_KEY_PRESS);
}

static void key_release(Window *window, const xcb_key_release_event_t *event) {
  if (!window->passed_on || window->passed_on != event->detail) return;
  window->passed_on = 0;
  send_to_host(window, *event, XCB_EVENT_MASK_KEY_RELEASE);
}

/* Follows the parent from a size that both had. While a host is still putting its windows together, the parent passes
 * through sizes that mean nothing. */
static void follow_parent(Window *window, int width, int height) {
  const bool together = window->parent_width == window->width && window->parent_height == window->height;
  window->parent_width = width;
  window->parent_height = height;
  if (together && (width != window->width || height != window->height)) window_resize(window, width, height);
}

static WindowNews configure(Window *window, const xcb_configure_notify_event_t *event) {
  if (event->window != window->window) {
    follow_parent(window, event->width, event->height);
    return WINDOW_NOTHING;
  }
  if (event->width == window->width && event->height == window->height) return WINDOW_NOTHING;
  window->width = event->width;
  window->height = event->height;
  cairo_xcb_surface_set_size(window->screen_surface, window->width, window->height);
  free_surface(window->image);
  window->image = NULL;
  return WINDOW_RESIZED;
}

static void expose(Window *window, const xcb_expose_event_t *event) {
  const cairo_rectangle_int_t box = {event->x, event->y, event->width, event->height};
  cairo_region_union_rectangle(window->exposed, &box);
  if (event->count) return;
  if (window->image) window_show(window, window->exposed);
  cairo_region_subtract(window->exposed, window->exposed);
}

static void new_layout(Window *window) {
  keyboard_free(window->keyboard);
  window->keyboard = keyboard_create(window->connection);
}

static WindowNews translate(Window *window, const xcb_generic_event_t *event, Input *input) {
  switch (event->response_type & 0x7f) {
  case XCB_BUTTON_PRESS:
    return button((const xcb_button_press_event_t *)event, true, input);
  case XCB_BUTTON_RELEASE:
    return button((const xcb_button_press_event_t *)event, false, input);
  case XCB_MOTION_NOTIFY:
    return motion((const xcb_motion_notify_event_t *)event, input);
  case XCB_LEAVE_NOTIFY:
    input->kind = INPUT_LEAVE;
    return WINDOW_INPUT;
  case XCB_KEY_PRESS:
    return key_press(window, (const xcb_key_press_event_t *)event, input);
  case XCB_KEY_RELEASE:
    key_release(window, (const xcb_key_release_event_t *)event);
    return WINDOW_NOTHING;
  case XCB_CONFIGURE_NOTIFY:
    return configure(window, (const xcb_configure_notify_event_t *)event);
  case XCB_EXPOSE:
    expose(window, (const xcb_expose_event_t *)event);
    return WINDOW_NOTHING;
  case XCB_MAPPING_NOTIFY:
    new_layout(window);
    return WINDOW_NOTHING;
  case XCB_DESTROY_NOTIFY:
    window->closed = ((const xcb_destroy_notify_event_t *)event)->window == window->window || window->closed;
    return window->closed ? WINDOW_CLOSED : WINDOW_NOTHING;
  default:
    return WINDOW_NOTHING; /* errors too (type 0): they name a window that its owner has just removed */
  }
}

WindowNews window_next(Window *window, Input *input) {
  if (window->closed || xcb_connection_has_error(window->connection)) return WINDOW_CLOSED;
  for (xcb_generic_event_t *event; (event = xcb_poll_for_event(window->connection));) {
    *input = (Input){.seconds = now_seconds()};
    WindowNews news = translate(window, event, input);
    free(event);
    if (news != WINDOW_NOTHING) return news;
  }
  return WINDOW_NOTHING;
}

/* ---- Showing ----------------------------------------------------------------------------------------------------- */

cairo_surface_t *window_image(Window *window) {
  if (!window->image) window->image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, window->width, window->height);
  return cairo_surface_status(window->image) == CAIRO_STATUS_SUCCESS ? window->image : NULL;
}

void window_show(Window *window, const cairo_region_t *region) {
  if (!window->image || window->closed) return;
  cairo_t *cairo = cairo_create(window->screen_surface);
  for (int i = 0; i < cairo_region_num_rectangles(region); i++) {
    cairo_rectangle_int_t box;
    cairo_region_get_rectangle(region, i, &box);
    cairo_rectangle(cairo, box.x, box.y, box.width, box.height);
  }
  cairo_clip(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface(cairo, window->image, 0, 0);
  cairo_paint(cairo);
  cairo_destroy(cairo);
  cairo_surface_flush(window->screen_surface);
  xcb_flush(window->connection);
}

/* ---- Keyboard ---------------------------------------------------------------------------------------------------- */

void window_take_keys(Window *window) {
  xcb_get_input_focus_reply_t *reply =
      xcb_get_input_focus_reply(window->connection, xcb_get_input_focus(window->connection), NULL);
  if (reply && reply->focus != window->window) window->keys_before = reply->focus;
  free(reply);
  xcb_set_input_focus(window->connection, XCB_INPUT_FOCUS_PARENT, window->window, XCB_CURRENT_TIME);
  xcb_flush(window->connection);
}

void window_give_keys_back(Window *window) {
  if (!window->keys_before) return;
  xcb_set_input_focus(window->connection, XCB_INPUT_FOCUS_PARENT, window->keys_before, XCB_CURRENT_TIME);
  xcb_flush(window->connection);
  window->keys_before = XCB_NONE;
}
