/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "panel.h"

#include "panel_layout.h"
#include "tooltip.h"
#include "widgets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEAK_HOLD_SECONDS 1.5
#define SILENT_DB (-200.0f)

/* ---- Making and sizing ------------------------------------------------------------------------------------------- */

static void first_values(Panel *panel) {
  for (int i = 0; i < CONTROL_COUNT; i++) {
    panel->controls[i].info = port_list_control((ControlIndex)i);
    if (panel->controls[i].info) panel->controls[i].value = panel->controls[i].info->standard;
  }
  panel->meters[METER_INPUT] = panel->meters[METER_OUTPUT] = SILENT_DB;
  panel->input_peak_db = panel->output_peak_db = SILENT_DB;
  panel_model(panel, "", "");
}

Panel *panel_create(const PanelHost *host) {
  Panel *panel = calloc(1, sizeof *panel);
  if (!panel) return NULL;
  panel->host = *host;
  panel->damage = cairo_region_create();
  if (!display_history_create(&panel->history)) {
    panel_free(panel);
    return NULL;
  }
  panel->scale = 1;
  first_values(panel);
  panel_resize(panel, PANEL_WIDTH, PANEL_HEIGHT, 1);
  return panel;
}

void panel_free(Panel *panel) {
  if (!panel) return;
  if (panel->overlay) panel_close(panel);
  panel_release(panel);
  display_history_free(&panel->history);
  cairo_region_destroy(panel->damage);
  free(panel);
}

void panel_resize(Panel *panel, int width, int height, double scale) {
  /* A window that is too small for everything at this scale gets a smaller one, not a cut-off one. */
  panel->scale = fmin(scale, fmin(width / (double)PANEL_MIN_WIDTH, height / (double)PANEL_MIN_HEIGHT));
  panel->scale = fmax(panel->scale, 1e-4);
  panel->width = width / panel->scale;
  panel->height = height / panel->scale;
  if (panel->overlay) panel_close(panel);
  tooltip_hide(panel);
  panel_layout(panel);
  panel_damage_all(panel);
}

/* ---- Damage and painting ----------------------------------------------------------------------------------------- */

void panel_damage(Panel *panel, Box box) {
  double scale = panel->scale;
  int left = (int)floor(box.x * scale) - 1, top = (int)floor(box.y * scale) - 1;
  int right = (int)ceil((box.x + box.width) * scale) + 1, bottom = (int)ceil((box.y + box.height) * scale) + 1;
  cairo_region_union_rectangle(panel->damage, &(cairo_rectangle_int_t){left, top, right - left, bottom - top});
}

void panel_damage_all(Panel *panel) {
  panel_damage(panel, (Box){0, 0, panel->width, panel->height});
}

void panel_damage_widget(Panel *panel, const Widget *widget) {
  if (widget) panel_damage(panel, widget->box);
}

void panel_damage_control(Panel *panel, const Control *control) {
  for (uint32_t i = 0; i < panel->widget_count; i++)
    if (panel->widgets[i].control == control) panel_damage_widget(panel, &panel->widgets[i]);
}

static bool damaged(const Panel *panel, Box box) {
  double scale = panel->scale;
  cairo_rectangle_int_t pixels = {(int)floor(box.x * scale), (int)floor(box.y * scale),
                                  (int)ceil(box.width * scale) + 1, (int)ceil(box.height * scale) + 1};
  return cairo_region_contains_rectangle(panel->damage, &pixels) != CAIRO_REGION_OVERLAP_OUT;
}

static void clip_to_damage(const Panel *panel, cairo_t *cairo) {
  cairo_save(cairo);
  cairo_identity_matrix(cairo);
  for (int i = 0; i < cairo_region_num_rectangles(panel->damage); i++) {
    cairo_rectangle_int_t box;
    cairo_region_get_rectangle(panel->damage, i, &box);
    cairo_rectangle(cairo, box.x, box.y, box.width, box.height);
  }
  cairo_restore(cairo);
  cairo_clip(cairo);
}

void panel_paint(Panel *panel, cairo_surface_t *surface) {
  if (cairo_region_is_empty(panel->damage)) return;
  Painter painter;
  painter_begin(&painter, surface, panel->scale);
  clip_to_damage(panel, painter.cairo);
  panel_paint_ground(panel, &painter);
  for (uint32_t i = 0; i < panel->widget_count; i++)
    if (damaged(panel, panel->widgets[i].box)) panel->widgets[i].kind->paint(panel, &panel->widgets[i], &painter);
  if (panel->overlay) panel->overlay->paint(panel, &painter);
  tooltip_paint(panel, &painter);
  painter_end(&painter);
  cairo_region_subtract(panel->damage, panel->damage);
}

/* ---- News from the plugin ---------------------------------------------------------------------------------------- */

static void hold_peak(Panel *panel, float level, float *peak, double *until) {
  if (level < *peak && panel->now < *until) return;
  *peak = level;
  *until = panel->now + PEAK_HOLD_SECONDS;
}

