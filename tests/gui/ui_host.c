/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui_host.h"

#include "plugin/uris.h"

#include <cairo-xcb.h>
#include <dlfcn.h>
#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/patch/patch.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xcb/xtest.h>
#include <xkbcommon/xkbcommon-x11.h>

/* ---- URIDs ------------------------------------------------------------------------------------------------------- */

#define URIS_MAX 256
static char *uris[URIS_MAX];

static LV2_URID map_uri(LV2_URID_Map_Handle handle, const char *uri) {
  (void)handle;
  for (uint32_t i = 0; i < URIS_MAX; i++) {
    if (!uris[i]) uris[i] = strdup(uri);
    if (strcmp(uris[i], uri) == 0) return i + 1;
  }
  return 0;
}

static LV2_URID_Map own_map = {NULL, map_uri}, *map = &own_map;

LV2_URID ui_host_urid(const char *uri) {
  return map->map(map->handle, uri);
}

LV2_URID_Map *ui_host_map(void) {
  return map;
}

void ui_host_use_map(LV2_URID_Map *other) {
  map = other ? other : &own_map;
}

/* ---- What the window calls --------------------------------------------------------------------------------------- */

static void record_set(UiHost *host, const LV2_Atom *atom) {
  const LV2_Atom_Object *object = (const LV2_Atom_Object *)atom;
  const LV2_Atom *value = NULL;
  if (atom->type != ui_host_urid(LV2_ATOM__Object) || object->body.otype != ui_host_urid(LV2_PATCH__Set)) return;
  lv2_atom_object_get(object, ui_host_urid(LV2_PATCH__value), &value, 0);
  if (!value || value->type != ui_host_urid(LV2_ATOM__Path)) return;
  snprintf(host->set_path, sizeof host->set_path, "%s", (const char *)LV2_ATOM_BODY_CONST(value));
  host->set_count++;
}

static void write_port(LV2UI_Controller controller, uint32_t port, uint32_t size, uint32_t protocol, const void *data) {
  UiHost *host = controller;
  if (protocol == 0 && host->write_count < RECORDS_MAX)
    host->writes[host->write_count++] = (PortWrite){port, *(const float *)data};
  if (protocol == 0 && host->take_value) host->take_value(host->owner, port, *(const float *)data);
  if (protocol != ui_host_urid(LV2_ATOM__eventTransfer)) return;
  if (size <= sizeof host->message) memcpy(host->message, data, size);
  host->message_count++;
  if (host->take_message) host->take_message(host->owner, data);
  record_set(host, data);
}

static void touch_port(LV2UI_Feature_Handle handle, uint32_t port, bool touched) {
  UiHost *host = handle;
  if (host->touch_count < RECORDS_MAX) host->touches[host->touch_count++] = (PortTouch){port, touched};
}

static int resize_parent(LV2UI_Feature_Handle handle, int width, int height) {
  UiHost *host = handle;
  const uint32_t size[] = {(uint32_t)width, (uint32_t)height};
  host->width = width;
  host->height = height;
  if (host->stubborn) return 1;
  xcb_configure_window(host->connection, host->parent, XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size);
  xcb_flush(host->connection);
  return 0;
}

/* ---- Opening and closing ----------------------------------------------------------------------------------------- */

static bool open_parent(UiHost *host) {
  host->connection = xcb_connect(NULL, NULL);
  if (xcb_connection_has_error(host->connection)) return false;
  host->screen = xcb_setup_roots_iterator(xcb_get_setup(host->connection)).data;
  host->parent = xcb_generate_id(host->connection);
  xcb_create_window(host->connection, XCB_COPY_FROM_PARENT, host->parent, host->screen->root, 0, 0, 880, 580, 0,
                    XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, 0, NULL);
  xcb_map_window(host->connection, host->parent);
  return xkb_x11_setup_xkb_extension(host->connection, XKB_X11_MIN_MAJOR_XKB_VERSION, XKB_X11_MIN_MINOR_XKB_VERSION,
                                     XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, NULL, NULL, NULL, NULL);
}

bool ui_host_open_window(UiHost *host, const char *plugin) {
  LV2UI_Touch touch = {host, touch_port};
  LV2UI_Resize resize = {host, resize_parent};
  LV2_Options_Option options[3] = {{0}};
  if (host->sample_rate > 0)
    options[1] = (LV2_Options_Option){
        LV2_OPTIONS_INSTANCE, 0, ui_host_urid(LV2_PARAMETERS__sampleRate), sizeof(float), ui_host_urid(LV2_ATOM__Float),
        &host->sample_rate};
  if (host->scale > 0)
    options[0] = (LV2_Options_Option){
        LV2_OPTIONS_INSTANCE,          0,           ui_host_urid(LV2_UI__scaleFactor), sizeof(float),
        ui_host_urid(LV2_ATOM__Float), &host->scale};
  const LV2_Feature parent = {LV2_UI__parent, (void *)(uintptr_t)host->parent}, mapping = {LV2_URID__map, map};
  const LV2_Feature touching = {LV2_UI__touch, &touch}, resizing = {LV2_UI__resize, &resize};
  const LV2_Feature with_options = {LV2_OPTIONS__options, options};
  const LV2_Feature *all[] = {&parent, &mapping, &touching, &resizing, host->scale > 0 ? &with_options : NULL, NULL};
  const LV2_Feature *bare[] = {&parent, NULL};
  /* The window keeps the features' data. */
  static LV2UI_Touch kept_touch;
  static LV2UI_Resize kept_resize;
  kept_touch = touch;
  kept_resize = resize;
  ((LV2_Feature *)&touching)->data = &kept_touch;
  ((LV2_Feature *)&resizing)->data = &kept_resize;
  host->handle = host->descriptor->instantiate(host->descriptor, plugin, "/", write_port, host, &host->widget,
                                               host->bare ? bare : all);
  host->window = (xcb_window_t)(uintptr_t)host->widget;
  return host->handle != NULL;
}

