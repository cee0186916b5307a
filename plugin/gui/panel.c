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
  for (int i = 0; i < PORT_COUNT; i++)
    panel->controls[i] = (Control){&panel->list.controls[i], panel->list.controls[i].standard};
  panel->input_peak_db = panel->output_peak_db = SILENT_DB;
  panel_model_path(panel, "");
}

Panel *panel_create(const PanelHost *host, const char *plugin) {
  Panel *panel = calloc(1, sizeof *panel);
  if (!panel) return NULL;
  panel->host = *host;
  panel->damage = cairo_region_create();
  if (!display_history_create(&panel->history)) {
    panel_free(panel);
    return NULL;
  }
  panel->scale = 1;
  control_list_make(&panel->list, plugin);
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

static void take_meter(Panel *panel, Control *meter, float value) {
  if (isnan(value)) return;
  if (meter == &panel->controls[PORT_INPUT_LEVEL])
    hold_peak(panel, value, &panel->input_peak_db, &panel->input_peak_until);
  if (meter == &panel->controls[PORT_OUTPUT_LEVEL])
    hold_peak(panel, value, &panel->output_peak_db, &panel->output_peak_until);
  if (meter->value == value) return;
  meter->value = value;
  panel_damage_control(panel, meter);
}

/* The gate shows in several places: its controls light up, its threshold is drawn in the pictures. */
static void damage_for(Panel *panel, const Control *control) {
  const bool gate = control == &panel->controls[PORT_GATE] || control == &panel->controls[PORT_GATE_THRESHOLD];
  if (gate)
    panel_damage_all(panel);
  else
    panel_damage_control(panel, control);
}

static void take_control(Panel *panel, Control *control, float value) {
  value = control_nearest(control->info, value);
  /* While a hand is on the control the host's echo would only pull it back. */
  if (control == panel->touched || control->value == value) return;
  control->value = value;
  damage_for(panel, control);
}

void panel_port(Panel *panel, uint32_t port, float value) {
  for (int i = 0; i < PORT_COUNT; i++) {
    Control *control = &panel->controls[i];
    if (!control->info->name || control->info->port != port) continue;
    if (control->info->output)
      take_meter(panel, control, value);
    else
      take_control(panel, control, value);
  }
}

/* The pictures show what is taken away, not what the output gain adds to all of it. */
static void leave_out_output_gain(const Panel *panel, DisplayFrame *frame) {
  float output_gain = panel_value(panel, PORT_GAIN);
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

static void show_model(Panel *panel) {
  const char *path = panel->model_path, *slash = strrchr(path, '/');
  const char *file = *path ? slash ? slash + 1 : path : "built-in";
  char text[2 * PANEL_TEXT_MAX + 8];
  snprintf(text, sizeof text, *panel->model_name ? "%s (%s)" : "%s%s", *panel->model_name ? panel->model_name : file,
           *panel->model_name ? file : "");
  char *valid = g_utf8_make_valid(text, -1);
  snprintf(panel->model_text, sizeof panel->model_text, "%s", valid);
  g_free(valid);
  for (uint32_t i = 0; i < panel->widget_count; i++)
    if (panel->widgets[i].kind == &model_widget) panel_damage_widget(panel, &panel->widgets[i]);
}

void panel_model_path(Panel *panel, const char *path) {
  snprintf(panel->model_path, sizeof panel->model_path, "%s", path);
  panel->model_name[0] = '\0'; /* until the new one tells its own */
  show_model(panel);
}

void panel_model_name(Panel *panel, const char *name) {
  snprintf(panel->model_name, sizeof panel->model_name, "%s", name);
  show_model(panel);
}

void panel_message(Panel *panel, const char *message) {
  char *valid = g_utf8_make_valid(message, -1);
  snprintf(panel->message, sizeof panel->message, "%s", valid);
  g_free(valid);
  panel_damage_all(panel);
}

/* ---- Controls and gestures --------------------------------------------------------------------------------------- */

Control *panel_control(Panel *panel, PortId index) {
  return panel->controls[index].info->name ? &panel->controls[index] : NULL;
}

float panel_value(const Panel *panel, PortId index) {
  return panel->controls[index].info->name ? panel->controls[index].value : 0;
}

void panel_set(Panel *panel, Control *control, float value) {
  value = control_nearest(control->info, value);
  if (value == control->value) return;
  control->value = value;
  panel->host.write(panel->host.owner, control->info->port, value);
  if (control == panel_control(panel, PORT_GATE) || control == panel_control(panel, PORT_GATE_THRESHOLD))
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
  static const PortId of_gate[] = {PORT_GATE_THRESHOLD, PORT_GATE_ATTACK, PORT_GATE_HOLD, PORT_GATE_RELEASE,
                                   PORT_GATE_RANGE};
  for (size_t i = 0; i < sizeof of_gate / sizeof *of_gate; i++)
    if (control == &panel->controls[of_gate[i]]) return !(panel_value(panel, PORT_GATE) > 0);
  return false;
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
