/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host with one window: loads the plugin's window, records what it writes, and plays a user at its display.
 */
#ifndef QUELL_TEST_UI_HOST_H
#define QUELL_TEST_UI_HOST_H

#include "plugin/display_frame.h"

#include <cairo.h>
#include <lv2/atom/forge.h>
#include <lv2/ui/ui.h>
#include <stdbool.h>
#include <stdint.h>
#include <xcb/xcb.h>

#define RECORDS_MAX 512

typedef struct {
  uint32_t port;
  float value;
} PortWrite;

typedef struct {
  uint32_t port;
  bool touched;
} PortTouch;

typedef struct {
  xcb_connection_t *connection;
  xcb_screen_t *screen;
  xcb_window_t parent, window;
  void *library;
  const LV2UI_Descriptor *descriptor;
  LV2UI_Handle handle;
  LV2UI_Widget widget;
  int width, height; /* asked for by the window */
  PortWrite writes[RECORDS_MAX];
  uint32_t write_count;
  PortTouch touches[RECORDS_MAX];
  uint32_t touch_count;
  uint8_t message[8192]; /* the last atom */
  uint32_t message_count, set_count;
  char set_path[4096];  /* of the last patch:Set of the model */
  uint32_t frame_count; /* display frames passed on */
  char told_path[4096]; /* of the last model that the plugin told */
  /* Called with what the window writes; may be NULL. */
  void *owner;
  void (*take_message)(void *owner, const LV2_Atom *atom);
  void (*take_value)(void *owner, uint32_t port, float value);
  float sample_rate; /* offered as an option beside the scale; 0: not offered */
  float scale;       /* offered as ui:scaleFactor; 0: no options */
  bool bare;         /* offer ui:parent only */
  bool stubborn;     /* leave the parent's size alone */
} UiHost;

/* `library`: path of the shared object. False when the window did not open; ui_host_close() is due all the same. */
bool ui_host_open(UiHost *host, const char *library, const char *plugin);
void ui_host_close(UiHost *host);
/* Closes and opens the plugin's window in the same parent. */
void ui_host_close_window(UiHost *host);
bool ui_host_open_window(UiHost *host, const char *plugin);

/* Calls idle often enough for everything on its way to arrive and be painted. */
void ui_host_settle(UiHost *host);
void ui_host_idle(UiHost *host, double seconds);

LV2_URID ui_host_urid(const char *uri);
LV2_URID_Map *ui_host_map(void);
/* From now on URIDs are those of another map; NULL: of the host's own. */
void ui_host_use_map(LV2_URID_Map *other);

/* News from the plugin. */
void ui_host_port(UiHost *host, uint32_t port, float value);
void ui_host_atom(UiHost *host, const LV2_Atom *atom);
void ui_host_frame(UiHost *host, const DisplayFrame *frame);
void ui_host_model(UiHost *host, const char *key, const char *path);

/* The user; positions in device pixels of the window. */
void ui_host_point(UiHost *host, double x, double y);
void ui_host_button(UiHost *host, int button, bool down);
void ui_host_click(UiHost *host, double x, double y);
void ui_host_wheel(UiHost *host, int notches);
/* A key by its key symbol of the US layout, with or without shift. */
void ui_host_key(UiHost *host, uint32_t symbol, bool down);
void ui_host_type(UiHost *host, const char *text);
void ui_host_press_key(UiHost *host, uint32_t symbol);

/* What is on the screen, RGB24; to be destroyed by the caller. */
cairo_surface_t *ui_host_picture(UiHost *host);
uint32_t picture_colour(cairo_surface_t *picture, int x, int y);

#endif