bool ui_host_open(UiHost *host, const char *library, const char *plugin) {
  if (!open_parent(host)) return false;
  host->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!host->library) fprintf(stderr, "%s\n", dlerror());
  if (!host->library) return false;
  LV2UI_DescriptorFunction get;
  *(void **)&get = dlsym(host->library, "lv2ui_descriptor");
  host->descriptor = get ? get(0) : NULL;
  if (!host->descriptor || !ui_host_open_window(host, plugin)) return false;
  ui_host_settle(host);
  return true;
}

void ui_host_close_window(UiHost *host) {
  if (host->handle) host->descriptor->cleanup(host->handle);
  host->handle = NULL;
}

void ui_host_close(UiHost *host) {
  ui_host_close_window(host);
  if (host->library) dlclose(host->library);
  if (host->connection) xcb_disconnect(host->connection);
}

/* ---- Time -------------------------------------------------------------------------------------------------------- */

void ui_host_idle(UiHost *host, double seconds) {
  const LV2UI_Idle_Interface *interface = host->descriptor->extension_data(LV2_UI__idleInterface);
  const struct timespec pause = {0, 5000000};
  for (double waited = 0; waited < seconds; waited += 0.005) {
    free(xcb_get_input_focus_reply(host->connection, xcb_get_input_focus(host->connection), NULL));
    if (interface->idle(host->handle)) return;
    nanosleep(&pause, NULL);
  }
}

void ui_host_settle(UiHost *host) {
  ui_host_idle(host, 0.06);
}

/* ---- News from the plugin ---------------------------------------------------------------------------------------- */

void ui_host_port(UiHost *host, uint32_t port, float value) {
  host->descriptor->port_event(host->handle, port, sizeof value, 0, &value);
}

static void note_told(UiHost *host, const LV2_Atom *atom) {
  const LV2_Atom_Object *object = (const LV2_Atom_Object *)atom;
  const LV2_Atom *key = NULL, *value = NULL;
  if (object->body.otype == ui_host_urid("urn:quell:display#Frame")) host->frame_count++;
  if (object->body.otype != ui_host_urid(LV2_PATCH__Set)) return;
  lv2_atom_object_get(object, ui_host_urid(LV2_PATCH__property), &key, ui_host_urid(LV2_PATCH__value), &value, 0);
  if (key && value && ((const LV2_Atom_URID *)key)->body == ui_host_urid(MODEL_URI))
    snprintf(host->told_path, sizeof host->told_path, "%s", (const char *)LV2_ATOM_BODY_CONST(value));
}

void ui_host_atom(UiHost *host, const LV2_Atom *atom) {
  note_told(host, atom);
  host->descriptor->port_event(host->handle, 0, lv2_atom_total_size(atom), ui_host_urid(LV2_ATOM__eventTransfer), atom);
}

void ui_host_frame(UiHost *host, const DisplayFrame *frame) {
  union {
    LV2_Atom atom;
    uint8_t bytes[8192];
  } buffer;
  DisplayUrids urids;
  LV2_Atom_Forge forge;
  display_urids_map(&urids, map);
  lv2_atom_forge_init(&forge, map);
  lv2_atom_forge_set_buffer(&forge, buffer.bytes, sizeof buffer);
  if (display_frame_write(&urids, &forge, frame)) ui_host_atom(host, &buffer.atom);
}

void ui_host_model(UiHost *host, const char *key, const char *path) {
  union {
    LV2_Atom atom;
    uint8_t bytes[8192];
  } buffer;
  LV2_Atom_Forge forge;
  LV2_Atom_Forge_Frame object;
  lv2_atom_forge_init(&forge, map);
  lv2_atom_forge_set_buffer(&forge, buffer.bytes, sizeof buffer);
  lv2_atom_forge_object(&forge, &object, 0, ui_host_urid(LV2_PATCH__Set));
  lv2_atom_forge_key(&forge, ui_host_urid(LV2_PATCH__property));
  lv2_atom_forge_urid(&forge, ui_host_urid(key));
  lv2_atom_forge_key(&forge, ui_host_urid(LV2_PATCH__value));
  lv2_atom_forge_path(&forge, path, (uint32_t)strlen(path));
  lv2_atom_forge_pop(&forge, &object);
  ui_host_atom(host, &buffer.atom);
}