static void take_meter(Panel *panel, MeterIndex meter, float value) {
  if (isnan(value)) return;
  if (meter == METER_INPUT) hold_peak(panel, value, &panel->input_peak_db, &panel->input_peak_until);
  if (meter == METER_OUTPUT) hold_peak(panel, value, &panel->output_peak_db, &panel->output_peak_until);
  if (panel->meters[meter] == value) return;
  panel->meters[meter] = value;
  for (uint32_t i = 0; i < panel->widget_count; i++) {
    const Widget *widget = &panel->widgets[i];
    if ((widget->kind == &meter_widget || widget->kind == &figure_widget) && widget->meter == meter)
      panel_damage_widget(panel, widget);
  }
}

static void take_control(Panel *panel, Control *control, float value) {
  value = control_nearest(control->info, value);
  /* While a hand is on the control the host's echo would only pull it back. */
  if (control == panel->touched || control->value == value) return;
  control->value = value;
  if (control == panel_control(panel, CONTROL_GATE) || control == panel_control(panel, CONTROL_THRESHOLD))
    panel_damage_all(panel);
  else
    panel_damage_control(panel, control);
}

void panel_port(Panel *panel, uint32_t port, float value) {
  for (int i = 0; i < CONTROL_COUNT; i++)
    if (panel->controls[i].info && panel->controls[i].info->port == port)
      take_control(panel, &panel->controls[i], value);
  for (int i = 0; i < METER_COUNT; i++)
    if (port_list_meter((MeterIndex)i) == port) take_meter(panel, (MeterIndex)i, value);
}

/* The pictures show what is taken away, not what the output gain adds to all of it. */
static void leave_out_output_gain(const Panel *panel, DisplayFrame *frame) {
  float output_gain = panel_value(panel, CONTROL_GAIN);
  for (uint32_t i = 0; i < frame->bands; i++)
    frame->gain_db[i] = fminf(frame->gain_db[i] - output_gain, 0);
}

void panel_frame(Panel *panel, const DisplayFrame *frame) {
  DisplayFrame shown = *frame;
  leave_out_output_gain(panel, &shown);
  display_history_add(&panel->history, &shown);
  for (uint32_t i = 0; i < panel->widget_count; i++)
    if (panel->widgets[i].kind == &spectrum_widget || panel->widgets[i].kind == &history_widget)
      panel_damage_widget(panel, &panel->widgets[i]);
}

void panel_model(Panel *panel, const char *path, const char *name) {
  const char *file = strrchr(path, '/');
  snprintf(panel->model_path, sizeof panel->model_path, "%s", path);
  if (!*name) name = *path ? (file ? file + 1 : path) : "Built-in";
  char *valid = g_utf8_make_valid(name, -1);
  snprintf(panel->model_name, sizeof panel->model_name, "%s", valid);
  g_free(valid);
  for (uint32_t i = 0; i < panel->widget_count; i++)
    if (panel->widgets[i].kind == &model_widget) panel_damage_widget(panel, &panel->widgets[i]);
}

void panel_message(Panel *panel, const char *message) {
  char *valid = g_utf8_make_valid(message, -1);
  snprintf(panel->message, sizeof panel->message, "%s", valid);
  g_free(valid);
  panel_damage_all(panel);
}

/* ---- Controls and gestures --------------------------------------------------------------------------------------- */

Control *panel_control(Panel *panel, ControlIndex index) {
  return panel->controls[index].info ? &panel->controls[index] : NULL;
}

float panel_value(const Panel *panel, ControlIndex index) {
  return panel->controls[index].info ? panel->controls[index].value : 0;
}

void panel_set(Panel *panel, Control *control, float value) {
  value = control_nearest(control->info, value);
  if (value == control->value) return;
  control->value = value;
  panel->host.write(panel->host.owner, control->info->port, value);
  if (control == panel_control(panel, CONTROL_GATE) || control == panel_control(panel, CONTROL_THRESHOLD))
    panel_damage_all(panel);
  else
    panel_damage_control(panel, control);
}

void panel_touch(Panel *panel, Control *control, double until) {
  if (panel->touched != control) {
    panel_release(panel);
    panel->touched = control;
    panel->host.touch(panel->host.owner, control->info->port, true);
  }
  panel->touched_until = until;
}

void panel_release(Panel *panel) {
  if (!panel->touched) return;
  panel->host.touch(panel->host.owner, panel->touched->info->port, false);
  panel->touched = NULL;
}

bool panel_idle_control(const Panel *panel, const Control *control) {
  ControlIndex index = (ControlIndex)(control - panel->controls);
  return index >= CONTROL_THRESHOLD && index <= CONTROL_RELEASE && !(panel_value(panel, CONTROL_GATE) > 0);
}

void panel_focus(Panel *panel, Widget *widget) {
  if (panel->focus == widget) return;
  panel_damage_widget(panel, panel->focus);
  panel->focus = widget;
  panel_damage_widget(panel, widget);
}

void panel_open(Panel *panel, const Overlay *overlay, Widget *widget, Box box) {
  if (panel->overlay) panel_close(panel);
  panel_release(panel);
  tooltip_hide(panel);
  panel->grab = NULL;
  panel->overlay = overlay;
  panel->overlay_widget = widget;
  panel->overlay_box = box;
  panel_damage(panel, box);
}

void panel_close(Panel *panel) {
  const Overlay *overlay = panel->overlay;
  panel->overlay = NULL;
  panel_damage(panel, panel->overlay_box);
  if (overlay && overlay->close) overlay->close(panel);
}
