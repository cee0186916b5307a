/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The LV2 side of the window: what the host hands over and calls. Needs ui:parent and nothing else; without urid:map
 * there are no pictures and no model, without ui:touch no gestures, without options the scale is the display's.
 */
#include "../uris.h"
#include "panel.h"
#include "ui_messages.h"
#include "window.h"

#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#define REQUEST_EVERY_SECONDS 1.0
/* Scales beyond these are taken for a mistake of the host. */
#define SCALE_LEAST 0.25
#define SCALE_MOST 8.0
#define ZOOM_STEP 1.25
#define ZOOM_LEAST 0.5
#define ZOOM_MOST 4.0

typedef struct {
  Panel *panel;
  Window *window;
  LV2UI_Write_Function write;
  LV2UI_Controller controller;
  const LV2UI_Touch *touch;
  const LV2UI_Resize *resize;
  double scale; /* of the screen */
  double zoom;  /* the user's, on top of it */
  bool messaging;
  UiMessages messages;
  double requested_at;
} Ui;

static double now_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- From the panel to the host ---------------------------------------------------------------------------------- */

static void write_port(void *owner, uint32_t port, float value) {
  Ui *ui = owner;
  ui->write(ui->controller, port, sizeof value, 0, &value);
}

static void touch_port(void *owner, uint32_t port, bool touched) {
  Ui *ui = owner;
  if (ui->touch) ui->touch->touch(ui->touch->handle, port, touched);
}

static void choose_model(void *owner, const char *path) {
  Ui *ui = owner;
  if (ui->messaging)
    ui_messages_set_model(&ui->messages, path);
  else
    panel_message(ui->panel, "This host passes no messages on, so the model cannot be changed here");
}

/* ---- Making ------------------------------------------------------------------------------------------------------ */

/* Value of an option, 0 when the host does not offer it. Some hosts give sizes beyond the type's. */
static double option(const LV2_Options_Option *options, LV2_URID_Map *map, const char *uri) {
  if (!options || !map) return 0;
  const LV2_URID key = map->map(map->handle, uri), real = map->map(map->handle, LV2_ATOM__Float);
  for (; options->key || options->value; options++)
    if (options->key == key && options->type == real && options->size >= sizeof(float) && options->value)
      return *(const float *)options->value;
  return 0;
}

static void find_features(Ui *ui, const LV2_Feature *const *features, LV2_URID_Map *map) {
  const LV2_Options_Option *options = lv2_features_data(features, LV2_OPTIONS__options);
  ui->touch = lv2_features_data(features, LV2_UI__touch);
  ui->resize = lv2_features_data(features, LV2_UI__resize);
  ui->panel->sample_rate = option(options, map, LV2_PARAMETERS__sampleRate);
  ui->scale = option(options, map, LV2_UI__scaleFactor);
  if (!(ui->scale >= SCALE_LEAST && ui->scale <= SCALE_MOST)) ui->scale = 0;
  if (!map) return;
  const uint32_t port = port_index(ui->panel->list.channels, PORT_EVENTS);
  ui_messages_create(&ui->messages, map, port, ui->write, ui->controller);
  ui->messaging = true;
}

/* The scale of the screen is known only when there is a window. */
static bool open_window(Ui *ui, uintptr_t parent) {
  double guess = ui->scale > 0 ? ui->scale : 1;
  ui->window = window_open(parent, (int)(PANEL_WIDTH * guess), (int)(PANEL_HEIGHT * guess),
                           (int)(PANEL_MIN_WIDTH * guess / 2), (int)(PANEL_MIN_HEIGHT * guess / 2));
  if (!ui->window) return false;
  if (ui->scale <= 0) ui->scale = window_scale(ui->window);
  int width = (int)(PANEL_WIDTH * ui->scale), height = (int)(PANEL_HEIGHT * ui->scale);
  if (ui->scale != guess) window_resize(ui->window, width, height);
  panel_resize(ui->panel, width, height, ui->scale);
  if (ui->resize) ui->resize->ui_resize(ui->resize->handle, width, height);
  return true;
}

static void cleanup(LV2UI_Handle handle) {
  Ui *ui = handle;
  panel_free(ui->panel);
  if (ui->window) window_close(ui->window);
  free(ui);
}

static LV2UI_Handle instantiate(const LV2UI_Descriptor *descriptor, const char *plugin, const char *bundle,
                                LV2UI_Write_Function write, LV2UI_Controller controller, LV2UI_Widget *widget,
                                const LV2_Feature *const *features) {
  (void)descriptor, (void)bundle;
  uintptr_t parent = (uintptr_t)lv2_features_data(features, LV2_UI__parent);
  Ui *ui = parent ? calloc(1, sizeof *ui) : NULL;
  if (!ui) return NULL;
  ui->write = write;
  ui->controller = controller;
  ui->zoom = 1;
  ui->panel = panel_create(&(PanelHost){ui, write_port, touch_port, choose_model}, plugin);
  if (ui->panel) find_features(ui, features, lv2_features_data(features, LV2_URID__map));
  if (!ui->panel || !open_window(ui, parent)) {
    cleanup(ui);
    return NULL;
  }
  *widget = (LV2UI_Widget)window_identity(ui->window);
  if (ui->messaging) ui_messages_get_model(&ui->messages);
  return ui;
}