/* ---- The user ---------------------------------------------------------------------------------------------------- */

static void fake(UiHost *host, uint8_t type, uint8_t detail, double x, double y) {
  xcb_test_fake_input(host->connection, type, detail, XCB_CURRENT_TIME, host->screen->root, (int16_t)x, (int16_t)y, 0);
  xcb_flush(host->connection);
}

void ui_host_point(UiHost *host, double x, double y) {
  fake(host, XCB_MOTION_NOTIFY, 0, x, y);
  ui_host_settle(host);
}

void ui_host_button(UiHost *host, int button, bool down) {
  fake(host, down ? XCB_BUTTON_PRESS : XCB_BUTTON_RELEASE, (uint8_t)button, 0, 0);
  ui_host_settle(host);
}

void ui_host_click(UiHost *host, double x, double y) {
  ui_host_point(host, x, y);
  ui_host_button(host, 1, true);
  ui_host_button(host, 1, false);
}

void ui_host_wheel(UiHost *host, int notches) {
  int button = notches > 0 ? 4 : 5;
  for (int i = 0; i < abs(notches); i++) {
    fake(host, XCB_BUTTON_PRESS, (uint8_t)button, 0, 0);
    fake(host, XCB_BUTTON_RELEASE, (uint8_t)button, 0, 0);
  }
  ui_host_settle(host);
}

/* The key that gives the symbol at this level (1: with shift). */
static uint8_t key_code(UiHost *host, uint32_t symbol, uint32_t level) {
  struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
  int32_t device = xkb_x11_get_core_keyboard_device_id(host->connection);
  struct xkb_keymap *keymap =
      xkb_x11_keymap_new_from_device(context, host->connection, device, XKB_KEYMAP_COMPILE_NO_FLAGS);
  uint8_t found = 0;
  for (uint32_t code = 8; code < 256 && !found; code++) {
    const xkb_keysym_t *symbols;
    int count = xkb_keymap_key_get_syms_by_level(keymap, code, 0, level, &symbols);
    if (count == 1 && symbols[0] == symbol) found = (uint8_t)code;
  }
  xkb_keymap_unref(keymap);
  xkb_context_unref(context);
  return found;
}

void ui_host_key(UiHost *host, uint32_t symbol, bool down) {
  fake(host, down ? XCB_KEY_PRESS : XCB_KEY_RELEASE, key_code(host, symbol, 0), 0, 0);
  ui_host_settle(host);
}

void ui_host_press_key(UiHost *host, uint32_t symbol) {
  uint8_t plain = key_code(host, symbol, 0), shifted = plain ? 0 : key_code(host, symbol, 1);
  uint8_t shift = key_code(host, XKB_KEY_Shift_L, 0);
  if (shifted) fake(host, XCB_KEY_PRESS, shift, 0, 0);
  fake(host, XCB_KEY_PRESS, plain ? plain : shifted, 0, 0);
  fake(host, XCB_KEY_RELEASE, plain ? plain : shifted, 0, 0);
  if (shifted) fake(host, XCB_KEY_RELEASE, shift, 0, 0);
  ui_host_settle(host);
}

void ui_host_type(UiHost *host, const char *text) {
  for (; *text; text++)
    ui_host_press_key(host, xkb_utf32_to_keysym((unsigned char)*text));
}

/* ---- The screen -------------------------------------------------------------------------------------------------- */

cairo_surface_t *ui_host_picture(UiHost *host) {
  xcb_get_geometry_reply_t *size =
      xcb_get_geometry_reply(host->connection, xcb_get_geometry(host->connection, host->window), NULL);
  if (!size) return NULL;
  xcb_visualtype_iterator_t visuals = xcb_depth_visuals_iterator(xcb_screen_allowed_depths_iterator(host->screen).data);
  xcb_depth_iterator_t depths = xcb_screen_allowed_depths_iterator(host->screen);
  for (; depths.rem; xcb_depth_next(&depths))
    for (visuals = xcb_depth_visuals_iterator(depths.data); visuals.rem; xcb_visualtype_next(&visuals))
      if (visuals.data->visual_id == host->screen->root_visual) goto found;
found:;
  cairo_surface_t *screen =
      cairo_xcb_surface_create(host->connection, host->window, visuals.data, size->width, size->height);
  cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, size->width, size->height);
  cairo_t *cairo = cairo_create(picture);
  cairo_set_source_surface(cairo, screen, 0, 0);
  cairo_paint(cairo);
  cairo_destroy(cairo);
  cairo_device_t *device = cairo_device_reference(cairo_surface_get_device(screen));
  cairo_surface_destroy(screen);
  cairo_device_finish(device);
  cairo_device_destroy(device);
  free(size);
  return picture;
}

uint32_t picture_colour(cairo_surface_t *picture, int x, int y) {
  uint32_t colour;
  cairo_surface_flush(picture);
  memcpy(&colour,
         cairo_image_surface_get_data(picture) + (ptrdiff_t)y * cairo_image_surface_get_stride(picture) +
             4 * (ptrdiff_t)x,
         sizeof colour);
  return colour & 0xffffff;
}