/* ---- From the host ----------------------------------------------------------------------------------------------- */

static void port_event(LV2UI_Handle handle, uint32_t port, uint32_t size, uint32_t format, const void *buffer) {
  Ui *ui = handle;
  if (format == 0 && size == sizeof(float)) {
    panel_port(ui->panel, port, *(const float *)buffer);
    return;
  }
  if (!ui->messaging || format != ui->messages.event_transfer) return;
  News news;
  ui_messages_read(&ui->messages, buffer, size, &news);
  if (news.kind == NEWS_FRAME) panel_frame(ui->panel, &news.frame);
  if (news.kind == NEWS_MODEL) panel_model_path(ui->panel, news.text);
  if (news.kind == NEWS_MODEL_NAME) panel_model_name(ui->panel, news.text);
  if (news.kind == NEWS_MESSAGE) panel_message(ui->panel, news.text);
}

static void fit(Ui *ui) {
  int width, height;
  window_size(ui->window, &width, &height);
  panel_resize(ui->panel, width, height, ui->scale * ui->zoom);
}

static bool zoom(Ui *ui, const Input *input) {
  if (input->kind != INPUT_KEY || !input->control) return false;
  double factor = 0;
  if (input->key == XKB_KEY_plus || input->key == XKB_KEY_equal || input->key == XKB_KEY_KP_Add) factor = ZOOM_STEP;
  if (input->key == XKB_KEY_minus || input->key == XKB_KEY_KP_Subtract) factor = 1 / ZOOM_STEP;
  if (input->key == XKB_KEY_0 || input->key == XKB_KEY_KP_0) factor = 1 / ui->zoom;
  if (factor <= 0) return false;
  ui->zoom = fmin(fmax(ui->zoom * factor, ZOOM_LEAST), ZOOM_MOST);
  fit(ui);
  return true;
}

static void take_input(Ui *ui, Input *input) {
  input->x /= ui->panel->scale;
  input->y /= ui->panel->scale;
  if (input->kind == INPUT_PRESS) window_take_keys(ui->window);
  bool used = zoom(ui, input) || panel_input(ui->panel, input);
  if (input->kind != INPUT_KEY || used) return;
  if (input->key == XKB_KEY_Escape)
    window_give_keys_back(ui->window);
  else
    window_pass_key_on(ui->window);
}

static void repaint(Ui *ui) {
  if (cairo_region_is_empty(ui->panel->damage)) return;
  cairo_surface_t *image = window_image(ui->window);
  if (!image) return;
  cairo_region_t *shown = cairo_region_copy(ui->panel->damage);
  panel_paint(ui->panel, image);
  window_show(ui->window, shown);
  cairo_region_destroy(shown);
}

static int idle(LV2UI_Handle handle) {
  Ui *ui = handle;
  Input input;
  WindowNews news;
  while ((news = window_next(ui->window, &input)) != WINDOW_NOTHING) {
    if (news == WINDOW_CLOSED) return 1;
    if (news == WINDOW_RESIZED)
      fit(ui);
    else
      take_input(ui, &input);
  }
  double now = now_seconds();
  panel_tick(ui->panel, now);
  if (ui->messaging && now - ui->requested_at >= REQUEST_EVERY_SECONDS) {
    ui_messages_request_display(&ui->messages);
    ui->requested_at = now;
  }
  repaint(ui);
  return 0;
}

static int resize(LV2UI_Feature_Handle handle, int width, int height) {
  Ui *ui = handle;
  if (width < 1 || height < 1 || width > 16384 || height > 16384) return 1;
  window_resize(ui->window, width, height);
  return 0;
}

static const void *extension_data(const char *uri) {
  static const LV2UI_Idle_Interface idle_interface = {idle};
  static const LV2UI_Resize resize_interface = {NULL, resize};
  if (strcmp(uri, LV2_UI__idleInterface) == 0) return &idle_interface;
  if (strcmp(uri, LV2_UI__resize) == 0) return &resize_interface;
  return NULL;
}

LV2_SYMBOL_EXPORT const LV2UI_Descriptor *lv2ui_descriptor(uint32_t index) {
  static const LV2UI_Descriptor descriptor = {WINDOW_URI, instantiate, cleanup, port_event, extension_data};
  return index == 0 ? &descriptor : NULL;
}
